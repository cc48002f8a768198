// A package rendered for a release: manifests and hooks apart, in the shapes of a record.

import { type HookEvent, hookOf, isHook } from '../../../manifests/hooks';
import { splitDocuments } from '../../../manifests/separators';
import { type Manifest, parseDocument } from '../../../manifests/manifest';
import type { ReleaseHook } from '../../../releases/record';
import type { RenderRead } from '../../../runtime/host';
import { type AskedRender, inputOf } from '../../package/input';
import { manifestsOf } from '../../package/takes';
import { documentText } from '../../render/manifests';
import type { OpenPackage } from './package';

/** What a render of a release is given: all that a record tells of it. */
export interface ReleaseRender extends AskedRender {
  namespace: string;
  revision: number;
  isUpgrade: boolean;
  /** YAML on one line */
  values: string;
  /** seconds since 1970 */
  now: number;
  entropy: string;
}

/** What a render gives. */
export interface Rendered {
  /** all that is no hook, as a record holds it */
  manifest: string;
  /** its objects, in the order of installation */
  resources: Manifest[];
  hooks: ReleaseHook[];
  /** definitions from crds/ folders, which are no part of a release */
  crds: Manifest[];
  notes: string;
  warnings: string[];
  /** what it drew and looked up */
  reads: readonly RenderRead[];
}

/** Renders a package. Throws RenderError with the words of the package, ManifestError or HostError. */
export function renderPackage(opened: OpenPackage, request: ReleaseRender): Rendered {
  const { instance, helm } = opened;
  const isChart = helm !== undefined;
  const { manifests, notes, warnings, reads } = manifestsOf(
    instance,
    inputOf(instance, helm, { ...request, includeCRDs: true }),
  );
  const rendered: Rendered = { manifest: '', resources: [], hooks: [], crds: [], notes, warnings, reads };
  for (const one of manifests) {
    const text = documentText(one, isChart);
    if (one.isCrd) {
      rendered.crds.push(...splitDocuments(text).flatMap((document) => parseDocument(document, one.source)));
      continue;
    }
    const objects = parseDocument(text, one.source);
    const [first] = objects;
    if (!first) continue;
    if (isHook(first.object)) {
      const hook = recordHook(first);
      if (hook) rendered.hooks.push(hook);
      continue;
    }
    rendered.manifest += `---\n# Source: ${one.source}\n${text}`;
    rendered.resources.push(...objects);
  }
  return rendered;
}

/** A hook for the record; undefined where it names an event that does not exist. */
function recordHook({ object, source, text }: Manifest): ReleaseHook | undefined {
  const hook = hookOf(object);
  if (!hook) return undefined;
  return {
    name: object.metadata.name ?? '',
    kind: object.kind,
    path: source,
    manifest: text,
    events: hook.events satisfies HookEvent[],
    last_run: { phase: '' },
    ...(hook.weight !== 0 && { weight: hook.weight }),
    ...(hook.deletePolicies.length > 0 && { delete_policies: hook.deletePolicies }),
    ...(hook.outputLogPolicies.length > 0 && { output_log_policies: hook.outputLogPolicies }),
  };
}
