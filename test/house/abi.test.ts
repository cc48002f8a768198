// The numbers that compiler, guest and host share stand once, in runtime/abi. The guest's build asserts that its classes lie where they
// say (runtime/guest/entry/layout.ts) and that it imports and exports what is listed; here nothing else declares them, and what
// reads or writes shared memory has no offsets of its own.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { expect, test } from 'vitest';
import { API_VERSION } from '../../runtime/abi/contract';
import { recordOf } from '../../runtime/abi/record';
import { FIRST_DEPENDENCY, READ_YAML, WRITE_YAML } from '../../sdk/runtime/native';
import { NATIVE } from '../../toolchain/engine/facts';

const filesOf = (...rooms: string[]) =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...rooms], { encoding: 'utf8' })
    .split('\n')
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.generated.ts'));

const abi = filesOf('runtime/abi');
/** Everything that ships; the SDK is a package of its own, which is published alone. */
const others = filesOf(
  'runtime',
  'compiler',
  'toolchain',
  'actions',
  'verify',
  'language',
  'gostd',
  'cli',
  'kube',
  'manifests',
  'plan',
  'provenance',
  'registry',
  'releases',
).filter((file) => !file.startsWith('runtime/abi/'));

/** Where a constant of that name would be the same one. */
const compiled = others.filter((file) => /^(?:runtime|compiler|toolchain|actions|verify|language)\//.test(file));

/** What a line says besides comments. */
const codeOf = (file: string) => readFileSync(file, 'utf8').replace(/^\s*(?:\/\/|\/?\*).*$/gm, '');

/** Constants of runtime/abi by name, with the files that declare them. */
const constants = new Map<string, string[]>();
for (const file of abi) {
  for (const [, name] of readFileSync(file, 'utf8').matchAll(/^export const ([A-Z][A-Z0-9_]+)\b/gm)) {
    constants.set(name!, [...(constants.get(name!) ?? []), file]);
  }
}

/** Is a constant of this name one of runtime/abi, for this file? The guest writes no WebAssembly. */
const isShared = (name: string, file: string) =>
  constants.has(name) && !(file.startsWith('runtime/guest/') && constants.get(name)!.includes('runtime/abi/wasm.ts'));

test('every constant stands once', () => {
  expect(constants.size).toBeGreaterThan(300);
  expect([...constants].filter(([, files]) => files.length > 1)).toEqual([]);
  const again = compiled.flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(/^\s*(?:export )?const ([A-Z][A-Z0-9_]+)\b(?!\s*=\s*memory\.data)/gm),
    ].flatMap(([, name]) => (isShared(name!, file) ? [`${file}: ${name}`] : [])),
  );
  expect(again).toEqual([]);
});

test('every constant is asked for', () => {
  // Kinds of Go's that nothing makes, which those around them are numbered with.
  const unused = ['KIND_INT8', 'KIND_UINT16'];
  const words = new Set(
    [...others, ...abi].flatMap(
      (file) =>
        codeOf(file)
          .replace(/export const \w+/g, '')
          .match(/\w+/g) ?? [],
    ),
  );
  expect([...constants.keys()].filter((name) => !words.has(name))).toEqual(unused);
});

test('texts of the contract stand once: the version of its documents, the labels of a package', () => {
  const labels = [...readFileSync('runtime/abi/labels.ts', 'utf8').matchAll(/'(mistletoe\.dev\/[\w-]+)'/g)].map(
    ([, label]) => label!,
  );
  expect(labels.length).toBeGreaterThan(10);
  const texts = [API_VERSION, ...labels];
  // What asc compiles takes no texts from there.
  const files = others.filter((file) => !file.startsWith('runtime/guest/'));
  const again = files.flatMap((file) =>
    texts
      .filter((text) => new RegExp(`\\b${text.replaceAll('.', '\\.')}(?![\\w-])`).test(codeOf(file)))
      .map((text) => `${file}: ${text}`),
  );
  expect(again).toEqual([]);
});

