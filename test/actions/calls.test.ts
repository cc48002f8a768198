// What a program gets wrong when it calls the library: one class of error whatever the verb, before anything runs, with the place.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as library from '../../index';
import { chartFiles, Folder } from '../cli/charts';
import { fixedModule } from '../modules/echo';

const { CommandError, renderChart } = library;
const folder = new Folder();
const at = (name: string) => join(folder.path, name);
beforeAll(async () => {
  folder.write({
    ...chartFiles('web', { 'templates/a.yaml': 'kind: A\nvalues: {{ .Values.x | toJson }}\n' }),
    'hand.wasm': fixedModule('{result: Ok, files: {}}'),
  });
  const { wasm } = await library.convertToModule(at('web'), { helm: '4.1', noCache: true });
  writeFileSync(at('web.wasm'), wasm);
});
afterAll(() => folder.remove());

type Call = (named: never, options: never) => unknown;

/** Every verb, with what it takes and what is no option of its own. */
const VERBS: Record<string, { call: Call; takes: string; options: object }> = {
  renderChart: { call: renderChart, takes: 'web', options: { noCache: true } },
  convertToModule: { call: library.convertToModule, takes: 'web', options: { noCache: true } },
  convertChart: { call: library.convertChart, takes: 'web', options: {} },
  inspectModule: { call: library.inspectModule, takes: 'web.wasm', options: {} },
  runPackage: {
    call: (module: string, options: object) => library.runPackage(module, 'rel', options),
    takes: 'web.wasm',
    options: {},
  },
  compareWithHelm: { call: library.compareWithHelm, takes: 'web', options: {} },
  verifyCharts: { call: library.verifyCharts, takes: 'web', options: {} },
  migrateCharts: { call: library.migrateCharts, takes: '.', options: { out: 'out' } },
};

/** What a call throws or rejects with. */
async function failure(verb: string, named: unknown, options: object = {}): Promise<Error> {
  const { call, options: needed } = VERBS[verb]!;
  try {
    await call(named as never, { ...needed, ...options } as never);
  } catch (error) {
    return error as Error;
  }
  throw new Error(`${verb} did not fail`);
}

