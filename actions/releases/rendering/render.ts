// A package rendered for a release: manifests and hooks apart, in the shapes of a record.

import { type HookEvent, hookOf, isHook } from '../../../manifests/hooks';
import { type Manifest, parseDocument, parseManifests, splitDocuments } from '../../../manifests/manifest';
import type { ReleaseHook } from '../../../releases/record';
import type { RenderRead } from '../../../runtime/host';
import { CommandError } from '../../command';
import { readData } from '../../package/data';
import { packageInput } from '../../package/input';
import { type KnownDraw, writeInput } from '../../render/input';
import type { OpenPackage } from './package';

/** What a render is given. */
export interface RenderRequest {
  name: string;
  namespace: string;
  revision: number;
  isUpgrade: boolean;
  /** YAML on one line */
  values: string;
  kubeVersion?: string;
  apiVersions?: readonly string[];
  /** seconds since 1970 */
  now: number;
  entropy: string;
  draws?: Record<string, KnownDraw>;
  /** JSON, a list of objects */
  lookups?: string;
  skipSchemaValidation?: boolean;
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
  reads: RenderRead[];
}

/** A path of a chart's, or a subchart's, crds/ folder. */
const CRD_PATH = /^[^/]+\/(?:charts\/[^/]+\/)*crds\//;

/** The package refused. What it looked up before may be what it needs. */
export class RenderError extends CommandError {
  constructor(
    message: string,
    readonly reads: RenderRead[],
  ) {
    super(message);
  }
}

/** Renders a package. Throws RenderError with the words of the package, ManifestError or HostError. */
export function renderPackage(opened: OpenPackage, request: RenderRequest): Rendered {
  const { instance, helm } = opened;
  const result = instance.generate(
    helm === undefined ? moduleInput(opened, request) : writeInput({ ...request, includeCRDs: true }),
  );
  const { data, warnings, reads } = result;
  if (data.result === 'Err') throw new RenderError(data.message ?? 'the package failed and does not say why', reads);
  const rendered: Rendered = {
    manifest: '',
    resources: [],
    hooks: [],
    crds: [],
    notes: data.message ?? '',
    warnings,
    reads,
  };
  for (const [path, text] of data.files) {
    const source = /^# Source: (.+)\n/.exec(text)?.[1] ?? path;
    if (helm !== undefined && CRD_PATH.test(source)) {
      rendered.crds.push(...parseManifests(text, source));
      continue;
    }
    // A chart's file is one document, as Helm took it apart; a package's may hold several.
    const documents = helm === undefined ? splitDocuments(text) : [text];
    for (const document of documents)
      addDocument(rendered, document, source, helm === undefined ? `# Source: ${path}\n` : '');
  }
  return rendered;
}

function addDocument(rendered: Rendered, text: string, source: string, head: string): void {
  const manifests = parseDocument(text, source);
  const [first] = manifests;
  if (!first) return;
  if (isHook(first.object)) {
    const hook = recordHook(first, text);
    if (hook) rendered.hooks.push(hook);
    return;
  }
  rendered.manifest += `---\n${head}${text.endsWith('\n') ? text : `${text}\n`}`;
  rendered.resources.push(...manifests);
}

/** A hook for the record; undefined where it names an event that does not exist. */
function recordHook({ object, source }: Manifest, text: string): ReleaseHook | undefined {
  const hook = hookOf(object);
  if (!hook) return undefined;
  return {
    name: object.metadata.name ?? '',
    kind: object.kind,
    path: source,
    manifest: text.replace(/^# Source: .+\n/, ''),
    events: hook.events satisfies HookEvent[],
    last_run: { phase: '' },
    ...(hook.weight !== 0 && { weight: hook.weight }),
    ...(hook.deletePolicies.length > 0 && { delete_policies: hook.deletePolicies }),
    ...(hook.outputLogPolicies.length > 0 && { output_log_policies: hook.outputLogPolicies }),
  };
}

/** A hand-written module gets its values as the data itself, and of the rest what it asks for. */
function moduleInput({ instance }: OpenPackage, { name, values, ...request }: RenderRequest): Uint8Array {
  const data = readData([{ name: 'the values of the release', text: values }], []);
  const { namespace, now, entropy, lookups } = request;
  return packageInput(instance, name, data, {
    namespace,
    now,
    entropy,
    lookups,
    ...(request.kubeVersion && { kubeVersion: request.kubeVersion }),
    ...(request.apiVersions && { apiVersions: request.apiVersions }),
  });
}