test('WebAssembly is read and written by runtime/wasm', () => {
  const own = others.filter((file) => !/^runtime\/(?:guest|wasm)\//.test(file) && !/\.as\.ts$/.test(file));
  // Seven bits of a number, or the head of a module.
  const marks = /& 0x7f\b|& 127\b|\\0asm['"`]|0x61, ?0x73, ?0x6d|=== 0x61 &&/;
  expect(own.filter((file) => marks.test(codeOf(file)))).toEqual([
    // Go's table of content types; a number that always has three bytes; the words of a message.
    'gostd/net/sniff.ts',
    'runtime/bindings/renderer.ts',
    'runtime/host/core/binary.ts',
  ]);
});

test('the SDK numbers what it calls as the engine does', () => {
  const { dependencies, readYaml, writeYaml } = NATIVE;
  expect({ READ_YAML, WRITE_YAML, FIRST_DEPENDENCY }).toEqual({
    READ_YAML: readYaml,
    WRITE_YAML: writeYaml,
    FIRST_DEPENDENCY: dependencies,
  });
});

test.each([
  ['values', 'VALUE_CAPACITY: u32 = 12', 'VALUE_CAPACITY: u32 = 20', 'VALUE_CAPACITY'],
  ['values', 'MAP_INDEX_MASK: u32 = 16', 'MAP_INDEX_MASK: u32 = 28', 'MAP_INDEX_MASK'],
  ['values', 'SLOT_DEPTH: u32 = 16', 'SLOT_DEPTH: u32 = 12', 'SLOT_DEPTH'],
  ['values', 'FILE_MAIN: u32 = 28', 'FILE_MAIN: u32 = 24', 'FILE_MAIN'],
  ['result', 'MANIFEST_SIZE: u32 = 76', 'MANIFEST_SIZE: u32 = 80', 'MANIFEST_SIZE'],
])("the guest's build refuses a wrong number: %s, %s", async (file, right, wrong, words) => {
  const checked = async (change: (text: string) => string) => {
    const { error, stderr } = await asc.main(['runtime/guest/entry/layout.ts', '--runtime', 'stub', '--noEmit'], {
      readFile(name, folder) {
        const path = join(folder, name);
        if (!existsSync(path)) return null;
        const text = readFileSync(path, 'utf8');
        return name.endsWith(`runtime/abi/${file}.ts`) ? change(text) : text;
      },
    });
    return error === null ? '' : stderr.toString();
  };
  expect(await checked((text) => text)).toBe('');
  const broken = await checked((text) => text.replace(right, wrong));
  expect(broken).toContain('layout.ts');
  expect(broken).toContain(words);
});

test('the names of the contract stand once', () => {
  // Declarations of functions are how the guest exports them; the second host stands for one that others write.
  const own = /^(?:runtime\/guest\/|actions\/development\/second-host\.ts)/;
  const named = others
    .filter((file) => !own.test(file))
    .filter((file) =>
      /^(?!\s*(?:\/\/|\/?\*)).*['"`]__mistletoe_(?!native|map)\w*['"`]/m.test(readFileSync(file, 'utf8')),
    );
  expect(named).toEqual([]);
});

/** Files whose memory is the guest's values, maps, slots and records, and nothing else. */
const shared = [
  ...filesOf('compiler/image', 'compiler/schema', 'runtime/bindings', 'actions/render'),
  'runtime/host/core/instance.ts',
];
/** Files of the guest with records or tables of their own, which nothing outside of them reads or writes. */
const ownRecords = new Set(
  [
    'functions/sprig/lists',
    'go/crypto/aes',
    'go/crypto/bcrypt',
    'go/crypto/bignum',
    'go/crypto/dsa',
    'go/crypto/hashes',
    'go/crypto/primes',
    'go/crypto/sha256-block',
    'go/crypto/wide-modulus',
    'go/net/ip',
    'go/regexp/cache',
    'go/regexp/compile',
    'go/regexp/match',
    'go/regexp/rune-set',
    'go/unicode/unicode',
    'lib/glob',
    'lib/jsonschema/place',
    'lib/yaml/read/parser',
    'lib/yaml/read/scanner',
    'template/exec',
    'template/proven-text',
  ].map((name) => `runtime/guest/${name}.ts`),
);

test('no offset of shared memory is a literal', () => {
  const literal = shared.flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(/\.[gs]et(?:Ui|I|BigUi|BigI)nt\d+\((?:[^(),]*\+ *)?[1-9]\d*\b[^)]*\)/g),
    ].map(([text]) => `${file}: ${text}`),
  );
  // The two words of a float64, which is no layout of ours.
  expect(literal).toEqual(['compiler/schema/program.ts: .getUint32(4, true)']);
  // Bytes of texts are looked at one by one; words are fields of records.
  const inGuest = filesOf('runtime/guest').flatMap((file) => {
    const found = [
      ...readFileSync(file, 'utf8').matchAll(
        /^(?!\s*\/\/).*\b(?:load|store)<(?:[uif](?:32|64)|usize)>\([^;&|]*, [1-9]\d*\)/gm,
      ),
    ];
    return found.length > 0 ? [file] : [];
  });
  expect(inGuest.filter((file) => !ownRecords.has(file))).toEqual([]);
  // What is excused has a reason to be.
  expect([...ownRecords].filter((file) => !inGuest.includes(file))).toEqual([]);
  // Compiled schemas are looked at through helpers that take an address.
  const inSchemas = filesOf('runtime/guest/lib/jsonschema').flatMap((file) =>
    [...codeOf(file).matchAll(/\b(?:word|nodeAt|valueAt)\([^()]*(?:\+ [1-9]|<< 3)[^()]*\)/g)].map(
      ([text]) => `${file}: ${text}`,
    ),
  );
  expect(inSchemas).toEqual([]);
  // WebAssembly text: QuickJS's vectors of arguments, and a loop of another linker's that is looked for.
  const inText = filesOf('toolchain').filter((file) => /offset=[1-9]/.test(codeOf(file)));
  expect(inText).toEqual(['toolchain/engine/contract-wat.ts', 'toolchain/link/program-text.ts']);
});

