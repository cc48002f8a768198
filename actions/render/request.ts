// What every render is asked for, as data: the library's options, the command line of `template`, a line of a batch and a verification all
// make one of these. It can be copied to another thread.

import type { ConvertOptions } from '../../compiler/convert';
import type { ValueFlags } from '../../runtime/bindings/values';
import type { Limits } from '../../runtime/host';
import type { AccessFlags } from '../packages/access';

/** Which package, and where it comes from. */
export interface PackageRequest {
  /** a chart's folder or archive, a module, or a reference that is fetched */
  chart: string;
  /** a version of Helm: whose semantics a chart is compiled with. A module has its own, which must be that one */
  helm?: ConvertOptions['helm'];
  /** how a reference is fetched */
  access?: AccessFlags;
  /** bounds of the module; those of a chart that is compiled here are wide by default */
  limits?: Partial<Limits>;
}

/** The user's values; files by name, or with their text. */
export type RenderValues = Omit<ValueFlags, 'helm' | 'readFile' | 'before'>;

/** What is rendered, with what. What is left out is as `helm template` has it without the flag. */
export interface RenderRequest extends PackageRequest {
  /** the release's name; `release-name` by default */
  name?: string;
  namespace?: string;
  /** each list in its order */
  values?: RenderValues;
  isUpgrade?: boolean;
  /** `.Release.Revision`; 1 by default */
  revision?: number;
  kubeVersion?: string;
  apiVersions?: readonly string[];
  /** definitions from crds/ folders too */
  includeCrds?: boolean;
  skipHooks?: boolean;
  skipTests?: boolean;
  skipSchemaValidation?: boolean;
  /** the same text, the same random values: for tests and comparisons only */
  seed?: string;
  /** the clock: RFC 3339, or seconds since 1970; the machine's by default */
  now?: string | number;
  /** the objects that `lookup` finds, or a file with them */
  lookups?: string | readonly object[];
  /** also say which template line wrote what: `trace` of each manifest. Of charts only, which are compiled for it */
  trace?: boolean;
  /** copies of documents that schemas refer to: a folder */
  schemaRefs?: string;
  /** the folder in which symbolic links are followed */
  linkRoot?: string;
  /** neither read nor write the cache of compiled charts */
  noCache?: boolean;
  /** fetch missing dependencies of a chart */
  dependencyUpdate?: boolean;
}
