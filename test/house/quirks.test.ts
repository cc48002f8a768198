// Who needs to know how a Helm behaves asks a quirk (runtime/abi/quirks.ts), never which Helm it is: language/profiles.ts alone
// compares versions. What Masterminds/semver and %YAML compare are versions of others.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const ASKS = [
  // `helm.major === 3`, `[profile.major]`, `major < 4`
  /\bmajor\s*(?:[=!]==?|[<>]=?)|\[[\w.]*\.major\]|\bmajor \? /,
  // `profile.id === '4.3'`, `helm === 3`, `label.startsWith('4')`
  /(?:\bid|\bhelm|\blabel|\bversion)\s*[=!]==?\s*(?:['"`][34]|[34]\b)|\.startsWith\(['"`]v?[34]\b/,
  /\bisHelm[34]\b|\bhelm[34]\b|\bHELM_[34]\b(?!_KINDS)/i,
];

const files = execFileSync(
  'git',
  [
    'ls-files',
    '*.ts',
    ':!test',
    ':!bench',
    ':!sdk',
    ':!examples',
    ':!runtime/guest/lib/semver',
    ':!runtime/guest/lib/yaml',
  ],
  {
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((file) => file !== '' && file !== 'language/profiles.ts');

const asking = (text: string) =>
  text.split('\n').filter((line) => !/^\s*(?:\/\/|\*|\/\*)/.test(line) && ASKS.some((asks) => asks.test(line)));

test('no file asks which Helm it is', () => {
  expect(files.length).toBeGreaterThan(400);
  expect(files.flatMap((file) => asking(readFileSync(file, 'utf8')).map((line) => `${file}: ${line.trim()}`))).toEqual(
    [],
  );
});

test.each([
  'if (helm.major === 3) return;',
  'const flags = exclusiveFlags[helm.major];',
  "if (profile.id === '4.3') return;",
  "const isFour = label.startsWith('4');",
  'if (isHelm3) return;',
])('it finds %s', (code) => expect(asking(code)).toHaveLength(1));
