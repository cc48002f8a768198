// What is rendered at once and what is compiled for the cache: the command, a batch and the library keep to one rule and to one cache, in
// every Node, and whatever became of the cache. The program as it is built: run from source, nothing is cached.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CommandError } from '../../actions/command';
import { templateCommand } from '../../actions/helm-template/template';
import { chartFiles, Folder } from '../cli/charts';
import { needs } from '../judge/needs';
import { otherNodes } from '../judge/nodes';

// In this process there is a cache as in the built program, and a compiler that may be broken.
let broken: Error | undefined;
let compilations = 0;
vi.mock('../../actions/chart/cache', async (original) => {
  const real = await original<typeof import('../../actions/chart/cache')>();
  class ChartCache extends real.ChartCache {
    constructor(folder?: string) {
      super(folder, 'a build');
    }
  }
  return { ...real, ChartCache };
});
vi.mock('../../actions/chart/compile', async (original) => {
  const real = await original<typeof import('../../actions/chart/compile')>();
  const compileChartAt: typeof real.compileChartAt = (...given) => {
    compilations++;
    if (broken) throw broken;
    return real.compileChartAt(...given);
  };
  return { ...real, compileChartAt };
});

const program = resolve('dist/cli/main.js');
const library = resolve('dist/index.js');
let folder: Folder;
let caches: string;
beforeEach(() => {
  folder = new Folder().write({
    ...chartFiles('web', {
      'values.yaml': 'size: 1\n',
      'templates/a.yaml': 'kind: A\nsize: {{ .Values.size }}\nname: {{ .Release.Name | upper }}\n',
    }),
    'library.mjs': [
      `import { renderChart } from ${JSON.stringify(library)};`,
      "process.stdout.write((await renderChart('web', { name: 'rel' })).output);",
    ].join('\n'),
  });
  caches = join(folder.path, 'caches/mistletoe');
});
afterEach(() => folder.remove());

const environment = () => ({
  PATH: process.env['PATH'],
  HOME: folder.path,
  XDG_CACHE_HOME: join(folder.path, 'caches'),
});
const OUTPUT = '---\n# Source: web/templates/a.yaml\nkind: A\nsize: 1\nname: REL\n';

function run(args: string[], { node = process.execPath, input = '' } = {}) {
  const { stdout, stderr, status } = spawnSync(node, args, { cwd: folder.path, env: environment(), input });
  return { out: stdout.toString(), err: stderr.toString(), code: status };
}

type Render = (node?: string) => { out: string; err: string; code: number | null };

/** Each gives what `helm template rel web` prints. */
const ways: Record<string, Render> = {
  template: (node) => run([program, 'template', 'rel', 'web'], { node }),
  library: (node) => run(['library.mjs'], { node }),
  batch: (node) => {
    const { out, ...rest } = run([program, 'template', '--batch', '-'], {
      node,
      input: '{"module": "web", "name": "rel"}\n',
    });
    return { ...rest, out: JSON.parse(out || '{}').output ?? out };
  },
};

/** What the cache has of charts. */
const entries = () => {
  const store = join(caches, 'charts');
  return existsSync(store) ? readdirSync(store).filter((name) => name !== 'seen') : [];
};
const GOOD = { out: OUTPUT, err: '', code: 0 };

