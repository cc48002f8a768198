// A package that calls everything wrongly, as one does whose data nobody checked: `mode` says what.
import { checksum, type Context, definePackage, fail, imageReference, labels, parseYaml } from '@mistletoe-dev/sdk';

const object = (data: unknown, name = 'x') => [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { list: [0, { data }] } },
];
/** What the compiler would refuse, and what comes from data of which it knows nothing. */
const anything = (value: unknown) => value as never;
const looks = (context: Context, ...given: unknown[]) => (context.lookup as (...given: unknown[]) => unknown)(...given);

class Pair {
  left = new Set(['a']);
  right = new Map([['b', 1]]);
}

const modes: Record<string, (context: Context) => unknown> = {
  'lookup without a name': (context) => looks(context, 'v1', 'Secret', 'ns'),
  'lookup of nothing': (context) => looks(context),
  'lookup of a number': (context) => looks(context, 'v1', 'Secret', 'ns', 5),
  'text without a length': ({ randomText }) => randomText(anything(undefined)),
  'text of less than nothing': ({ randomText }) => randomText(-1),
  'text of a name that is none': ({ randomText }) => randomText(5, anything({})),
  'bytes of a text': ({ randomBytes }) => randomBytes(anything('5')),
  'no dependency': ({ render }) => render('chart'),
  'no message': () => fail(anything(undefined)),
  'an empty message': () => fail(''),
  'an error as message': () => fail(anything(new Error('x'))),
  'YAML that is none': () => parseYaml(anything({ a: 1 })),
  'a checksum of nothing': () => checksum(undefined),
  'a checksum of a function': () => checksum({ a: () => 1 }),
  'an image without a repository': () => imageReference(anything({ tag: '1' })),
  'labels without an instance': () => labels(anything({ app: 'x' })),

  'a function': () => object(() => 1),
  'a symbol': () => object(Symbol('x')),
  'a promise': () => object(Promise.resolve(1)),
  'a number that is none': () => object(Number('x')),
  'a number without end': () => object(-1 / 0),
  'a number that is rounded': () => object(parseYaml('9223372036854775807') as number),
  'a date that is no time': () => object(new Date('x')),
  'an iterator': () => object(new Map().values()),
  bytes: () => object(new Uint8Array(3)),
  'half a character': () => object('\ud800'),
  'half a character as key': () => object({ '\ud800': 1 }),
  'half a character in a file': () => ({ 'a.txt': '\udc00' }),
  'a Map with twins': () =>
    object(
      new Map<unknown, unknown>([
        [1, 'a'],
        ['1', 'b'],
      ]),
    ),
  'a cycle': () => {
    const cycle: unknown[] = [];
    cycle.push({ cycle });
    return object(cycle);
  },
  'an object without a name': () => [undefined, { apiVersion: 'v1', kind: 'List', items: [() => 1] }],
  'in a file': () => ({ 'a.yaml': { a: () => 1 } }),
  'in a file of several': () => ({ 'a.yaml': [{ a: 1 }, { a: () => 1 }] }),

  'one object without kind': () => ({ apiVersion: 'v1', metadata: { name: 'a' }, data: {} }),
  'one object without apiVersion': () => ({ kind: 'ConfigMap', metadata: { name: 'a' } }),
  'one object without both': () => ({ metadata: { name: 'a' }, data: {} }),
  'a list of an object without kind': () => [{ apiVersion: 'v1', metadata: { name: 'a' } }],
  'a list of an object without apiVersion': () => [{ kind: 'ConfigMap', metadata: { name: 'a' } }],
  'a file of an object without kind': () => ({ 'a.yaml': [{ a: 1 }, { apiVersion: 'v1', metadata: { name: 'a' } }] }),

  'a list with a promise': async () => [Promise.resolve({})],
  'a list with a text': () => ['kind: A'],
  'a file that is a promise': () => ({ 'a.yaml': Promise.resolve({}) }),
  'a file that is a number': () => ({ 'a.yaml': 5 }),
  'a file of promises': () => ({ 'a.yaml': [Promise.resolve({})] }),
  'a date for all': () => new Date(0),
  'a function for all': () => () => 1,
  'a message alone': () => ({ message: 'done' }),
  'a message that is none': () => ({ files: [], message: { done: true } }),
  'a key that is none': () => ({ files: [], massage: 'done' }),
  'files that are none': () => ({ files: 5, message: 'done' }),
  'a path that climbs': () => ({ '../a.yaml': 'a' }),
  'a path from the root': () => ({ '/a.yaml': 'a' }),
  'a path that is empty': () => ({ '': 'a' }),
  'a thrown cycle': () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    throw cycle;
  },

  'many values': () => [
    ...object({
      dates: [new Date(0)],
      pair: new Pair(),
      big: 2n ** 70n,
      holes: [1, undefined, null],
      left: undefined,
    }),
    false,
    [null, object('inner', 'y')],
  ],
  'one object': () => object(1)[0],
  'a Map of files': () =>
    new Map<string, unknown>([
      ['b.yaml', 'b: 1\n'],
      ['a.yaml', { a: 1 }],
    ]),
  'files under conditions': () => ({
    'a.yaml': undefined,
    'Chart.yaml': { apiVersion: 'v2', name: 'a' },
    'b.yaml': [false, { b: 1 }],
    'c.yaml': null,
    files: 'text\n',
  }),
  'a log of everything': () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    console.log(cycle, 10n, { a: 1n }, Symbol('x'), undefined, null);
    return [];
  },
};

export default definePackage<{ mode: string }>({
  metadata: { name: 'refusals' },
  input: (data) => anything(data['mode'] === 'an asynchronous input' ? Promise.resolve(data) : data),
  generate: ({ mode }, context) => modes[mode]!(context) as never,
});
