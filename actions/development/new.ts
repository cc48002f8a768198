// `mistletoe new`: a folder in which a package can be built, tested and changed at once.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { COMPILER_VERSION } from '../../compiler/convert';
import { findAsset } from '../../runtime/host/node/assets';
import { makeFolders } from '../../runtime/host/node/folders';
import { installSteps, type OwnPackages, ownPackages } from '../../toolchain/own-packages';
import { CommandError } from '../command';
import type { Template } from './templates';
import { systemWords } from '../../gostd/os';

/** What the templates call the package, the program's version and the chart. */
const NAME = /my-package/g;
const SOURCE = /"(@mistletoe-dev\/\w+)": "MISTLETOE_VERSION"/g;
const CHART = /CHART_REFERENCE/g;
const INSTALL = /NPM_INSTALL/g;
const NOTE = /\nINSTALL_NOTE\n/g;

const LONGEST_NAME = 63;

/**
 * Writes a new package to `place`, whose last part is the package's name. `chart`: what `npm run convert` converts. Gives where it has our own
 * packages from. Throws CommandError where the name is none or something is there already; nothing is left half done.
 */
export function newPackage(place: string, template: Template, chart = ''): OwnPackages {
  const folder = resolve(place);
  const name = basename(folder);
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name) || name.length > LONGEST_NAME) {
    throw new CommandError(
      `${JSON.stringify(name)} cannot be a package's name: lower-case letters, digits and dashes, at most ${LONGEST_NAME} of them`,
    );
  }
  if (existsSync(folder) && (!statSync(folder).isDirectory() || readdirSync(folder).length > 0)) {
    throw new CommandError(`${place} is there already and is not empty: choose another name`);
  }
  const source = dirname(findAsset(`templates/${template}/package.ts`));
  const files = filesOf(source);
  const own = ownPackages(folder, `^${COMPILER_VERSION}`);
  let draft: string | undefined;
  try {
    makeFolders(dirname(folder));
    draft = mkdtempSync(join(dirname(folder), `.${name}.`));
    for (const file of files) {
      const text = readFileSync(join(source, file), 'utf8')
        .replace(NAME, name)
        .replace(SOURCE, (_, of: string) => `${JSON.stringify(of)}: ${JSON.stringify(own.specs[of])}`)
        .replace(INSTALL, () => installSteps(own).join('\n'))
        .replace(NOTE, () => (own.note === undefined ? '' : `\n${own.note}\n`))
        .replace(CHART, () => JSON.stringify(chart).slice(1, -1));
      const target = join(draft, nameHere(file));
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
    if (existsSync(folder)) rmSync(folder, { recursive: true });
    renameSync(draft, folder);
  } catch (error) {
    if (draft !== undefined) rmSync(draft, { recursive: true, force: true });
    throw new CommandError(`cannot write ${place}: ${systemWords(error)}`);
  }
  return own;
}

/** npm packs no file of the name .gitignore. */
const nameHere = (file: string) => (file === 'gitignore' ? '.gitignore' : file);

function filesOf(folder: string, below = ''): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      return entry.isDirectory() ? filesOf(folder, path) : [path];
    });
}