describe.runIf(needs('the built program (npm run build)', existsSync(program)))('the built program', () => {
  it.each(Object.entries(ways))('%s: the second render compiles, the first does not', (_, render) => {
    expect(render()).toEqual(GOOD);
    expect(entries()).toEqual([]);
    expect(render()).toEqual(GOOD);
    const [entry] = entries();
    expect(entry).toMatch(/^[0-9a-f]{64}\.chart$/);
    expect(render()).toEqual(GOOD);
    expect(entries()).toEqual([entry]);
    // A chart that was changed is another one.
    folder.write({ 'web/values.yaml': 'size: 2\n' });
    expect(render().out).toBe(OUTPUT.replace('1', '2'));
    expect(entries()).toEqual([entry]);
  });

  it('all have one cache', () => {
    expect(ways.template!()).toEqual(GOOD);
    expect(ways.library!()).toEqual(GOOD);
    const [entry] = entries();
    expect(ways.batch!()).toEqual(GOOD);
    expect(entries()).toEqual([entry]);
    // It is the entry that is read: what stands in it is printed.
    rmSync(join(caches, 'charts', entry!));
    expect(ways.batch!()).toEqual(GOOD);
    expect(entries()).toEqual([entry]);
  });

  it('within a batch a chart is compiled when it comes again', () => {
    const lines = [1, 2, 3, 4].map((i) => JSON.stringify({ module: 'web', name: 'rel', id: i }));
    const { out, code } = run([program, 'template', '--batch', '-', '-j', '1'], { input: lines.join('\n') });
    expect(code).toBe(0);
    for (const line of out.trimEnd().split('\n')) expect(JSON.parse(line).output).toBe(OUTPUT);
    expect(entries()).toHaveLength(1);
  });

  it('what one of two equal charts changes is not seen by the other', () => {
    const template = [
      '{{ $_ := set .Values.map .Template.Name (len .Values.map) }}',
      '{{ $_ := set .Chart "Home" (printf "%s+" .Chart.Home) }}',
      'kind: A\nvalues: {{ toJson .Values.map }}\nhome: {{ .Chart.Home }}',
    ].join('');
    for (const parent of ['a', 'b']) {
      const kit = chartFiles('kit', { 'values.yaml': 'map: {x: 1}\n', 'templates/t.yaml': template });
      folder.write({
        ...chartFiles(`all/charts/${parent}`, { 'Chart.yaml': `apiVersion: v2\nname: ${parent}\nversion: 1.0.0\n` }),
        ...Object.fromEntries(Object.entries(kit).map(([name, text]) => [`all/charts/${parent}/charts/${name}`, text])),
      });
    }
    folder.write(chartFiles('all', {}));
    // As Helm 4.3 prints it.
    const printed = ['a', 'b'].map((parent) => {
      const name = `all/charts/${parent}/charts/kit/templates/t.yaml`;
      return `---\n# Source: ${name}\nkind: A\nvalues: {"${name}":1,"x":1}\nhome: +\n`;
    });
    const render = () => run([program, 'template', 'rel', 'all']);
    for (let i = 0; i < 3; i++) expect(render()).toEqual({ out: printed.join(''), err: '', code: 0 });
    expect(entries()).toHaveLength(1);
  });

  it('--no-cache and --watch leave no trace of a chart', async () => {
    for (let i = 0; i < 2; i++) expect(run([program, 'template', 'rel', 'web', '--no-cache'])).toEqual(GOOD);
    const child = spawn(process.execPath, [program, 'template', 'rel', 'web', '--watch'], {
      cwd: folder.path,
      env: environment(),
    });
    const said = listen(child);
    await said(/name: REL/);
    for (const size of [2, 3]) {
      folder.write({ 'web/values.yaml': `size: ${size}\n` });
      await said(new RegExp(`\\+size: ${size}`));
    }
    child.kill();
    expect(existsSync(join(caches, 'charts'))).toBe(false);
  });

  it.each(otherNodes)('shares its cache with %s', (_, node) => {
    expect(ways.template!()).toEqual(GOOD);
    expect(ways.template!(node)).toEqual(GOOD);
    const all = entries();
    expect(all).toHaveLength(1);
    for (const other of [undefined, node]) expect(ways.library!(other)).toEqual(GOOD);
    expect(entries()).toEqual(all);
  });

  it('many at once', async () => {
    const one = () =>
      new Promise<string>((done) => {
        const child = spawn(process.execPath, [program, 'template', 'rel', 'web'], {
          cwd: folder.path,
          env: environment(),
        });
        let text = '';
        child.stdout.on('data', (piece) => (text += piece));
        child.stderr.on('data', (piece) => (text += piece));
        child.on('close', (code) => done(`${code} ${text}`));
      });
    for (let round = 0; round < 2; round++) {
      expect(await Promise.all(Array.from({ length: 3 }, one))).toEqual(Array(3).fill(`0 ${OUTPUT}`));
    }
    expect(entries()).toHaveLength(1);
  });

  it('a cache that was damaged is not used, and is mended', () => {
    let state = 7;
    const random = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    /** Ways in which files go wrong. */
    const damages: Record<string, (bytes: Buffer) => Buffer> = {
      'bits that turned': (bytes) => {
        for (let i = 0; i < 64; i++) bytes[random(bytes.length)]! ^= 1 << random(8);
        return bytes;
      },
      'cut in the middle': (bytes) => bytes.subarray(0, bytes.length >> 1),
      'a hole': (bytes) => bytes.fill(0, bytes.length >> 2, bytes.length >> 1),
      empty: () => Buffer.alloc(0),
      'of another program': () => Buffer.from('{"version": 2}'),
    };
    for (let i = 0; i < 3; i++) expect(ways.template!()).toEqual(GOOD);
    for (const [name, damage] of Object.entries(damages)) {
      for (const file of readdirSync(caches, { withFileTypes: true, recursive: true })) {
        const path = join(file.parentPath, file.name);
        if (file.isFile()) writeFileSync(path, damage(readFileSync(path)));
      }
      for (let i = 0; i < 3; i++) expect(ways.template!(), name).toEqual(GOOD);
      expect(entries(), name).toHaveLength(1);
    }
    for (const render of Object.values(ways)) expect(render()).toEqual(GOOD);
  });

  it('where nothing can be kept, everything is rendered', () => {
    mkdirSync(join(folder.path, 'caches'));
    writeFileSync(caches, 'a file');
    for (const render of Object.values(ways)) expect(render()).toEqual(GOOD);
    rmSync(caches);
    // Files may have 32 or 64 KB: as on a disk that is full, an entry cannot be written and the note of a render can.
    for (let i = 0; i < 3; i++) {
      const command = `ulimit -f 64; '${process.execPath}' '${program}' template rel web`;
      const { stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: folder.path, env: environment() });
      expect([stdout.toString(), stderr.toString()]).toEqual([OUTPUT, '']);
    }
    expect(entries()).toEqual([]);
  });

  it('a folder that may only be read', () => {
    expect(ways.template!()).toEqual(GOOD);
    const charts = join(caches, 'charts');
    // Nobody makes a file in /proc, and root does in all folders that have no leave to write.
    const isRoot = process.getuid?.() === 0;
    if (isRoot) {
      rmSync(charts, { recursive: true });
      symlinkSync('/proc', charts);
    } else chmodSync(charts, 0o500);
    expect(() => writeFileSync(join(charts, 'a.chart'), '')).toThrow();
    for (const render of Object.values(ways)) for (let i = 0; i < 2; i++) expect(render()).toEqual(GOOD);
    if (isRoot) rmSync(charts);
    else chmodSync(charts, 0o700);
    expect(entries()).toEqual([]);
  });

  it('a chart whose schema refers to files around it is never kept, and so never compiled', () => {
    folder.write({
      'web/values.schema.json': JSON.stringify({
        properties: { size: { $ref: `file://${folder.path}/web/size.json` } },
      }),
      'web/size.json': '{"type": "integer"}',
    });
    for (let i = 0; i < 3; i++) expect(ways.template!()).toEqual(GOOD);
    expect(entries()).toEqual([]);
    expect(existsSync(join(caches, 'charts/seen'))).toBe(false);
  });
});

