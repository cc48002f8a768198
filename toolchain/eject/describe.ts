// What `mistletoe eject` says when it is done.

import type { Ejected } from './eject';

/** The report. `shown`: the folder as the user wrote it. */
export function describeEjected({ name }: Ejected, shown: string): string {
  return `${shown}: a TypeScript package that renders what the chart ${name} renders\n`;
}
