// What cargo writes for a crate that uses wasm-bindgen, as the crates mistletoe-api and mistletoe-bind of the existing Mistletoe make their
// packages do. The tool wasm-bindgen would run the exports that describe the others, and take them and their imports away.

import { BuildError } from '../errors';

const CONTRACT = /^ \(export "(__mistletoe_(?:info|alloc|dealloc|generate))(?:_[0-9a-f]{16})?" /;

/** Is it the text of a module before the tool's run? */
export function isBindgen(text: string): boolean {
  return /^ \(import "__wbindgen_/m.test(text) && /^ \(export "__mistletoe_generate/m.test(text);
}

/** The exports of the contract by their names, and the memory: the rest is for JavaScript. */
export function withoutDescriptions(text: string): string {
  return text
    .replace(/^ \(export .*$/gm, (line) => (CONTRACT.test(line) || line.startsWith(' (export "memory" ') ? line : ''))
    .replace(new RegExp(CONTRACT, 'gm'), ' (export "$1" ');
}

/** What is left when nothing unused stands there: it may throw, which stops it. Throws BuildError where it asks JavaScript for more. */
export function withoutBindgen(text: string): string {
  const stubs: string[] = [];
  const rest = text.replace(
    /^ \(import "__wbindgen_\w*" "([^"]*)" \(func (\$\S+)(.*)\)\)$/gm,
    (_, name: string, ...type: string[]) => {
      if (!/^__wbindgen_(?:\w*throw|externref|describe)/.test(name)) {
        throw new BuildError(
          `the program asks JavaScript for ${name}: a package runs alone; leave out the library that needs it`,
        );
      }
      stubs.push(` (func ${type[0]}${type[1]} (unreachable))`);
      return '';
    },
  );
  return rest.replace(/\)\s*$/, () => `${stubs.join('\n')})`);
}