describe('a chart that comes again', () => {
  const render = async (...flags: string[]) => {
    const options = { cwd: folder.path, cacheFolder: join(folder.path, 'store') };
    const { stdout, stderr, code } = await templateCommand(['rel', 'web', ...flags], options);
    return { out: stdout.toString(), err: stderr, code };
  };
  const kept = () => readdirSync(join(folder.path, 'store')).filter((name) => name.endsWith('.chart')).length;
  afterEach(() => {
    broken = undefined;
  });

  it.each([new TypeError('undefined is not a function'), new WebAssembly.CompileError('function body too large')])(
    'renders as it did the first time where it is beyond the compiler, which is not tried again: %s',
    async (error) => {
      broken = error;
      compilations = 0;
      for (let i = 0; i < 4; i++) expect(await render()).toEqual(GOOD);
      expect(compilations).toBe(1);
      broken = undefined;
      expect([await render(), compilations, kept()]).toEqual([GOOD, 1, 0]);
      // A chart that was changed is another one.
      folder.write({ 'web/values.yaml': 'size: 3\n' });
      for (let i = 0; i < 2; i++) expect((await render()).code).toBe(0);
      expect([compilations, kept()]).toEqual([2, 1]);
    },
  );

  it('what tells of the chart is said', async () => {
    expect(await render()).toEqual(GOOD);
    broken = new CommandError('no');
    expect(await render()).toEqual({ out: '', err: 'Error: no\n', code: 1 });
  });

  it('has no limit for a module that nobody sees', async () => {
    for (let i = 0; i < 3; i++) expect(await render('--module-limit', '1KiB')).toEqual(GOOD);
    expect(kept()).toBe(1);
  });
});

/** Waits for what a child says. */
function listen(child: ChildProcess): (wanted: RegExp) => Promise<void> {
  let text = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (piece) => (text += piece));
  return async (wanted) => {
    while (!wanted.test(text)) await new Promise((done) => setTimeout(done, 10));
    text = '';
  };
}
