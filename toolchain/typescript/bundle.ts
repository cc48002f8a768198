// A package's sources and its libraries as one script, and what they use of the SDK as another: that one is compiled without the places and
// names that only its author would read.

import { readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Message, Metafile, OnLoadResult, PluginBuild } from 'esbuild';
import { yamlToJson } from '../../runtime/bindings/values';
import { BuildError } from '../errors';
import { readAliases } from './aliases';
import { type AuthorMap, authorMap } from './author-map';
import { describeMessages, ENTRY_FILE, uselessImports } from './bundle-errors';
import { type Circles, circlesOf, withConstants } from './circles';
import type { Tools } from './tools';
import { systemWords } from '../../gostd/os';

export interface Bundle {
  /** What of the SDK the package uses; it leaves it in a global that `script` takes away. */
  sdk: string;
  script: string;
  /** Of `script`. */
  map: AuthorMap;
  /** Does it name what runs a text as code? */
  compiles: boolean;
  /** Bytes of the script by library: an npm package's name, `the SDK`, or `the package`. Largest first. */
  sizes: [name: string, bytes: number][];
  /** The files of the package itself, absolute, with the tsconfig.json that says where they lie: none of libraries or of the SDK. */
  inputs: string[];
  /** Files of the package that import each other. */
  circles: Circles;
}

/** Endings of files that may be imported as text: as in sdk/files.d.ts. */
const TEXT_FILES =
  '.txt .md .conf .cfg .cnf .ini .env .properties .toml .xml .html .css .sh .py .lua .sql .tpl .tmpl .pem .crt'.split(
    ' ',
  );

/** Bundles the package whose main file is `entry` (absolute). Throws BuildError with the places. */
export async function bundlePackage(entry: string, { esbuild, sdk }: Tools): Promise<Bundle> {
  const folder = dirname(entry);
  const { aliases, files } = readAliases(folder);
  const unbundled = (messages: readonly Message[]) =>
    new BuildError(`the package cannot be bundled:\n${describeMessages(messages, basename(entry))}`);
  const result = await esbuild
    .build({
      ...COMMON,
      stdin: {
        contents:
          `import definition from ${quotedPath(entry)};\n` +
          `globalThis.__mistletoe = ${SDK_GLOBAL}.serve(definition);\ndelete ${SDK_GLOBAL};\n`,
        resolveDir: folder,
        sourcefile: ENTRY_FILE,
        loader: 'ts',
      },
      absWorkingDir: folder,
      outfile: '/package.js',
      tsconfigRaw: { compilerOptions: aliases },
      // Of libraries that have no modules, what they have for browsers needs nothing of Node's.
      mainFields: ['module', 'browser', 'main'],
      conditions: ['module', 'import'],
      sourcemap: 'external',
      sourcesContent: false,
      loader: Object.fromEntries(TEXT_FILES.map((ending) => [ending, 'text'])),
      plugins: [
        { name: 'yaml files', setup: loadYamlFiles },
        { name: 'the SDK', setup: (build) => loadSdk(build, sdk) },
        { name: 'addresses', setup: refuseAddresses },
      ],
      define: { 'process.env.NODE_ENV': '"production"' },
    })
    .catch((error: { errors?: Message[] }) => {
      if (!Array.isArray(error.errors)) throw error;
      throw unbundled(error.errors);
    });
  const output = (ending: string) => result.outputFiles.find((file) => file.path.endsWith(ending))!.text;
  const isAuthors = (path: string) => !path.includes('/node_modules/') && !path.startsWith(sdk);
  const refused = uselessImports(result, folder, TEXT_FILES, isAuthors);
  if (refused.length > 0) throw unbundled(refused);
  const circles = circlesOf(result.metafile, folder, isAuthors);
  const script = withConstants(withoutPlaces(output('.js')), output('.map'), circles);
  const used = await bundleSdk(script, { esbuild, sdk });
  return {
    sdk: used.outputFiles[0]!.text,
    script,
    compiles: runsTexts(script),
    map: authorMap(output('.map'), script, folder, isAuthors),
    sizes: sizesOf([result.metafile, used.metafile], folder, sdk),
    inputs: Object.keys(result.metafile.inputs)
      .filter((path) => !path.startsWith('mistletoe:'))
      .map((path) => resolve(folder, path))
      .filter(isAuthors)
      .concat(files),
    circles,
  };
}

