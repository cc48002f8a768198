// The host as Node programs import it. A browser imports browser.ts instead.

export * from './node/node';
