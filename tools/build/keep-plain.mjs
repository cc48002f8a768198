// An asc transform that keeps the module as it is before optimisation, for guest-data.mjs: text with names, and the binary.
import { writeFileSync } from 'node:fs';
import { Transform } from 'assemblyscript/transform';

export default class KeepPlain extends Transform {
  afterCompile(module) {
    writeFileSync('dist/guest-plain.wat', module.emitText());
    writeFileSync('dist/guest-plain.wasm', module.emitBinary());
  }
}
