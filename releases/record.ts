// A release as Helm records it: the names and shapes of its JSON. Source: helm.sh/helm/v4@v4.3.1 pkg/release/v1/{release,info,hook}.go
// and pkg/chart/v2/{chart,metadata}.go. What this program adds stands in a file of the recorded chart, which Helm keeps.

import type { HookEvent } from '../manifests/hooks';

/** Where a release stands. */
export type ReleaseStatus =
  | 'unknown'
  | 'deployed'
  | 'uninstalled'
  | 'superseded'
  | 'failed'
  | 'uninstalling'
  | 'pending-install'
  | 'pending-upgrade'
  | 'pending-rollback';

export interface ReleaseInfo {
  /** RFC 3339 */
  first_deployed?: string;
  last_deployed?: string;
  /** Helm 3 writes an empty text where it is not deleted */
  deleted?: string;
  description?: string;
  status: ReleaseStatus;
  rollback_revision?: number;
  notes?: string;
}

/** One hook and how it went. */
export interface ReleaseHook {
  name: string;
  kind: string;
  /** the template */
  path: string;
  manifest: string;
  events: HookEvent[];
  last_run: { started_at?: string; completed_at?: string; phase: '' | 'Unknown' | 'Running' | 'Succeeded' | 'Failed' };
  weight?: number;
  delete_policies?: string[];
  output_log_policies?: string[];
}

/** A file of the recorded chart; `data` is base64. */
export interface RecordedFile {
  name: string;
  data: string;
}

/** What Chart.yaml says, without what it leaves empty. */
export interface RecordedMetadata {
  name: string;
  version: string;
  appVersion?: string;
  description?: string;
  apiVersion?: string;
  type?: string;
  deprecated?: boolean;
  annotations?: Record<string, string>;
  dependencies?: { name: string; version?: string; repository?: string }[];
  [field: string]: unknown;
}

export interface RecordedChart {
  metadata: RecordedMetadata;
  lock: unknown;
  templates: RecordedFile[];
  values: Record<string, unknown>;
  schema: string | null;
  files: RecordedFile[];
}

/** One revision of a release. */
export interface Release {
  name: string;
  info: ReleaseInfo;
  chart: RecordedChart;
  /** the user's values */
  config?: Record<string, unknown>;
  /** all that is no hook, as it was rendered */
  manifest?: string;
  hooks?: ReleaseHook[];
  version: number;
  namespace: string;
  apply_method?: 'ssa' | 'csa' | '';
  /** of the Secret, without Helm's own; not in the JSON */
  labels?: Record<string, string>;
}

/** What a call of a random function draws from. */
export interface KeptDraw {
  entropy: string;
  /** seconds since 1970, from which certificates are valid */
  issued: number;
  /** for people: the function, and the file that calls it */
  function: string;
  file: string;
}

/** A field that keeps what stood in the cluster when this program took the release over. */
export interface CarriedField {
  /** the object: group, kind, namespace, name */
  key: string;
  path: (string | number)[];
}

/** What this program adds to a record, so that a render can be repeated and an interrupted command taken up. */
export interface Provenance {
  /** the random values of the release, by the names of the calls */
  draws?: Record<string, KeptDraw>;
  /** what the random values of a hand-written module come from */
  entropy?: string;
  /** random values that Helm drew, which are kept as they stand */
  carried?: CarriedField[];
  /** the clock of the render, seconds since 1970 */
  now?: number;
  /** what `.Capabilities` said */
  kubeVersion?: string;
  /** the objects that `lookup` found */
  lookups?: unknown[];
  /** SHA-256 of the module that rendered it */
  module?: string;
  /** a hand-written module, and no converted chart */
  isModule?: boolean;
  /** who began the revision, as the lock names its holder */
  holder?: string;
}

const PROVENANCE = 'mistletoe.dev/release.json';

/** What this program added to a record; undefined where Helm wrote it. */
export function provenanceOf(release: Release): Provenance | undefined {
  const file = release.chart.files?.find(({ name }) => name === PROVENANCE);
  if (!file) return undefined;
  try {
    return JSON.parse(Buffer.from(file.data, 'base64').toString()) as Provenance;
  } catch {
    return undefined;
  }
}

/** The recorded chart with what this program adds. */
export function withProvenance(chart: RecordedChart, provenance: Provenance): RecordedChart {
  const others = (chart.files ?? []).filter(({ name }) => name !== PROVENANCE);
  const data = Buffer.from(JSON.stringify(provenance)).toString('base64');
  return { ...chart, files: [...others, { name: PROVENANCE, data }] };
}

/** The recorded chart's own files. */
export function ownFiles(chart: RecordedChart): RecordedFile[] {
  return (chart.files ?? []).filter(({ name }) => name !== PROVENANCE);
}

/** Is a revision under way, or was it when its program ended? */
export function isPending({ info }: Release): boolean {
  return info.status.startsWith('pending-');
}

/** `name-version` of the chart, as Helm's lists show it. */
export function chartName({ metadata }: RecordedChart): string {
  return metadata.version ? `${metadata.name}-${metadata.version}` : metadata.name;
}
