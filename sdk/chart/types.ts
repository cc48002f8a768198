// The shapes of a package that was made of a chart (mistletoe eject).

/** What a user may give for values: any part of them; null takes a value of the chart away, as in Helm. */
export type Overrides<T> = T extends readonly (infer Item)[]
  ? readonly Item[] | null
  : T extends object
    ? { readonly [Key in keyof T]?: Overrides<T[Key]> } | null
    : T | null;

/** Labels of such a package: it is given what a chart is given, so `--set` and `-f` are its values. */
export const chartLabels = { 'mistletoe.dev/takes': 'namespace,now,entropy,capabilities,lookups,values' };

/** What such a package is given: the same as the chart's own module. */
export interface ChartData<Values> {
  /** The user's values, which go over the chart's own. */
  values?: Overrides<Values>;
  release?: { isUpgrade?: boolean; revision?: number };
  includeCRDs?: boolean;
  skipHooks?: boolean;
  skipTests?: boolean;
  skipSchemaValidation?: boolean;
}

/** What a template knows: Helm's top-level object. */
export interface Chart<Values> {
  /** The chart's values with the user's over them, as the chart itself sees them. */
  readonly values: Values;
  readonly release: {
    readonly name: string;
    readonly namespace: string;
    readonly service: string;
    readonly revision: number;
    readonly isInstall: boolean;
    readonly isUpgrade: boolean;
  };
  /** What the chart renders for templates whose text others need: a checksum of it, mostly. */
  readonly texts: Readonly<Record<string, string>>;
  // What Chart.yaml says.
  readonly name: string;
  readonly version: string;
  readonly appVersion: string;
  readonly apiVersion: string;
  readonly type: string;
  readonly description: string;
  readonly home: string;
  readonly icon: string;
  readonly kubeVersion: string;
  readonly capabilities: {
    readonly kubeVersion: { readonly version: string; readonly major: string; readonly minor: string };
    readonly apiVersions: readonly string[];
  };
}

/** A list, or a mapping whose keys do not matter: what `range` takes. */
export type Collection<T> = readonly T[] | { readonly [key: string]: T };

/** What a template gives: an object, several, or nothing; no promise, since nothing awaits it. */
export type Rendered = (object & { then?: never }) | null | undefined | false | readonly Rendered[];

/** A template of the chart as a function. */
export type Template<Values> = (chart: Chart<Values>) => Rendered;
