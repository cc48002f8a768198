// Writing charts to a folder: a chart is a record of paths and texts until then.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Files by their path inside the chart. */
export type ChartFiles = Record<string, string>;

/** Writes a chart's files below a folder, and gives the folder. */
export function writeChart(folder: string, files: ChartFiles): string {
  for (const [path, text] of Object.entries(files)) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  return folder;
}

/** The files of a chart on disk. */
export function readChart(folder: string): ChartFiles {
  const files: ChartFiles = {};
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[relative(folder, path)] = readFileSync(path, 'utf8');
  }
  return files;
}

/** The files of a chart as they stand in its parent: below `charts/NAME/`. */
export function asSubchart(name: string, files: ChartFiles): ChartFiles {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`charts/${name}/${path}`, text]));
}

/** A chart of nothing but subcharts. */
export function umbrella(name: string, subcharts: Record<string, ChartFiles>): ChartFiles {
  const names = Object.keys(subcharts);
  const dependencies = names.map((sub) => `  - name: ${sub}\n    version: 0.1.0\n`).join('');
  const files: ChartFiles = {
    'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 0.1.0\ndependencies:\n${dependencies}`,
    'values.yaml': 'global:\n  zone: eu-1\n',
  };
  for (const sub of names) Object.assign(files, asSubchart(sub, subcharts[sub]));
  return files;
}

/** `prefix-001` and so on, `count` of them. */
export function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}-${String(i + 1).padStart(3, '0')}`);
}
