// Builds the TypeScript side of dist/: a few ESM files, and the declarations of the library. `--no-types` leaves the
// declarations out. The wasm files beside them come from guest.mjs.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { assembleSdk } from './sdk.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
process.chdir(root);

const shared = {
  bundle: true,
  target: 'node20',
  packages: 'external',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
};

/** Everything but the start of the program: ESM that shares chunks. */
const library = {
  ...shared,
  entryPoints: {
    index: 'index.ts',
    'runtime/host/index': 'runtime/host/index.ts',
    'runtime/host/browser': 'runtime/host/browser.ts',
    // what the program loads when it needs it
    'commands/program': 'cli/program.ts',
    'commands/batch': 'cli/commands/rendering/batch.ts',
    'commands/batch-worker': 'actions/batch/batch-worker.ts',
    'commands/print': 'compiler/ir/print.ts',
    'commands/chart': 'actions/chart/compile.ts',
    'commands/render-output': 'actions/render/output.ts',
    'commands/help': 'actions/helm-template/help.ts',
    'commands/kubeconfig': 'kube/config/kubeconfig.ts',
    'commands/locate': 'actions/packages/locate.ts',
    'commands/manager': 'actions/dependencies/manager.ts',
    'commands/lookups': 'actions/render/lookups.ts',
    'commands/name-template': 'actions/helm-template/name-template.ts',
    'commands/output': 'actions/helm-template/output.ts',
    'commands/output-dir': 'actions/helm-template/output-dir.ts',
    'commands/second-host': 'actions/development/second-host.ts',
    'commands/watch': 'cli/commands/rendering/watch.ts',
    'commands/verify-worker': 'verify/run/worker-main.ts',
    'commands/deep-worker': 'actions/chart/deep-worker.ts',
    'toolchain/index': 'toolchain/index.ts',
    'verify/vitest': 'verify/vitest.ts',
    'commands/parse': 'compiler/lower/parse.ts',
    'commands/post-renderer': 'actions/helm-template/post-renderer.ts',
  },
  outdir: 'dist',
  chunkNames: 'chunks/[hash]',
  format: 'esm',
  // browser.ts shares chunks with the rest; none of what it reaches imports from Node.
  platform: 'node',
  splitting: true,
};

/** These run as scripts, whose compiled form can be kept in every Node (runtime/host/node/kept-code.ts). */
const scripts = {
  template: 'cli/template.ts',
  cache: 'actions/chart/cache.ts',
  quick: 'actions/chart/quick.ts',
};

/**
 * The start of the program, and `template` up to its output: a file each, in the format that Node starts fastest. What they
 * import dynamically is in the library.
 */
const program = {
  ...shared,
  entryPoints: { main: 'cli/main.ts', 'other-commands': 'cli/other-commands.ts', ...scripts },
  outdir: 'dist/cli',
  // A third of the text and of its compiled form are names.
  minifyIdentifiers: true,
  format: 'cjs',
  platform: 'node',
  define: { 'import.meta.url': 'fileUrl.href', 'import.meta.dirname': '__dirname' },
  banner: {
    js: '"use strict";const fileUrl = { get href() { return require("url").pathToFileURL(__filename).href; } };',
  },
  plugins: [
    {
      name: 'dynamic imports',
      setup({ onLoad, onResolve }) {
        // What makes a `require` is there already, and Node's own takes longer to load than most of a start.
        onResolve({ filter: /^node:module$/ }, ({ kind }) =>
          kind === 'import-statement' ? { path: 'node:module', namespace: 'here' } : undefined,
        );
        onLoad({ filter: /./, namespace: 'here' }, () => ({ contents: 'export const createRequire = () => require' }));
        onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
          if (kind !== 'dynamic-import') return undefined;
          const source = `${relative('.', join(resolveDir, path)).replaceAll('\\', '/')}.ts`;
          const named = (entries) => Object.keys(entries).find((name) => entries[name] === source);
          const script = named(program.entryPoints);
          const module = named(library.entryPoints);
          if (!script && !module) return { errors: [{ text: `no entry point is ${source}: name it in the library` }] };
          return { path: script ? `./${script}.js` : `../${module}.js`, external: true };
        });
      },
    },
  ],
};

/** The compiler for a browser: what it needs of the system is another file there (package.json, "imports"). */
const browser = {
  ...shared,
  target: 'es2022',
  entryPoints: { 'compiler/browser': 'compiler/browser.ts' },
  outdir: 'dist',
  chunkNames: 'chunks/[hash]',
  format: 'esm',
  platform: 'browser',
  splitting: true,
};

