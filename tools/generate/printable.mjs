// Writes sdk/chart/printable-runs.ts, the SDK's copy of what Go's strconv.IsPrint accepts: node tools/generate/printable.mjs. The SDK runs inside
// of packages, so its table is a short text, and not the lists of language/unicode.ts.
import { writeFileSync } from 'node:fs';
import { importTypeScript } from '../build/typescript-module.mjs';

const { isPrint } = await importTypeScript(['language/unicode']);

/** How many code points to leave out and how many to take, in turns, from U+0080 on. */
const runs = [];
let isTaken = false;
let start = 0x80;
for (let code = start; code <= 0x110000; code++) {
  if (code < 0x110000 && isPrint(code) === isTaken) continue;
  runs.push(code - start);
  start = code;
  isTaken = !isTaken;
}
const words = runs.map((length) => length.toString(36)).join(' ');
const lines = words.match(/.{1,116}(?: |$)/g).map((line) => `  '${line}'`);

writeFileSync(
  'sdk/chart/printable-runs.ts',
  `// Which characters Go's strconv.IsPrint of Unicode 15.0 accepts, as a short text. Written by tools/generate/printable.mjs from
// language/unicode.ts.

/** How many code points to leave out and how many to take, in turns, from U+0080 on, in base 36. */
export const RUNS =
${lines.join(' +\n')};
`,
);
