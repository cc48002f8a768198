// The suite of schema cases (cases.json): pairs of a values.schema.json and values, with what the real helms say of each.
// All cases make one chart, each a chart below it, so that one render judges them all.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export interface SchemaCase {
  name: string;
  /** The schema, or its text where that is the point. */
  schema: unknown;
  values: Record<string, unknown>;
  /** Set where only this Helm survives the case. */
  only?: 3 | 4;
  /** Lines of the error below the chart's name, sorted; null where the values are valid. */
  helm4?: string[] | null;
  helm3?: string[] | null;
}

export const casesPath = resolve('test/compiler/schema/cases.json');

export function readCases(): SchemaCase[] {
  return JSON.parse(readFileSync(casesPath, 'utf8')) as SchemaCase[];
}

const chartName = (index: number) => `c${String(index).padStart(5, '0')}`;

/** Writes the chart of all cases. What a Helm does not survive has no schema there. */
export function writeSuiteChart(folder: string, cases: readonly SchemaCase[], helm: 3 | 4): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'templates'), { recursive: true });
  writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: suite\nversion: 0.1.0\n');
  writeFileSync(join(folder, 'templates/config.yaml'), 'kind: ConfigMap\n');
  cases.forEach((schemaCase, index) => {
    const { schema, values, only } = schemaCase;
    const chart = join(folder, 'charts', chartName(index));
    mkdirSync(chart, { recursive: true });
    writeFileSync(join(chart, 'Chart.yaml'), `apiVersion: v2\nname: ${chartName(index)}\nversion: 0.1.0\n`);
    writeFileSync(join(chart, 'values.yaml'), asciiJson(values));
    if (only !== undefined && only !== helm) return;
    writeFileSync(join(chart, 'values.schema.json'), typeof schema === 'string' ? schema : JSON.stringify(schema));
  });
}

/** JSON that YAML reads as the same: characters that YAML refuses are escaped. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/gu,
    (char) => `\\U${char.codePointAt(0)!.toString(16).padStart(8, '0')}`,
  );
}

/** Cuts an error message into what it says of each case. Helm walks maps in random order: lines and lists are sorted. */
export function answersOf(message: string, count: number): (string[] | null)[] {
  const answers: (string[] | null)[] = new Array(count).fill(null);
  // The message about a schema that cannot be used does not end its line.
  const parts = message.split(/(?:^|\n|(?<=[^\n]))(c\d{5}):\n/);
  for (let i = 1; i < parts.length; i += 2) answers[Number(parts[i].slice(1))] = sortedLines(parts[i + 1]);
  return answers;
}

function sortedLines(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) =>
      line.replace(/additional properties (.*) not allowed/, (_, names: string) => {
        return `additional properties ${names.split(', ').sort().join(', ')} not allowed`;
      }),
    )
    .sort();
}
