// Faults, each of which has its place on the line of its mark: `// @ name of the mode`.
import { definePackage, fail } from '@mistletoe-dev/sdk';
import { asyncIn, Deep, thrownIn, valueIn } from './places-helper';

const nothing = (): { a: { b: number }; f(): number } => undefined as never;
const never = new Promise<never>(() => {});
const object = (data: unknown) => [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data }];

class Broken {
  readonly at = 1;
  constructor() {
    nothing().f(); // @ constructor
  }
}

class Late {
  get value() {
    return nothing().a; // @ getter
  }
  field = () => nothing().a; // @ field
  static make() {
    throw new TypeError('x'); // @ static method
  }
}

const late = async (): Promise<never> => {
  await Promise.resolve();
  throw new Error('late'); // @ floating later, floating in async
};

const quiet = async (list: number[]) => {
  await null;
  list.push(1);
};

const modes: Record<string, () => unknown> = {
  // What is thrown and is no Error.
  'throw null': () => {
    throw null; // @ throw null
  },
  'throw undefined': () => {
    throw undefined; // @ throw undefined
  },
  'throw text': () => {
    throw 'text'; // @ throw text
  },
  'throw long text': () => {
    throw 'x'.repeat(1000); // @ throw long text
  },
  'throw number': () => {
    throw 0; // @ throw number
  },
  'throw object': () => {
    throw { code: 1 }; // @ throw object
  },
  'throw symbol': () => {
    throw Symbol('x'); // @ throw symbol
  },
  'hidden compiler': () => (() => 1).constructor('return 1')(), // @ hidden compiler
  'throw after others': () => {
    for (const value of ['a', 'b']) {
      try {
        throw value;
      } catch {}
    }
    new Error('never thrown');
    throw 'c'; // @ throw after others
  },
  'throw in another file': () => thrownIn('text'),
  'throw in map': () =>
    [1].map((n) => {
      throw n; // @ throw in map
    }),
  'async throw': async () => {
    await null;
    throw 'text'; // @ async throw
  },
  'reject number': () => Promise.reject(5), // @ reject number
  'await reject': async () => {
    await Promise.reject(null); // @ await reject
  },
  'reject in executor': () =>
    new Promise((_, reject) => {
      reject('text'); // @ reject in executor
    }),
  'throw in executor': () =>
    new Promise(() => {
      throw 'text'; // @ throw in executor
    }),
  'cause text': () => {
    throw new Error('x', { cause: 'text' }); // @ cause text
  },

  // Promises that nobody waits for.
  'floating rejection': () => {
    void Promise.reject(new Error('lost')); // @ floating rejection
    return object({});
  },
  'floating text': () => {
    void Promise.reject('lost'); // @ floating text
    return object({});
  },
  'floating async': () => {
    const list: number[] = [];
    void quiet(list); // @ floating async
    return object(list);
  },
  'floating forEach': () => {
    const list: number[] = [];
    [1, 2].forEach((_) => {
      void quiet(list); // @ floating forEach
    });
    return object(list);
  },
  'floating later': async () => {
    void late().finally(() => {});
    await null;
    return object({});
  },
  'floating in async': async () => {
    late();
    for (let i = 0; i < 5; i++) await null;
    return object({});
  },
  'floating catch': () => {
    quiet([]).catch(() => {}); // @ floating catch
    return object({});
  },
  'floating promise': () => {
    new Promise(() => {}); // @ floating promise
    return object({});
  },
  'floating then': () => {
    Promise.resolve(1).then(() => 2); // @ floating then
    return object({});
  },
  'floating all': () => {
    void Promise.all([asyncIn(), 1]); // @ floating all
    return object({});
  },
  'floating in another file': () => {
    void asyncIn(); // @ floating in another file
    return object({});
  },
  'never settled': async () => {
    await new Promise(() => {}); // @ never settled
  },
  'never settled within': async () => {
    const wait = async () => {
      await new Promise(() => {}); // @ never settled within
    };
    await wait();
  },
  'never settled before': () => never,

  // Errors.
  'over lines': () =>
    object({
      a: 1,
      b: nothing().a, // @ over lines
      c: 3,
    }),
  'chain over lines': () =>
    [nothing]
      .map((f) => f())
      .map((value) => value.a) // @ chain over lines
      .map((value) => value.b),
  'call over lines': () =>
    Math.max(
      1,
      nothing().a.b, // @ call over lines
      2,
    ),
  'template text': () => `
    ${1}
    ${nothing().a} // @ template text
  `,
  'arrow function': () => object(nothing().a), // @ arrow function
  getter: () => new Late().value,
  field: () => new Late().field(),
  'static method': () => Late.make(),
  constructor: () => new Broken(),
  'class of another file': () => new Deep(),
  'value of another file': () => valueIn(),
  'in map': () => [1].map(() => nothing().a), // @ in map
  'in sort': () =>
    [1, 2].sort(
      () => nothing().a.b, // @ in sort
    ),
  'in replace': () => 'x'.replace('x', () => String(nothing().a)), // @ in replace
  'in JSON': () => JSON.stringify({ toJSON: () => nothing().a }), // @ in JSON
  'in JSON.parse': () => JSON.parse('{'), // @ in JSON.parse
  'in generator': () => {
    function* all() {
      yield 1;
      yield nothing().a; // @ in generator
    }
    return object([...all()]);
  },
  'after await': async () => {
    await null;
    return object(nothing().a); // @ after await
  },
  'in async of another file': async () => {
    await asyncIn();
    const [a] = [nothing().a]; // @ in async of another file
    return object(a);
  },
  'in a parameter': () => (({ a: { b } }: never) => object(b))({} as never), // @ in a parameter
  'in finally': () => {
    try {
      return object({});
    } finally {
      nothing().f(); // @ in finally
    }
  },
  'in a default': () => ((a = nothing().a) => a)(), // @ in a default
  'in a condition': () => (nothing().a ? 1 : 2), // @ in a condition
  'not a function': () => (object as unknown as { x(): void }).x(), // @ not a function
  'not defined': () => (globalThis as never as { x: { y: 1 } }).x.y, // @ not defined
  made: () => {
    const error = new Error('made here'); // @ made
    const rethrow = () => {
      throw error;
    };
    return rethrow();
  },
  failed: () => fail('in these words'),

  // What is right.
  'right: awaited': async () => {
    const list: number[] = [];
    await Promise.all([1, 2].map(() => quiet(list)));
    await Promise.allSettled([Promise.reject(1), late()]);
    await late().catch(() => {});
    await Promise.race([new Promise(() => {}), 1]);
    const later = Promise.reject(new Error('caught'));
    await null;
    await later.catch(() => {});
    for await (const item of [quiet(list)]) list.push(item as never);
    return object(list.length);
  },
  'right: not async': () => {
    void Promise.resolve(1);
    void (async () => 1)();
    return object(1);
  },
};

export default definePackage<{ mode: string }>({
  metadata: { name: 'places' },
  generate: ({ mode }) => modes[mode]!() as never,
});
