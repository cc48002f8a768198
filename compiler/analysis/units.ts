// A chart's templates as the compiler sees them, for questions about them. Nothing is compiled here.

import type { Profile } from '../../language/profiles';
import { parseYaml } from '../../runtime/bindings/values';
import { type Chart, loadChart } from '../chart/load';
import type { Layout } from '../chart/placement';
import type { Unit } from '../ir/ir';
import { type LoweredChart, lowerChart } from '../lower/chart';

/** A chart with the IR of each of its template files; files that cannot be parsed have none. */
export interface ChartUnits {
  chart: Chart;
  layout: Layout;
  /** by place in `layout.files`; each says where its own file is, though files with equal text are the same */
  units: (Unit | undefined)[];
}

/** Reads, parses and lowers the templates of the chart at a path. Throws ChartError. */
export function readUnits(path: string, helm: Profile): ChartUnits {
  return unitsOf(lowerChart(loadChart(path, { helm, parseYaml }), helm));
}

/** The templates of a chart that was lowered and not compiled yet. */
export function unitsOf({ chart, layout, compiled }: LoweredChart): ChartUnits {
  const units = layout.files.map((file): Unit | undefined => {
    const result = compiled.get(file)!;
    return 'unit' in result ? { ...result.unit, path: file.path } : undefined;
  });
  return { chart, layout, units };
}
