// Each port says at its head what it follows: package, version and file, so that whoever doubts a line can look there.

import { globSync } from 'tinyglobby';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** What stands before the first line of code. */
function headOf(file: string): string {
  const text = readFileSync(file, 'utf8');
  const comment = /^(?:\/\/[^\n]*\n)+|^\/\*\*[\s\S]*?\*\//.exec(text)?.[0] ?? '';
  return comment.replace(/\n(?:\/\/| \*)/g, '');
}

const REFERENCE = String.raw`\S+@v?\d+\.\d+\.\d+ \S+\.go`;
const FOLLOWS = new RegExp(`Follows (?:nothing: |${REFERENCE}(?:, ${REFERENCE})*\\.)`);

test.each(['gostd', 'runtime/guest/go', 'runtime/guest/lib'])('%s: every file names what it follows', (folder) => {
  const files = globSync(`${folder}/**/*.ts`);
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((file) => !FOLLOWS.test(headOf(file)))).toEqual([]);
});
