// Every page names files and folders that are there, and links to pages that are, and to headings that these have.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { expect, test } from 'vitest';

const pages = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'sdk/README.md'].concat(
  readdirSync('docs')
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
);
/** Sources, also those that a page names from the room that it speaks of: `link/pack.ts`, `warm.ts`. */
const sources = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .map((file) => `/${file}`);
/** What begins with one of these is a path of this repository, and not of a chart or a package. */
const ROOMS = [...new Set(sources.map((source) => source.split('/')[1]!))];
/** What authors of packages write. */
const THEIRS = ['package.test.ts'];
/** Stands for any name. */
const PLACEHOLDER = /\/[A-Z]+(?:[/.]|$)/;

/** What a link to a heading of a page may say, as GitHub makes it of the heading. */
function anchorsOf(page: string): string[] {
  const prose = readFileSync(page, 'utf8').replace(/^```.*?^```/gms, '');
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test.each(pages)('%s', (page) => {
  const text = readFileSync(page, 'utf8');
  const missing: string[] = [];
  for (const [, target, anchor] of text.matchAll(/\]\(([^)#\s]*)(?:#([^)]*))?\)/g)) {
    if (/^[a-z]+:/.test(target!)) continue;
    const path = target ? join(dirname(page), target) : page;
    if (!existsSync(path) || (anchor && !anchorsOf(path).includes(anchor))) missing.push(`${target}#${anchor}`);
  }
  for (const [, path] of text.matchAll(/`(\.?[\w@-][\w.@-]*(?:\/[\w.@-]+)+\/?)`/g)) {
    if (!ROOMS.includes(path!.split('/')[0]!) || PLACEHOLDER.test(path!)) continue;
    // A file, a folder, a source without its ending, what is in a source, or what lies beside the page.
    const places = [path!, `${path!}.ts`, `${dirname(path!)}.ts`, join(dirname(page), path!)];
    if (!places.some((place) => existsSync(place))) missing.push(path!);
  }
  for (const [, path] of text.matchAll(/`((?:[\w@-]+\/)*[\w.@-]+\.(?:ts|mjs))`/g)) {
    if (ROOMS.includes(path!.split('/')[0]!) || PLACEHOLDER.test(`/${path}`) || THEIRS.includes(path!)) continue;
    if (!sources.some((source) => source.endsWith(`/${path}`))) missing.push(path!);
  }
  expect(missing).toEqual([]);
});
