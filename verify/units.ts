// A chart's templates as the compiler sees them, for questions about them. Nothing is compiled here.

import { readFileSync } from 'node:fs';
import { type Chart, loadChart } from '../compiler/chart/load';
import { Guest } from '../compiler/guest';
import type { Unit } from '../compiler/ir/ir';
import { lowerFile } from '../compiler/ir/lower';
import { functionsByName } from '../compiler/template/functions';
import { FunctionNames, Parser } from '../compiler/template/parser';
import { type Layout, layOutCharts } from '../compiler/wasm/program';
import { findAsset } from '../runtime/host/assets';
import { parseYaml } from '../runtime/host/toolkit';

class KnownFunctions extends FunctionNames {
  constructor(private readonly helm: 3 | 4) {
    super();
  }

  has(source: Uint8Array, start: number, end: number): boolean {
    const found = functionsByName.get(Buffer.from(source.subarray(start, end)).toString('latin1'));
    return found !== undefined && (found.helm === undefined || found.helm.includes(this.helm));
  }
}

/** A chart with the IR of each of its template files; files that cannot be parsed have none. */
export interface ChartUnits {
  chart: Chart;
  layout: Layout;
  /** by place in `layout.files` */
  units: (Unit | undefined)[];
}

/** Reads, parses and lowers the templates of the chart at a path. Throws ChartError. */
export function readUnits(path: string, helm: 3 | 4): ChartUnits {
  return lowerChart(loadChart(path, { helm, parseYaml }), helm);
}

/** The same of a chart that was loaded. */
export function lowerChart(chart: Chart, helm: 3 | 4): ChartUnits {
  const guest = new Guest(readFileSync(findAsset('guest.wasm')));
  const layout = layOutCharts(chart, (constraint, version) => guest.inRange(constraint, version), helm);
  const functions = new KnownFunctions(helm);
  const units = layout.files.map(({ path, file }) => {
    const parser = new Parser(file.data, Buffer.from(path), functions, helm);
    return parser.parse() ? lowerFile(path, file.data, parser.root, parser.definitions) : undefined;
  });
  return { chart, layout, units };
}
