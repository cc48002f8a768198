// What programs have in Node or in a browser and a package has not: what to do instead, for who names it.

/** Names, and what to say of them. One text, since every module carries it. */
const INSTEAD = `
process Deno Bun: a package has no process and no environment: what it is to know comes in its data
Buffer: bytes are a Uint8Array; btoa() and atob() write and read base 64
TextDecoder: decodeURIComponent(escape(text)) reads a text whose characters are bytes of UTF-8, as atob() gives it
Intl: a package has no languages and no time zones: toISOString() and toFixed() are the same everywhere
performance: a package has no clock but that of its input: now()
WebAssembly: a package loads no modules while it renders: name them in dependencies, and render() them
structuredClone: { ...object } copies an object, JSON.parse(JSON.stringify(object)) all that is in it
require module exports: a package is a module of ECMAScript: import and export
global: it is called globalThis
__dirname __filename: a package has no files: import one by its path, and it becomes part of the package
clearTimeout clearInterval clearImmediate: a package renders at once, and waits for nothing
XMLHttpRequest WebSocket EventSource: a package has no network; what it is to know of a cluster lookup() tells
window document navigator localStorage sessionStorage AbortController Worker: it is a browser's, and a package runs in none
`;

/** What to add to the message of an error; empty where it is about something else. */
export function instead(error: Error): string {
  const [, name] = error instanceof ReferenceError ? (/^(\w+) is not defined$/.exec(error.message) ?? []) : [];
  const [, words] =
    name === undefined ? [] : (new RegExp(`^(?:\\w+ )*${name}(?: \\w+)*(: .*)`, 'm').exec(INSTEAD) ?? []);
  return words ?? '';
}
