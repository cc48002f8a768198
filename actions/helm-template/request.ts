// What `helm template` is asked for besides a render: what is printed of it, and how.

import type { RenderRequest } from '../render/request';

/** A render and what is printed of it. What is left out is as `helm template` has it without the flag. */
export interface TemplateRequest extends RenderRequest {
  /** the name, or a template that gives it; not beside `name` */
  nameTemplate?: string;
  /** refused beside `name`; without one the name is the same as ever */
  generateName?: boolean;
  /** where the namespace is from when none is given */
  kubeconfig?: string;
  kubeContext?: string;
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
  /** give the manifests too, one by one */
  manifests?: boolean;
}