/** Names libraries' files from their `node_modules` on, wherever that lies: a script has the paths of those that are loaded when they are asked for. */
function withoutPlaces(script: string): string {
  return script.replace(/(__(?:commonJS|esm)\(\{\n\s*")[^"\n]*\/(?=node_modules\/[^"\n]*"\()/g, '$1');
}

/**
 * What runs a text, by its name. Left out is where libraries only tell functions from other values, and the old way to the global object, which
 * they take as they are loaded.
 */
const RUNS_TEXTS =
  /(?<![\w$]|\[object |\binstanceof )(?:eval|(?:Async)?(?:Generator)?Function)(?![\w$]|\.prototype\b|\("return this"\))/;

/** Does a script name what runs texts, elsewhere than in a text of its own? */
const runsTexts = (script: string) =>
  RUNS_TEXTS.test(script) && script.split('\n').some((line) => RUNS_TEXTS.test(withoutTexts(line)));

/** A line without its texts, but for `["Function"]`, which may be a name. As it is, where it has more that quotes may belong to. */
function withoutTexts(line: string): string {
  const rest = line.replace(/\[?"(?:[^"\\]|\\.)*"/g, (text) => (/^\[|^"return this"$/.test(text) ? text : '""'));
  return /[`'/]/.test(rest) ? line : rest;
}

/** What both scripts have in common. */
const COMMON = {
  bundle: true,
  write: false,
  format: 'iife',
  target: 'es2023',
  platform: 'neutral',
  legalComments: 'none',
  logLevel: 'silent',
  metafile: true,
  tsconfigRaw: {},
} as const;

/** Where the SDK's script leaves what the package's takes. */
export const SDK_GLOBAL = 'globalThis.__mistletoe_sdk';
/** The SDK's modules for packages, and their files. */
const SDK_MODULES: Readonly<Record<string, string>> = {
  '@mistletoe-dev/sdk': 'index.js',
  '@mistletoe-dev/sdk/chart': 'chart.js',
};
/** What stands in the package's script where it uses something of the SDK: its file and its name. */
const USED = /"mistletoe-sdk:([\w.]+) (\w+)"/g;

/** In place of the SDK's modules: each export is taken from the global when the script begins, those that nobody uses not at all. */
function loadSdk(build: PluginBuild, sdk: string): void {
  build.onResolve({ filter: /^@mistletoe-dev\/sdk(?:\/chart)?$/ }, ({ path }) => ({ path, namespace: 'mistletoe' }));
  build.onLoad({ filter: /./, namespace: 'mistletoe' }, ({ path }) => {
    const file = SDK_MODULES[path]!;
    const [, list = ''] = /^export \{([^}]*)\};/m.exec(readFileSync(join(sdk, file), 'utf8')) ?? [];
    const names = list.split(',').flatMap((item) => item.trim().split(' as ').at(-1) || []);
    const taken = names.map(
      (name) => `export const ${name} = /* @__PURE__ */ take(${JSON.stringify(`mistletoe-sdk:${file} ${name}`)});\n`,
    );
    return { contents: `const take = (name) => ${SDK_GLOBAL}[name];\n${taken.join('')}`, loader: 'js' };
  });
}

/** The script with what a package's script uses. */
function bundleSdk(script: string, { esbuild, sdk }: Pick<Tools, 'esbuild' | 'sdk'>) {
  const file = (name: string) => quotedPath(join(sdk, name));
  const used = [...new Map([...script.matchAll(USED)].map((match) => [match[0], match])).values()];
  const imports = used.map(([, path, name], i) => `import { ${name} as used${i} } from ${file(path!)};\n`);
  // Who has dependencies names them.
  const calls = /\bdependencies\b/.test(script);
  if (calls) imports.push(`import { calls } from ${file('calls.js')};\n`);
  const contents =
    `import { building, serve } from ${file('runtime.js')};\n${imports.join('')}` +
    `${SDK_GLOBAL} = { building, serve${calls ? ': (definition) => serve(definition, calls)' : ''}${used.map(([key], i) => `, ${key}: used${i}`).join('')} };\n`;
  return esbuild.build({
    ...COMMON,
    minifySyntax: true,
    stdin: { contents, resolveDir: sdk, sourcefile: 'mistletoe:sdk', loader: 'js' },
    absWorkingDir: sdk,
  });
}

const quotedPath = (path: string) => JSON.stringify(path.replaceAll('\\', '/'));

/** `import values from './values.yaml'`: read when the package is built, as Helm reads YAML. */
function loadYamlFiles(build: PluginBuild): void {
  build.onLoad({ filter: /\.ya?ml$/ }, ({ path }): OnLoadResult => {
    let before = 0;
    try {
      const documents: unknown[] = [];
      for (const text of readFileSync(path, 'utf8').split(/^---(?=[ \t\r\n]|$)/m)) {
        documents.push(JSON.parse(yamlToJson(text)));
        before += text.split('\n').length - 1;
      }
      const given = documents.filter((document) => document !== null);
      return { loader: 'json', contents: JSON.stringify(given.length === 1 ? given[0] : given) };
    } catch (error) {
      const [, line, words] =
        /^error converting YAML to JSON: yaml: (?:line (\d+): )?(.*)/.exec(String((error as Error).message)) ?? [];
      const text = words === undefined ? systemWords(error) : `it is not YAML: ${words}`;
      return { errors: [{ text, location: { file: path, line: line === undefined ? 0 : before + Number(line) } }] };
    }
  });
}

/** `import x from 'https://…'`, which esbuild leaves to a browser. */
function refuseAddresses(build: PluginBuild): void {
  build.onResolve({ filter: /^https?:/ }, ({ path }) => ({
    errors: [
      { text: `${path} is an address, and a build fetches none: npm install the library, and import it by its name` },
    ],
  }));
}

/** `metafiles`: of the package's script, and of the SDK's. */
function sizesOf(metafiles: readonly [Metafile, Metafile], folder: string, sdk: string): [string, number][] {
  const sizes = new Map<string, number>();
  for (const [i, { outputs }] of metafiles.entries()) {
    for (const [path, { bytesInOutput }] of Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs))) {
      const library = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
      const isSdk = i === 1 || path.startsWith('mistletoe:') || join(folder, path).startsWith(sdk);
      const name = isSdk ? 'the SDK' : (library ?? 'the package');
      sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
    }
  }
  return [...sizes].filter(([, bytes]) => bytes > 0).sort((a, b) => b[1] - a[1]);
}
