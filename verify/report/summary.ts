// Words that several reports share.

import type { Report, TemplatePlace } from '../model';
import { time } from '../run/progress';

/** `1 chart`, `2 charts`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A place as `file:line`, with the line that includes it. */
export function placeText(place: TemplatePlace): string {
  const text = place.line > 0 ? `${place.template}:${place.line}` : place.template;
  return place.from ? `${text} (included at ${placeText(place.from)})` : text;
}

/** Sums of a report's times: milliseconds. */
export interface TimeSums {
  helm: number;
  ours: number;
  convert: number;
  renders: number;
}

/** The times of all renders that both tools made. Recordings have none. */
export function sumTimings(report: Report): TimeSums {
  const sums: TimeSums = { helm: 0, ours: 0, convert: 0, renders: 0 };
  for (const chart of Object.values(report.timings.charts)) {
    sums.convert += chart.convert;
    for (const { helm, ours } of Object.values(chart.renders)) {
      sums.helm += helm;
      sums.ours += ours;
      sums.renders++;
    }
  }
  return sums;
}

/** The times in words, a line each. */
export function describeTimings(report: Report): string[] {
  const { helm, ours, convert, renders } = sumTimings(report);
  if (renders === 0) return [];
  const seconds = (ms: number) => time(ms / 1000);
  const lines = [
    report.helm.recorded || helm === 0
      ? `renders: ours ${seconds(ours)}`
      : `renders: helm ${seconds(helm)}, ours ${seconds(ours)} (${((100 * ours) / helm).toFixed(0)} % of helm's time)`,
  ];
  lines[0] += `; conversions apart: ${seconds(convert)}; all of it took ${seconds(report.timings.wall)} with ${counted(report.timings.workers, 'worker')}`;
  return lines;
}

/** What must be said where the helm is a version that nobody has asked yet: nothing, or a line. */
export function nearestNote({ helm }: Report): string[] {
  const { version, profile, nearest, insteadOf } = helm;
  if (!nearest && insteadOf === undefined) return [];
  const unknown = `Helm ${version} is not known to this version: charts were converted as Helm ${insteadOf ?? profile} renders them`;
  return [`${unknown}, so differences may be Helm's own`];
}

/** What must be said where charts were not converted: nothing, or a line. */
export function quickNote({ quick }: Report): string[] {
  if (!quick) return [];
  return [
    'charts were rendered as those that come for the first time (--quick): no module was made, so none is proven',
  ];
}
