// The templates of a chart and its subcharts, placed, parsed and lowered: what is compiled, and what questions about a chart are asked of.

import type { Profile } from '../../language/profiles';
import { runningGuest } from '../../runtime/bindings/guest';
import type { Chart } from '../chart/load';
import { type Layout, placeCharts } from '../chart/placement';
import { lowerFiles } from './files';
import type { FrontEnd, LoweredFiles } from './lowered';

/** A chart with the IR of its template files, as the front ends made it. Compiling changes the IR, so that is done once. */
export interface LoweredChart extends LoweredFiles {
  chart: Chart;
  helm: Profile;
  layout: Layout;
}

/** Places, parses and lowers what a loaded chart holds. Throws ChartError for what cannot be placed. */
export function lowerChart(chart: Chart, helm: Profile, frontEnd?: FrontEnd): LoweredChart {
  const guest = runningGuest();
  const layout = placeCharts(chart, (constraint, version) => guest.inRange(constraint, version), helm);
  return { chart, helm, layout, ...lowerFiles(layout.files, helm, frontEnd) };
}