test('a record is written by the offsets of its fields', () => {
  const listed = filesOf('compiler').flatMap((file) =>
    [...codeOf(file).matchAll(/\bimage\.record\(\[(?!\.\.\.head)[^\]]*,/g)].map(([text]) => `${file}: ${text}`),
  );
  expect(listed).toEqual([]);
  expect(recordOf(8, { 4: 'b', 0: 'a' })).toEqual(['a', 'b']);
  expect(() => recordOf(12, { 0: 'a', 8: 'c' })).toThrow('no word at 4');
});

test("the keys of a chart's description are written by the compiler and read by the guest, by their constants", () => {
  const keys = [...constants].filter(([, files]) => files.includes('runtime/abi/description.ts')).map(([name]) => name);
  expect(keys.length).toBeGreaterThan(30);
  for (const room of ['compiler/', 'runtime/guest/']) {
    const text = compiled
      .filter((file) => file.startsWith(room))
      .map((file) => codeOf(file).replace(/^import .*?;$/gms, ''))
      .join('\n');
    expect([room, keys.filter((key) => !new RegExp(`\\b${key}\\b`).test(text))]).toEqual([room, []]);
  }
  // Texts in the guest would be keys of its own.
  const own = compiled
    .filter((file) => file.startsWith('runtime/guest/'))
    .flatMap((file) =>
      [
        ...codeOf(file).matchAll(/\w+Field\((?:root|description|node\.description|requirement|crd|build|file), '.*?'/g),
      ].map(([call]) => `${file}: ${call}`),
    );
  expect(own).toEqual([]);
});
