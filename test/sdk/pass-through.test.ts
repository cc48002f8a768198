// Every fixture chart as a dependency of one package, with both its value sets: what it prints through the package is what it prints alone,
// byte for byte. This guards the static link, where one Binaryen pass lays all memories behind each other.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { convertChart } from '../../compiler/convert';
import { yamlToJson } from '../../runtime/bindings/values';
import { openModule } from '../../runtime/host';
import { buildPackage } from '../../toolchain/typescript/build';
import { fixtureCases, fixturesFolder } from '../judge/fixtures';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-through-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Library charts render nothing by themselves. */
const isLibrary = (chart: string) =>
  /^type:\s*library/m.test(readFileSync(join(fixturesFolder, chart, 'Chart.yaml'), 'utf8'));
const cases = fixtureCases().filter(({ chart }) => !isLibrary(chart));
const charts = [...new Set(cases.map(({ chart }) => chart))];
const alone = new Map<string, ReturnType<typeof openModule>>();
let through: ReturnType<typeof openModule>;

beforeAll(async () => {
  for (const chart of charts) {
    const { wasm } = await convertChart(join(fixturesFolder, chart));
    writeFileSync(join(folder, `${chart}.wasm`), wasm);
    alone.set(chart, openModule(wasm));
  }
  const dependencies = Object.fromEntries(charts.map((chart) => [chart, `./${chart}.wasm`]));
  writeFileSync(
    join(folder, 'package.ts'),
    `import { definePackage } from '@mistletoe-dev/sdk';
export default definePackage<{ chart: string; given: Record<string, unknown>; ballast?: number }>({
  metadata: { name: 'through' },
  dependencies: ${JSON.stringify(dependencies)},
  generate({ chart, given, ballast = 0 }, { renderFiles }) {
    // What the package itself takes moves the charts' memories up.
    const held = new Uint8Array(ballast).fill(1);
    return held.length === ballast ? renderFiles(chart, given) : [];
  },
});`,
  );
  const { wasm } = await buildPackage(join(folder, 'package.ts'), { cacheFolder: join(folder, 'engines') });
  through = openModule(wasm);
});

const given = (chart: string, set: string) => {
  const file = join(fixturesFolder, chart, 'ci', `${set}-values.yaml`);
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {} // a set of flags alone
  return {
    namespace: 'shop',
    values: JSON.parse(yamlToJson(text)) ?? {},
    capabilities: { kubeVersion: 'v1.33.0', apiVersions: ['monitoring.coreos.com/v1'] },
    includeCRDs: true,
  };
};

const plain = ({ data, warnings }: ReturnType<typeof through.generate>) => ({
  warnings,
  result: data.result,
  message: data.message,
  files: [...data.files],
});

test.each(cases.map(({ chart, set }) => [chart, set]))('%s, %s', (chart, set) => {
  const data = given(chart!, set!);
  const own = plain(alone.get(chart!)!.generate({ data: { name: 'rel', now: 1, entropy: `${chart} e`, ...data } }));
  if (own.result === 'Err') own.message = `${chart}: ${own.message}`;
  for (const ballast of [0, 3_000_000]) {
    const input = { data: { name: 'rel', now: 1, entropy: 'e', chart, given: data, ballast } };
    expect(plain(through.generate(input))).toEqual(own);
  }
});
