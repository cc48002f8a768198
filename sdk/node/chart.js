// The SDK in Node, for tests that call parts of a package without building it: what a module has beside QuickJS is the program's own.
import './native.js';

export * from '../chart.js';
