// What `helm template` is asked for, as data: the command line, a line of a batch and a verification all make one of these. It can
// be copied to another thread.

import type { Limits } from '../../runtime/host';
import type { ValueFlags } from '../../runtime/bindings/values';
import type { AccessFlags } from '../packages/access';

/** Which package, and where it comes from. */
export interface PackageRequest {
  /** a chart's folder or archive, a module, or a reference that is fetched */
  chart: string;
  /** a version of Helm: whose semantics a chart is compiled with. A module has its own, which must be that one */
  helm?: string;
  /** how a reference is fetched */
  access?: AccessFlags;
  /** bounds of the module; those of a chart that is compiled here are wide by default */
  limits?: Partial<Limits>;
}

/** The user's values; files by name, or with their text. */
export type TemplateValues = Omit<ValueFlags, 'helm' | 'readFile'>;

/** A render. What is left out is as `helm template` has it without the flag. */
export interface TemplateRequest extends PackageRequest {
  /** the release's name */
  name?: string;
  /** the name, or a template that gives it; not beside `name` */
  nameTemplate?: string;
  /** refused beside `name`; without one the name is the same as ever */
  generateName?: boolean;
  namespace?: string;
  /** where the namespace is from when none is given */
  kubeconfig?: string;
  kubeContext?: string;
  /** each list in its order */
  values?: TemplateValues;
  isUpgrade?: boolean;
  kubeVersion?: string;
  apiVersions?: readonly string[];
  includeCrds?: boolean;
  noHooks?: boolean;
  skipTests?: boolean;
  skipSchemaValidation?: boolean;
  /** the same text, the same random values */
  seed?: string;
  /** the clock: RFC 3339, or seconds since 1970 */
  now?: string;
  /** a file with the objects that `lookup` finds */
  lookups?: string;
  /** print these templates only: patterns of paths in the chart */
  showOnly?: readonly string[];
  /** write a file for each template below this folder; in one named like the release where `releaseName` says so */
  outputDir?: string;
  releaseName?: boolean;
  /** a program that gets the manifests and gives what is printed; Helm 3's */
  postRenderer?: { program: string; args: readonly string[] };
  debug?: boolean;
  /** as the flag says it: nothing but `client` goes without a cluster */
  dryRun?: string;
  /** ask a cluster, which there is none of: refused */
  validate?: boolean;
  /** check the chart's provenance: refused */
  verify?: boolean;
  /** copies of documents that schemas refer to: a folder */
  schemaRefs?: string;
  /** the folder in which symbolic links are followed */
  linkRoot?: string;
  /** neither read nor write the cache of compiled charts */
  noCache?: boolean;
  /** fetch missing dependencies of a chart */
  dependencyUpdate?: boolean;
  /** give the manifests too, one by one */
  manifests?: boolean;
}
