// Where the value sets of a chart are: in its folder, or in what an archive of it holds.

import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { loadChart } from '../../compiler/chart/load';
import type { Profile } from '../../language/profiles';
import { parseYaml } from '../../runtime/bindings/values';
import { makeFolders } from '../../runtime/host/node/folders';

/** A folder with a chart's values files, and what leads there from the folder that holds the chart. */
export interface SetsFolder {
  folder: string;
  prefix: string;
}

/** The folder of the sets of the chart at an absolute path. An archive's are written into `work`: they have to be files. */
export function setsFolder(path: string, work: string, helm: Profile): SetsFolder {
  if (statSync(path).isDirectory()) return { folder: path, prefix: basename(path) };
  const folder = join(work, 'unpacked');
  mkdirSync(folder);
  try {
    for (const { name, data } of loadChart(path, { helm, parseYaml }).files) {
      if (!/^(?:ci\/[^/]+-values\.ya?ml|values-[^/]+\.ya?ml)$/.test(name)) continue;
      makeFolders(dirname(join(folder, name)));
      writeFileSync(join(folder, name), data);
    }
  } catch {
    // Whoever renders it will say what is wrong with it.
  }
  return { folder, prefix: folder };
}
