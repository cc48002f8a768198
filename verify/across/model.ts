// What changes between two Helms, as plain data: the JSON report is this, written out.

import type { Difference } from '../model';

export const ACROSS_FORMAT = 'mistletoe.dev/across/v1';

/** What came of one chart with one value set under two Helms. */
export type AcrossStatus =
  /** the same bytes */
  | 'same'
  /** output that differs in blank lines alone */
  | 'blank-lines'
  /** other manifests */
  | 'different'
  /** the older Helm refuses it, the newer one renders it */
  | 'fails-before'
  /** the older Helm renders it, the newer one refuses it */
  | 'fails-after'
  /** both refuse it, in the same words */
  | 'fails-alike'
  /** both refuse it, in other words */
  | 'fails-otherwise';

/** All of them, from good to bad. */
export const acrossStatuses: readonly AcrossStatus[] = [
  'same',
  'fails-alike',
  'blank-lines',
  'fails-otherwise',
  'fails-before',
  'different',
  'fails-after',
];

/** For people. */
export const acrossWords: Record<AcrossStatus, string> = {
  same: 'the same',
  'fails-alike': 'refused by both',
  'blank-lines': 'blank lines only',
  'fails-otherwise': 'refused in other words',
  'fails-before': 'refused before, renders now',
  different: 'other manifests',
  'fails-after': 'refused now',
};

/** Must somebody look at it before the upgrade? */
export function needsCare(status: AcrossStatus): boolean {
  return status === 'different' || status === 'fails-after';
}

/** What one quirk changes in a render. Before it, all quirks above it in the list have been taken over. */
export interface AcrossStep {
  /** name of the quirk; `mistletoe verify --explain NAME` explains it */
  quirk: string;
  /** only blank lines move */
  isBlank: boolean;
  differences: Difference[];
}

/** Does the helm itself do what was said in its name? */
export interface AcrossProof {
  isProven: boolean;
  /** what it does otherwise */
  differences: Difference[];
  /** on standard error before the error, where the two differ: it does not count */
  warnings?: Difference;
}

export interface AcrossRender {
  set: string;
  args: string[];
  /** values that were made up */
  values?: string;
  status: AcrossStatus;
  steps: AcrossStep[];
  /** what Helm says, where it refuses */
  before?: string;
  after?: string;
  /** of the older and the newer helm, where they were at hand */
  proof?: [from: AcrossProof, to: AcrossProof];
}

export interface AcrossChart {
  /** as found, relative to the folder of the run */
  path: string;
  renders: AcrossRender[];
  /** why the chart could not be looked at */
  broken?: string;
}

export interface AcrossReport {
  format: typeof ACROSS_FORMAT;
  mistletoe: string;
  /** versions of Helm */
  from: string;
  to: string;
  /** charts that were asked for, all shards together */
  total: number;
  /** which part of them this is; absent when it is all */
  shards?: { of: number; done: number[] };
  /** false when the run was interrupted */
  complete: boolean;
  /** versions of the helms that proved it */
  helms?: [from: string, to: string];
  /** `unproven`: renders of which a helm does otherwise than was said */
  counts: {
    charts: number;
    renders: number;
    byStatus: Record<AcrossStatus, number>;
    broken: number;
    unproven?: number;
  };
  /** by name, those that change something here, most charts first */
  quirks: { name: string; explanation: string; cause: string; since: string; charts: number; renders: number }[];
  charts: AcrossChart[];
}

/** Reads a JSON report of this kind; undefined for anything else. */
export function parseAcrossReport(text: string): AcrossReport | undefined {
  try {
    const report = JSON.parse(text) as AcrossReport | null;
    return report?.format === ACROSS_FORMAT ? report : undefined;
  } catch {
    return undefined;
  }
}

/** Where a helm does otherwise than was said. */
export function isUnproven({ proof }: AcrossRender): boolean {
  return proof?.some(({ isProven }) => !isProven) ?? false;
}

/** 0: nothing that needs care; 1: something does, or a helm does otherwise than was said; 2: not everything could be looked at. */
export function acrossExitCode({ charts, counts, complete }: AcrossReport): 0 | 1 | 2 {
  if (charts.some(({ renders }) => renders.some((render) => needsCare(render.status) || isUnproven(render)))) return 1;
  return counts.broken > 0 || !complete ? 2 : 0;
}
