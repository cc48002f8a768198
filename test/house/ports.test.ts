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

const REFERENCE = String.raw`\S+@v?\d+\.\d+\.\d+ \S+\.(?:go|js)`;
const FOLLOWS = new RegExp(`Follows (?:nothing: |${REFERENCE}(?:(?:,| and) ${REFERENCE})*\\b)`);

/** What of the language is Go's; the rest are tables of our own. */
const LANGUAGE = 'ast bytes lexer number parser quote strconv unicode'.split(' ');

test('language: every port names what it follows', () => {
  expect(LANGUAGE.filter((name) => !FOLLOWS.test(headOf(`language/${name}.ts`)))).toEqual([]);
});

test('wherever a file of Go is named as a source, its version is named too', () => {
  const named = globSync([
    '{kube,registry,releases,plan,manifests,provenance,actions,compiler,verify}/**/*.ts',
  ]).flatMap((file) => {
    const text = readFileSync(file, 'utf8').replace(/\n\s*(?:\/\/|\*) ?/g, ' ');
    return [...text.matchAll(/Source: (\S+) \S+\.go\b|Source: ([\w./-]+\.go)\b/g)]
      .filter(([, module]) => !/@v?\d/.test(module ?? ''))
      .map(([source]) => `${file}: ${source}`);
  });
  expect(named).toEqual([]);
});

/** What of reading charts and schemas is Helm's and its libraries'. */
const COMPILER =
  'chart/archive chart/directory chart/ignore chart/load chart/metadata schema/drafts schema/gojsonschema schema/jsonschema-v6 schema/roots';

test('compiler: every port names what it follows', () => {
  expect(COMPILER.split(' ').filter((name) => !FOLLOWS.test(headOf(`compiler/${name}.ts`)))).toEqual([]);
});

test('what mirrors something says which version of it', () => {
  const files = globSync(['*/**/*.ts', '!test/**', '!**/node_modules/**', '!dist/**', '!bench/**']);
  expect(files.length).toBeGreaterThan(400);
  const vague = files.filter((file) => {
    const text = readFileSync(file, 'utf8');
    return /(?:\/\/|\*) .*\bMirrors\b/.test(text) && !FOLLOWS.test(headOf(file)) && !/@v\d/.test(text);
  });
  expect(vague).toEqual([]);
});

const ROOMS = [
  'gostd',
  ...['go', 'lib', 'functions', 'template', 'helm', 'handlebars'].map((room) => `runtime/guest/${room}`),
];

test.each(ROOMS)('%s: every file names what it follows', (folder) => {
  const files = globSync([`${folder}/**/*.ts`, '!**/*.generated.ts']);
  expect(files.length).toBeGreaterThan(3);
  expect(files.filter((file) => !FOLLOWS.test(headOf(file)))).toEqual([]);
});
