// What Go decides is decided by Go's Unicode, locale and order (gostd, language), never by those of the JavaScript engine at hand: no file
// that ships asks it. What stands for upper and lower case asks either for ASCII words or keeps to Go's table itself.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ASKS = /\\[pP]\{[A-Z]|\blocaleCompare\(|\bIntl\.|\.normalize\(|\.toLocale[A-Z]/;

const files = execFileSync('git', ['ls-files', '*.ts', ':!test', ':!bench'], { encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '');

test('no file asks the engine for Unicode, a locale or their order', () => {
  expect(files.length).toBeGreaterThan(300);
  const asks = (file: string) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .some((line) => !/^\s*(?:\/\/|\*|\/\*)/.test(line) && !line.includes('explanation:') && ASKS.test(line));
  expect(files.filter(asks)).toEqual([]);
});

test.each([
  '/\\p{L}/u.test(c)',
  'a.localeCompare(b)',
  'new Intl.Collator()',
  "s.normalize('NFC')",
  's.toLocaleUpperCase()',
])('it finds %s', (code) => expect(ASKS.test(code)).toBe(true));
