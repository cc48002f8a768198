// Every page names files and folders that are there, and links to pages that are.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { expect, test } from 'vitest';

const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'sdk/README.md'].concat(
  readdirSync('docs')
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
);
/** What begins with one of these is a path of this repository, and not of a chart or a package. */
const ROOMS = readdirSync('.', { withFileTypes: true })
  .filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith('.') && !['dist', 'node_modules'].includes(entry.name),
  )
  .map(({ name }) => name);
/** Stands for any name. */
const PLACEHOLDER = /\/[A-Z]+(?:\/|$)/;

test.each(pages)('%s', (page) => {
  const text = readFileSync(page, 'utf8');
  const missing: string[] = [];
  for (const [, target] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
    if (!/^[a-z]+:/.test(target!) && !existsSync(join(dirname(page), target!))) missing.push(target!);
  }
  for (const [, path] of text.matchAll(/`([\w.@-]+(?:\/[\w.@-]+)+\/?)`/g)) {
    if (!ROOMS.includes(path!.split('/')[0]!) || PLACEHOLDER.test(path!)) continue;
    // A file, a folder, a source without its ending, what is in a source, or what lies beside the page.
    const places = [path!, `${path!}.ts`, `${dirname(path!)}.ts`, join(dirname(page), path!)];
    if (!places.some((place) => existsSync(place))) missing.push(path!);
  }
  expect(missing).toEqual([]);
});