/** The SDK as `mistletoe build` bundles it into packages: it runs in QuickJS. */
const sdk = {
  ...shared,
  minifyWhitespace: false,
  // QuickJS keeps names in memory, and that is what a module is made of.
  minifyIdentifiers: true,
  entryPoints: {
    index: 'sdk/index.ts',
    chart: 'sdk/chart.ts',
    runtime: 'sdk/runtime/serve.ts',
    calls: 'sdk/runtime/calls.ts',
  },
  outdir: 'dist/sdk',
  target: 'es2023',
  format: 'esm',
  platform: 'neutral',
  splitting: true,
};

// What is bundled decides what is compiled: its digest is part of the names in the cache of compiled charts.
const { outputFiles } = await build({ ...library, write: false, define: { BUILD_ID: '""' } });
const digest = createHash('sha256');
for (const { path, contents } of outputFiles.sort((a, b) => (a.path < b.path ? -1 : 1))) {
  digest.update(path.slice(root.length)).update(contents);
}
const BUILD_ID = JSON.stringify(digest.digest('hex'));

mkdirSync('dist', { recursive: true });
for (const entry of readdirSync('dist', { withFileTypes: true })) {
  if (entry.isDirectory() || /\.(?:js|d\.ts)$/.test(entry.name)) rmSync(join('dist', entry.name), { recursive: true });
}
const outputs = {};
for (const options of [
  { ...library, define: { BUILD_ID } },
  { ...program, define: { ...program.define, BUILD_ID } },
  browser,
  sdk,
]) {
  Object.assign(outputs, (await build(options)).metafile.outputs);
}
// Scripts cannot import, and find what a CommonJS module finds as parameters.
for (const name of Object.keys(scripts)) {
  const imports = /\bimport\((?="(?:\.{1,2}\/[\w./-]+|binaryen)"\))/g;
  const script = readFileSync(`dist/cli/${name}.js`, 'utf8').replace(imports, 'importHere(');
  if (/\bimport\((?!\))/.test(script)) throw new Error(`${name}.js imports otherwise`);
  if (/[^\0-\x7f]/.test(script))
    throw new Error(`${name}.js is not ASCII: escape what is not, in regular expressions too`);
  const parameters = 'exports,require,module,__filename,__dirname,importHere';
  writeFileSync(`dist/cli/${name}.js`, `(function(${parameters}){${script}\n})`);
}
writeFileSync('dist/cli/package.json', '{ "type": "commonjs" }\n');
chmodSync('dist/cli/main.js', 0o755);

const bytes = Object.values(outputs).reduce((sum, output) => sum + output.bytes, 0);
console.log(`dist: ${Object.keys(outputs).length} files, ${Math.round(bytes / 1024)} KiB`);

if (!process.argv.includes('--no-types')) {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  for (const project of ['tsconfig.build.json', 'tsconfig.sdk.json']) {
    const { status } = spawnSync(process.execPath, [tsc, '-p', project], { stdio: 'inherit' });
    if (status !== 0) process.exit(1);
  }
  nameFiles('dist');
  dropDeclarations([
    'index',
    'runtime/host/index',
    'runtime/host/browser',
    'toolchain/index',
    'verify/vitest',
    'sdk/types/index',
    'sdk/types/chart',
    'compiler/browser',
  ]);
}
assembleSdk();
// What `mistletoe new` writes.
cpSync('toolchain/templates', 'dist/templates', { recursive: true });

/** The compiler declares every file it has read; nobody needs those that no entry's declarations lead to. */
function dropDeclarations(entries) {
  const reached = new Set();
  const visit = (path) => {
    if (reached.has(path)) return;
    reached.add(path);
    const targets = readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]*)\.js['"]/g);
    for (const [, target] of targets) visit(join(dirname(path), `${target}.d.ts`));
  };
  for (const entry of entries) visit(join('dist', `${entry}.d.ts`));
  for (const path of readdirSync('dist', { recursive: true }).map((name) => join('dist', name))) {
    if (path.endsWith('.d.ts') && !reached.has(path)) rmSync(path);
  }
}

/** Imports in sources have no file names; a program that uses the declarations as Node resolves them needs them. */
function nameFiles(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      nameFiles(path);
    } else if (entry.name.endsWith('.d.ts')) {
      const text = readFileSync(path, 'utf8');
      const named = text.replace(/((?:from|import)\s*\(?\s*['"])(\.[^'"]*)(['"])/g, (_, before, target, after) => {
        const base = join(dirname(path), target);
        const file = existsSync(`${base}.d.ts`) ? `${target}.js` : `${target}/index.js`;
        return before + file + after;
      });
      if (named !== text) writeFileSync(path, named);
    }
  }
}
