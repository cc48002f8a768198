// A program that exports the contract's functions itself but was built for WASI (a reactor): its library asks for a clock or for standard
// output that it may never use. Those questions are answered inside: nothing is there.

import { BuildError } from '../errors';

const NOSYS = 52;

/** The text without imports; `_initialize` becomes its start. Throws BuildError for imports that are not WASI's. */
export function reactorText(given: string): string {
  const stubs: string[] = [];
  let text = given.replace(
    /^ \(import "([^"]*)" "([^"]*)" (.*)\)$/gm,
    (_, module: string, name: string, what: string) => {
      const type = /^\(func (\$\S+)(.*)\)$/.exec(what);
      if (!/^wasi_/.test(module) || type === null) {
        throw new BuildError(`the program imports ${module}.${name}, which is nothing of WASI preview 1`);
      }
      const body = /\(result i32\)/.test(type[2]!) ? `(i32.const ${NOSYS})` : '(unreachable)';
      stubs.push(` (func ${type[1]}${type[2]} ${body})`);
      return '';
    },
  );
  const initialize = /^ \(export "_initialize" \(func (\$\S+)\)\)$/m.exec(text)?.[1];
  if (initialize !== undefined) {
    if (/^ \(start /m.test(text)) throw new BuildError('the program has both a start function and _initialize');
    stubs.push(` (start ${initialize})`);
    text = text.replace(/^ \(export "_initialize" .*$/m, '');
  }
  return text.replace(/\)\s*$/, () => `${stubs.join('\n')})`);
}
