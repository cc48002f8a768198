// Writes the MistInput of a converted chart, as text: the user's values come as YAML with tags that tell an int64 from a
// float64, and no JavaScript object could carry that.

import { API_VERSION } from '../../runtime/abi/contract';
import { jsonAsYaml } from '../../runtime/host/core/documents';

/** What a call of a random function drew from before, so that it gives the same again. */
export interface KnownDraw {
  /** by default the render's */
  entropy?: string;
  /** seconds since 1970, from which certificates are valid; by default the render's clock */
  issued?: number;
}

/** What a render of a converted chart is given; what is left out is as `helm template` has it without flags. */
export interface ChartInput {
  name: string;
  namespace: string;
  /** YAML on one line, as `mergeValues` gives it. */
  values: string;
  isUpgrade?: boolean;
  /** 1 where it is left out */
  revision?: number;
  /** Empty: Helm's default. */
  kubeVersion?: string;
  apiVersions?: readonly string[];
  includeCRDs?: boolean;
  skipHooks?: boolean;
  skipTests?: boolean;
  skipSchemaValidation?: boolean;
  /** RFC 3339, or seconds since 1970. */
  now: string | number;
  entropy: string;
  /** what calls drew from before, by their names */
  draws?: Record<string, KnownDraw>;
  /** What `lookup` finds: JSON, a list of Kubernetes objects. */
  lookups?: string;
}

/** The document's bytes: JSON where the values are. */
export function writeInput(input: ChartInput): Uint8Array {
  const { isUpgrade = false, revision = 1, kubeVersion = '', apiVersions = [], includeCRDs = false } = input;
  const { skipHooks = false, skipTests = false, skipSchemaValidation = false } = input;
  const capabilities = [`"apiVersions":[${apiVersions.map(quoted).join(',')}]`];
  if (kubeVersion !== '') capabilities.push(`"kubeVersion":${quoted(kubeVersion)}`);
  const lookups = input.lookups === undefined ? '' : `"lookups":${jsonAsYaml(input.lookups)},`;
  const draws = input.draws === undefined ? '' : `"draws":${jsonAsYaml(JSON.stringify(input.draws))},`;
  const now = typeof input.now === 'number' ? String(input.now) : quoted(input.now);
  return Buffer.from(
    `{"apiVersion":"${API_VERSION}","kind":"MistInput","data":{` +
      `"name":${quoted(input.name)},"namespace":${quoted(input.namespace)},` +
      `"release":{"isUpgrade":${isUpgrade},"revision":${revision}},"capabilities":{${capabilities.join(',')}},` +
      `"includeCRDs":${includeCRDs},"skipHooks":${skipHooks},"skipTests":${skipTests},` +
      `"skipSchemaValidation":${skipSchemaValidation},` +
      `"now":${now},${lookups}${draws}"entropy":${quoted(input.entropy)},"values":${input.values}}}\n`,
  );
}

/** A text in JSON that is YAML too; half a surrogate pair is a replacement character, as everywhere in UTF-8. */
function quoted(text: string): string {
  return jsonAsYaml(JSON.stringify(text.replace(/[\ud800-\udfff]/gu, '\ufffd')));
}
