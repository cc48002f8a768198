// Everything that can go wrong in a package, by the name of a mode.
import { definePackage, fail, toYaml, parseYaml } from '@mistletoe-dev/sdk';
import { portOf } from './helper';

let calls = 0; // state of the module: must not be seen by the next render

interface Input {
  mode: string;
  size?: number;
}

const endless = (n: number): number => 1 + endless(n + 1);
const object = (data: unknown) => [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data }];

const modes: Record<
  string,
  (size: number, context: Parameters<Parameters<typeof definePackage>[0]['generate']>[1]) => unknown
> = {
  state: () => object({ calls: String(++calls) }),
  cause() {
    try {
      return object({ port: portOf({ name: 'http' }) });
    } catch (cause) {
      throw new Error('no port', { cause });
    }
  },
  throw: () => object({ port: portOf({ name: 'http' }) }),
  fail: () => fail('replicas must be at least 1'),
  loop: () => {
    for (;;) calls++;
  },
  recursion: () => object({ depth: endless(0) }),
  'caught-recursion': () => {
    try {
      endless(0);
    } catch (error) {
      return object({ caught: String(error) });
    }
    return object({});
  },
  memory: () => {
    const all: string[] = [];
    for (let i = 0; ; i++) all.push('x'.repeat(1 << 16) + i);
  },
  'one-big': (size) => object({ length: new Uint8Array(size).length }),
  random: (_, context) => object({ random: Math.random(), text: context.randomText(12) }),
  math: () => object({ random: Math.random() }),
  bytes: () => object({ bytes: [...crypto.getRandomValues(new Uint8Array(4))].join(' ') }),
  date: () => object({ now: new Date(), stamp: Date.now(), zone: new Date(0).getTimezoneOffset() }),
  now: (_, context) => object({ now: context.now() }),
  async: () => Promise.resolve().then(() => object({ async: 'yes' })),
  'async-throw': () => Promise.resolve().then(() => object({ port: portOf({ name: 'http' }) })),
  'async-never': () => new Promise(() => {}),
  text: () => 'text',
  nothing: () => undefined,
  number: () => [1],
  cycle: () => {
    const loop: Record<string, unknown> = {};
    loop['self'] = loop;
    return object(loop);
  },
  unicode: () =>
    object({
      plain: 'größe 😀 日本語 e\u0301',
      nul: 'a\u0000b\u2028c\u0085d\ufeffe\u007ff',
      pattern: 'Ünïcode_1'.replace(/\p{L}+/gu, '<$&>'),
      sort: ['ä', 'z', 'a', 'Z'].sort((a, b) => a.localeCompare(b)).join(''),
      '日本 key': 'yes',
      multi: 'line 1\nline 2 😀\n  indented\n',
    }),
  globals: () =>
    object({
      names: Object.keys(globalThis).sort().join(' '),
      own: Object.getOwnPropertyNames(globalThis)
        .filter((name) => /mist/i.test(name))
        .join(' '),
    }),
  console: () => {
    console.log('hello', { a: 1 });
    console.warn('careful');
    return object({});
  },
  eval: () => object({ value: new Function('return 6 * 7')() }),
  yaml: () => object({ read: parseYaml('a: [1, yes, 0x10]\nb: "x"\n'), text: toYaml({ a: 1 }) }),
  numbers: () =>
    object({
      read: parseYaml('a: 0.1e-7\nb: 123456789012345678901234567890\nc: 2.2250738585072014e-308\n'),
      text: toYaml({ a: 1e300 / 3 }),
    }),
  'bad-yaml': () => object({ read: parseYaml('a: [1') }),
  files: () => ({ message: 'done', files: { 'b/2.yaml': { a: 1 }, '1': 'text\n', 'list.yaml': [{ a: 1 }, { b: 2 }] } }),
  aggregate: () => {
    throw new AggregateError([new TypeError('one'), 'two', ...Array(5).fill(0)], 'several');
  },
  'async-aggregate': () => Promise.any([Promise.reject(new Error('no'))]),
  logged: () => {
    console.log('before');
    return fail('no');
  },
  throws: () => {
    throw 'a text';
  },
  context: (_, { name, namespace, capabilities, manifests, lookup }) =>
    object({ name, namespace, capabilities, manifests, found: lookup('v1', 'Secret', 'ns', 's')?.metadata }),
};

export default definePackage<Input>({
  metadata: { name: 'faults' },
  generate({ mode, size = 10 }, context) {
    return (modes[mode] ?? (() => fail(`no mode ${mode}`)))(size, context as never) as never;
  },
});
