// What esbuild says of a package that it cannot bundle, in this program's words: which import or line, in which file, and what to do.

import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { extname, resolve } from 'node:path';
import type { Location, Message, Metafile } from 'esbuild';

/** Longer lines of sources are not shown: they are a library's. */
const LONGEST_LINE = 120;

/** The messages, each with its place (`file:line:column`, from 1) and the line. `entry`: how the package's main file is called. */
export function describeMessages(messages: readonly Message[], entry: string): string {
  return messages.map((message) => describeMessage(message, entry)).join('\n');
}

function describeMessage(message: Message, entry: string): string {
  const { location, notes } = message;
  const isOfEntry = location?.file === ENTRY_FILE;
  const words = isOfEntry ? withoutDefault(message) : wordsOf(message);
  // What else there is to see has a place; the rest is advice for users of esbuild.
  const seen = notes.filter((note) => note.location !== null && !note.location.file.endsWith('package.json'));
  return [
    `${isOfEntry ? entry : placeOf(location)}: ${words}${isOfEntry ? '' : shownLine(location)}`,
    ...seen.map(
      ({ text, location }) =>
        `  ${placeOf(location)}: ${/^The plugin /.test(text) ? 'imported here' : text.replace(/:$/, '')}`,
    ),
  ].join('\n');
}

/** The name of the file that a build makes up: it imports the package and hands it to the SDK. */
export const ENTRY_FILE = 'mistletoe:entry';

/** The main file has no default export, and esbuild says so of the file that imports it. */
function withoutDefault({ text }: Message): string {
  if (!text.startsWith('No matching export')) return text;
  return 'the package has no default export: export default definePackage({ … })';
}

function placeOf(location: Location | null): string {
  if (location === null) return 'the package';
  return location.line === 0
    ? location.file
    : `${location.file}:${location.line}${location.lineText === '' ? '' : `:${location.column + 1}`}`;
}

function shownLine(location: Location | null): string {
  const text = location?.lineText.trimEnd() ?? '';
  if (location === null || location.line === 0 || text === '' || text.length > LONGEST_LINE) return '';
  const indent = /^\s*/.exec(text)![0].length;
  return `\n    ${text.slice(indent)}\n    ${' '.repeat(Math.max(0, location.column - indent))}^`;
}

/** What esbuild says, and what is said instead. */
const WORDS: readonly [RegExp, (match: RegExpExecArray, message: Message) => string][] = [
  [/^Could not resolve "(.+)"$/, ([, name], message) => notFound(name!, message)],
  [/^No matching export in "(?:mistletoe:)?(.+)" for import "(.+)"$/, ([, file, name]) => `${file} exports no ${name}`],
  [
    /^No loader is configured for "(.*)" files: (.+)$/,
    ([, ending, file]) =>
      `${file} cannot be imported: a package imports TypeScript, JavaScript, JSON, YAML and texts, and ${ending || 'such files'} are none`,
  ],
  [
    /^"import\.meta" is not available/,
    () =>
      'import.meta is not there: a package is one script and lies nowhere; import a file by its path, and it becomes part of the package',
  ],
  [
    /^Top-level await is currently not supported/,
    () => 'await at the top level: that runs when the package is built, and waits for nothing; await in generate()',
  ],
];

/**
 * What the author's own files do that has no effect, and that esbuild takes: a text that is imported without a name, and `import.meta`, which is
 * empty in a script. `texts`: the endings of files that are imported as texts.
 */
export function uselessImports(
  { metafile, warnings }: { metafile: Metafile; warnings: readonly Message[] },
  folder: string,
  texts: readonly string[],
  isAuthors: (path: string) => boolean,
): Message[] {
  const files = Object.entries(metafile.inputs).filter(([file]) => isAuthors(resolve(folder, file)));
  const bare = files.flatMap(([file, { imports }]) =>
    imports.flatMap(({ path, original }) =>
      original !== undefined && texts.includes(extname(path)) ? (bareImport(file, folder, original) ?? []) : [],
    ),
  );
  const meta = warnings.filter(
    ({ id, location }) => id === 'empty-import-meta' && isAuthors(resolve(folder, location!.file)),
  );
  return [...bare, ...meta];
}

function bareImport(file: string, folder: string, original: string): Message | undefined {
  const lines = readFileSync(resolve(folder, file), 'utf8').split('\n');
  const line = lines.findIndex((text) =>
    [`'${original}'`, `"${original}"`].some(
      (name) => /^\s*import\s*$/.test(text.split(name)[0]!) && text.includes(name),
    ),
  );
  if (line < 0) return undefined;
  const lineText = lines[line]!;
  const text = `${original} is a text, and does nothing by itself: import text from '${original}'`;
  const column = lineText.indexOf('import');
  return {
    id: '',
    pluginName: '',
    text,
    notes: [],
    detail: undefined,
    location: { file, namespace: '', line: line + 1, column, length: 0, lineText, suggestion: '' },
  };
}

function wordsOf(message: Message): string {
  for (const [form, words] of WORDS) {
    const match = form.exec(message.text);
    if (match) return words(match, message);
  }
  return message.text;
}

function notFound(name: string, { location, notes }: Message): string {
  const bare = name.replace(/^node:/, '');
  if (isBuiltin(bare)) {
    return `${bare} is a module of Node, and a package does not run there: it has no files, no processes and no network`;
  }
  if (/^\.|^\/|^[A-Za-z]:/.test(name)) return `${name} is not there`;
  if (name.startsWith('#')) return `${name} is none of the "imports" of package.json`;
  const library = /^(?:@[^/]+\/)?[^/]+/.exec(name)![0];
  if (library === '@mistletoe-dev/sdk') {
    return `${name} is none of what a package can import: there are @mistletoe-dev/sdk and @mistletoe-dev/sdk/chart`;
  }
  if (notes.some((note) => note.location?.file.endsWith('package.json'))) {
    return `${library} is installed, but nothing that it has for programs outside of Node is called ${name}`;
  }
  const asker = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(location?.file ?? '')?.[1];
  const words = `${library} is not installed: npm install ${library}`;
  return asker === undefined ? words : `${asker} needs ${library}, and ${words}`;
}
