// A chart's templates as the compiler sees them, for questions about them. Nothing is compiled here.

import { bytesOf } from '../../gostd/bytes';
import type { Profile } from '../../language/profiles';
import { type Chart, loadChart } from '../chart/load';
import type { Unit } from '../ir/ir';
import { lowerFile } from '../lower/go-template';
import { KnownFunctions } from '../../language/known-functions';
import { Parser } from '../../language/parser';
import { parserRules } from '../../language/parser-rules';
import { type Layout, placeCharts } from '../chart/placement';
import { runningGuest } from '../../runtime/bindings/guest';
import { parseYaml } from '../../runtime/bindings/values';

/** A chart with the IR of each of its template files; files that cannot be parsed have none. */
export interface ChartUnits {
  chart: Chart;
  layout: Layout;
  /** by place in `layout.files` */
  units: (Unit | undefined)[];
}

/** Reads, parses and lowers the templates of the chart at a path. Throws ChartError. */
export function readUnits(path: string, helm: Profile): ChartUnits {
  return lowerChart(loadChart(path, { helm, parseYaml }), helm);
}

/** The same of a chart that was loaded. */
export function lowerChart(chart: Chart, helm: Profile): ChartUnits {
  const guest = runningGuest();
  const layout = placeCharts(chart, (constraint, version) => guest.inRange(constraint, version), helm);
  const functions = new KnownFunctions(helm);
  const units = layout.files.map(({ path, file }) => {
    const parser = new Parser(file.data, bytesOf(path), functions, parserRules(helm));
    return parser.parse() ? lowerFile(path, file.data, parser.root, parser.definitions) : undefined;
  });
  return { chart, layout, units };
}