describe.each(Object.keys(VERBS))('%s', (verb) => {
  const takes = () => at(VERBS[verb]!.takes);

  it('rejects with CommandError where there is nothing at the path', async () => {
    for (const named of [at('missing'), '', undefined, 5, null]) {
      const error = await failure(verb, named);
      expect([named, error]).toEqual([named, expect.any(CommandError)]);
      expect(error.message).not.toMatch(/undefined \(reading|must be of type|ERR_/);
    }
  });

  it('and where an option is wrong', async () => {
    if (verb === 'convertChart') return;
    const noOption = await failure(verb, takes(), { vaules: 1 });
    expect(noOption).toBeInstanceOf(CommandError);
    expect(noOption.message).toMatch(new RegExp(`^${verb} has no option "vaules": there are .*, `));
    for (const [name, value, words] of [
      ['cwd', 5, 'cwd must be a text, and is 5'],
      ['limits', { memoryBytes: -1 }, 'limits.memoryBytes must be a number greater than 0, and is -1'],
      ['limits', { memory: 1 }, 'limits has no "memory": there are '],
      ['set', 'a=1', 'set must be a list of texts, and is a text'],
      ['set', ['a=1', 5], 'set[1] must be a text, and is 5'],
      ['noCache', 'yes', 'noCache must be true or false, and is a text'],
    ] as const) {
      const error = await failure(verb, takes(), { [name]: value });
      expect(error).toBeInstanceOf(CommandError);
      if (!error.message.includes('has no option')) expect(error.message).toContain(`${verb}: ${words}`);
    }
  });
});

describe('the Helm that an option names', () => {
  it.each(['renderChart', 'convertToModule', 'convertChart', 'migrateCharts'])(
    '%s knows which there are',
    async (verb) => {
      for (const helm of ['9.9', 'latest', 2]) {
        const error = await failure(verb, at('web'), { helm });
        expect(error).toBeInstanceOf(CommandError);
        expect(error.message).toMatch(
          /^helm ("9\.9"|"latest"|2) is no version of Helm that is known: 3\.14 to 3\.\d+ and 4\.0 to 4\.\d+$/,
        );
      }
    },
  );

  it('is taken for the nearest one with a word', async () => {
    const words = /^(Warning: )?Helm 4\.99 is not known to this version of mistletoe: it is taken for Helm 4\.\d+$/;
    const { warnings } = await renderChart(at('web'), { helm: '4.99', noCache: true });
    expect(warnings).toEqual([expect.stringMatching(words)]);
    const { diagnostics } = await library.convertToModule(at('web'), { helm: '4.99', noCache: true });
    expect(diagnostics).toMatchObject([{ code: 'unknown-helm', severity: 'warning' }]);
    expect(diagnostics[0]?.message).toMatch(words);
  });

  it('must be that of a module', async () => {
    for (const helm of ['4', 4, '4.1', undefined]) await renderChart(at('web.wasm'), { helm });
    expect((await failure('renderChart', at('web.wasm'), { helm: '3' })).message).toMatch(
      /^\S+ renders as Helm 4\.1 does: leave out the option helm, or convert the chart again for Helm 3\.\d+$/,
    );
  });

  it('renderChart takes a converted chart alone, however it is given', async () => {
    const bytes = readFileSync(at('hand.wasm'));
    for (const given of [at('hand.wasm'), bytes, library.loadModule(bytes)])
      for (const options of [{}, { helm: '4' }, { skipSchemaValidation: true }]) {
        const error = await failure('renderChart', given, options);
        expect(error).toBeInstanceOf(CommandError);
        expect(error.message).toMatch(/^(\S+|the module) is not a converted chart: run it with runPackage$/);
      }
  });
});

describe('values that JSON cannot hold', () => {
  const part: unknown[] = [];
  part.push(part);
  it.each([
    [{ x: [1, Number.NaN] }, 'values.x[1] is NaN'],
    [{ x: { y: undefined, z: Infinity } }, 'values.x.z is Infinity'],
    [{ x: 1n }, 'values.x is a bigint'],
    [{ x: new Date(0) }, 'values.x is a Date'],
    [{ x: new Map([['a', 1]]) }, 'values.x is a Map'],
    [{ x: () => 1 }, 'values.x is a function'],
    [{ x: [undefined] }, 'values.x[0] is undefined'],
    [{ x: part }, 'values.x[0] is part of itself'],
    [new Map(), 'values is a Map'],
  ])('are refused with their place: %#', async (values, words) => {
    for (const [verb, named] of [
      ['renderChart', 'web'],
      ['renderChart', 'web.wasm'],
      ['renderChart', 'hand.wasm'],
    ]) {
      const error = await failure(verb!, at(named!), { values });
      expect(error).toBeInstanceOf(CommandError);
      expect(error.message).toMatch(new RegExp(`^${words.replace(/[[\].]/g, '\\$&')}, which JSON cannot hold`));
    }
  });

  it('nor do objects for lookup hold them', async () => {
    const error = await failure('renderChart', at('web'), { lookups: [{ kind: 'Secret', data: { at: new Date(0) } }] });
    expect(error).toBeInstanceOf(CommandError);
    expect(error.message).toMatch(/^lookups\[0\]\.data\.at is a Date, which JSON cannot hold/);
  });

  it('and what is undefined is left out', async () => {
    const { output } = await renderChart(at('web'), { values: { x: { a: undefined, b: null, c: -0 } }, noCache: true });
    expect(output.toString()).toContain('values: {"b":null,"c":0}\n');
  });
});

describe('a module as its bytes', () => {
  const bytes = () => readFileSync(at('web.wasm'));
  const options = { name: 'rel', values: { x: 1 }, seed: 's', now: 0 };

  it('renders as from its file, loaded or not', async () => {
    const { output } = await renderChart(at('web.wasm'), options);
    const loaded = library.loadModule(bytes());
    for (const given of [bytes(), new Uint8Array(bytes()), loaded, loaded]) {
      expect((await renderChart(given, options)).output).toEqual(output);
      expect(library.runPackage(given, 'rel', { set: ['x=1'] })).toEqual(
        library.runPackage(at('web.wasm'), 'rel', { set: ['x=1'] }),
      );
    }
    expect(library.inspectModule(bytes())).toEqual(library.inspectModule(at('web.wasm')));
  });

  it('is refused as what it is', async () => {
    for (const [given, limits, type, words] of [
      [bytes().subarray(0, 50), undefined, library.HostError, /^not a valid WebAssembly module: /],
      [bytes(), { moduleBytes: 10 }, library.HostError, /10 bytes are allowed/],
      [library.loadModule(bytes()), { moduleBytes: 10 }, CommandError, /^a loaded module has the limits/],
      [
        { module: 1 },
        undefined,
        CommandError,
        /must be a path, a module's bytes or a loaded module, and is an object$/,
      ],
    ] as const) {
      for (const verb of ['renderChart', 'runPackage']) {
        const error = await failure(verb, given, limits && { limits });
        expect([error, error.message]).toEqual([expect.any(type), expect.stringMatching(words)]);
      }
    }
    const error = await failure('renderChart', bytes(), { helm: '3.17' });
    expect(error.message).toMatch(/^the module renders as Helm 4\.1 does: leave out the option helm/);
  });
});
