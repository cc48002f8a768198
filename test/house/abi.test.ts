// The numbers that compiler, guest and host share stand once, in runtime/abi. The guest's build asserts that its classes lie where they
// say (runtime/guest/entry/layout.ts) and that it imports and exports what is listed; here nothing else declares them, and what
// reads or writes shared memory has no offsets of its own.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const filesOf = (...rooms: string[]) =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...rooms], { encoding: 'utf8' })
    .split('\n')
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.generated.ts'));

const abi = filesOf('runtime/abi');
const others = filesOf('runtime', 'compiler', 'toolchain', 'actions', 'verify', 'language').filter(
  (file) => !file.startsWith('runtime/abi/'),
);

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
  const again = others.flatMap((file) =>
    [
      ...readFileSync(file, 'utf8').matchAll(/^\s*(?:export )?const ([A-Z][A-Z0-9_]+)\b(?!\s*=\s*memory\.data)/gm),
    ].flatMap(([, name]) => (isShared(name!, file) ? [`${file}: ${name}`] : [])),
  );
  expect(again).toEqual([]);
});

test('the names of the contract stand once', () => {
  // Declarations of functions are how the guest exports them; the second host stands for one that others write.
  const own = /^(?:runtime\/guest\/|toolchain\/engine\/contract-wat\.ts|actions\/development\/second-host\.ts)/;
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
});
