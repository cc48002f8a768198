// A package's sources, its libraries and the SDK as one script.

import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { Message, Metafile, OnLoadResult, PluginBuild } from 'esbuild';
import { yamlToJson } from '../../runtime/bindings/values';
import { BuildError } from '../errors';
import { type AuthorMap, authorMap } from './author-map';
import type { Tools } from './tools';
import { systemWords } from '../../gostd/os';

export interface Bundle {
  script: string;
  map: AuthorMap;
  /** Bytes of the script by library: an npm package's name, `the SDK`, or `the package`. Largest first. */
  sizes: [name: string, bytes: number][];
  /** The files of the package itself, absolute: none of libraries or of the SDK. */
  inputs: string[];
}

/** Endings of files that may be imported as text: as in sdk/files.d.ts. */
const TEXT_FILES =
  '.txt .md .conf .cfg .cnf .ini .env .properties .toml .xml .html .css .sh .py .lua .sql .tpl .tmpl .pem .crt'.split(
    ' ',
  );

/** Bundles the package whose main file is `entry` (absolute). Throws BuildError with esbuild's words and places. */
export async function bundlePackage(entry: string, { esbuild, sdk }: Tools): Promise<Bundle> {
  const folder = dirname(entry);
  const importsOf = (path: string) => JSON.stringify(path.replaceAll('\\', '/'));
  const result = await esbuild
    .build({
      stdin: {
        contents:
          `import { serve } from ${importsOf(join(sdk, 'runtime.js'))};\n` +
          `import definition from ${importsOf(entry)};\n` +
          'globalThis.__mistletoe = serve(definition);\n',
        resolveDir: folder,
        sourcefile: 'mistletoe:entry',
        loader: 'ts',
      },
      absWorkingDir: folder,
      bundle: true,
      write: false,
      outfile: '/package.js',
      format: 'iife',
      target: 'es2023',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      conditions: ['module', 'import'],
      alias: { '@mistletoe-dev/sdk': join(sdk, 'index.js'), '@mistletoe-dev/sdk/chart': join(sdk, 'chart.js') },
      sourcemap: 'external',
      sourcesContent: false,
      legalComments: 'none',
      minifySyntax: true,
      logLevel: 'silent',
      metafile: true,
      loader: Object.fromEntries(TEXT_FILES.map((ending) => [ending, 'text'])),
      plugins: [{ name: 'yaml files', setup: loadYamlFiles }],
      define: { 'process.env.NODE_ENV': '"production"' },
      tsconfigRaw: {},
    })
    .catch((error: { errors?: Message[] }) => {
      if (!Array.isArray(error.errors)) throw error;
      const messages = esbuild.formatMessagesSync(error.errors.map(withoutNode), { kind: 'error' });
      throw new BuildError(`the package cannot be bundled:\n${messages.join('\n').trimEnd()}`);
    });
  const output = (ending: string) => result.outputFiles.find((file) => file.path.endsWith(ending))!.text;
  const isAuthors = (path: string) => !path.includes('/node_modules/') && !path.startsWith(sdk);
  return {
    script: output('.js'),
    map: authorMap(output('.map'), output('.js'), folder, isAuthors),
    sizes: sizesOf(result.metafile, folder, sdk),
    inputs: Object.keys(result.metafile.inputs)
      .filter((path) => !path.startsWith('mistletoe:'))
      .map((path) => resolve(folder, path))
      .filter(isAuthors),
  };
}

/** What esbuild says of a module of Node's own is for programs that run in Node. */
function withoutNode(message: Message): Message {
  const name = /^Could not resolve "(?:node:)?([^"]+)"$/.exec(message.text)?.[1];
  if (name === undefined || !isBuiltin(name)) return message;
  const text = `${name} is a module of Node, and a package does not run there: it has no files, no processes and no network`;
  return { ...message, text, notes: [] };
}

/** `import values from './values.yaml'`: read when the package is built, as Helm reads YAML. */
function loadYamlFiles(build: PluginBuild): void {
  build.onLoad({ filter: /\.ya?ml$/ }, ({ path }): OnLoadResult => {
    try {
      const texts = readFileSync(path, 'utf8').split(/^---(?=[ \t\r\n]|$)/m);
      const documents = texts.map((text) => JSON.parse(yamlToJson(text))).filter((document) => document !== null);
      return { loader: 'json', contents: JSON.stringify(documents.length === 1 ? documents[0] : documents) };
    } catch (error) {
      return { errors: [{ text: systemWords(error), location: { file: path } }] };
    }
  });
}

function sizesOf(metafile: Metafile, folder: string, sdk: string): [string, number][] {
  const sizes = new Map<string, number>();
  for (const { inputs } of Object.values(metafile.outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const library = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
      const isSdk = path.startsWith('mistletoe:') || join(folder, path).startsWith(sdk);
      const name = isSdk ? 'the SDK' : (library ?? 'the package');
      sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
    }
  }
  return [...sizes].filter(([, bytes]) => bytes > 0).sort((a, b) => b[1] - a[1]);
}
