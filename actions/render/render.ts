// Runs a converted chart and gives the bytes of `helm template`, which never become a JavaScript string on the way.

import { HELM_SEMANTICS_LABEL } from '../../runtime/abi/labels';
import { findProfile, type Profile } from '../../language/profiles';
import { RENDER_STATUS, STATUS_HAS_WARNINGS, STATUS_HINT, STATUS_MASK, STATUS_OK } from '../../runtime/abi/result';
import {
  HostError,
  MANIFESTS_EXPORT,
  type MistPackage,
  NodeInstance,
  PACKAGE_SECTION,
  RENDER_EXPORT,
} from '../../runtime/host';
import { RenderError, type RenderedManifests, readFiles, readRecord } from './manifests';

/** What a render ended with: stdout's bytes, or an error's text. */
export interface Rendered {
  status: 'ok' | 'error';
  bytes: Buffer;
  /** After this error Helm recommends --debug. */
  hintsDebug: boolean;
  /** What Helm writes to standard error besides the error, line by line. */
  warnings: string[];
}

/** An instance of a converted chart. */
export class ChartInstance extends NodeInstance {
  /** Renders a MistInput document. Throws HostError where the module reaches a limit. */
  render(input: Uint8Array): Rendered {
    const given = this.callStatus(RENDER_EXPORT, input, RENDER_STATUS);
    const bytes = Buffer.from(given.bytes);
    const status = given.status & STATUS_MASK;
    return {
      status: status === STATUS_OK ? 'ok' : 'error',
      bytes,
      hintsDebug: status === STATUS_HINT,
      warnings: given.status & STATUS_HAS_WARNINGS ? this.warnings() : [],
    };
  }

  /** Renders, and gives every manifest by itself. Throws RenderError where the package fails, HostError. */
  manifests(input: Uint8Array): RenderedManifests {
    if (!this.loaded.isPairExport(RENDER_EXPORT)) return readFiles(this.generate(input));
    if (!this.loaded.isPairExport(MANIFESTS_EXPORT)) {
      throw new HostError(
        'module-contract',
        'the module gives no manifests: convert the chart again with this version',
      );
    }
    const result = this.callRecord(MANIFESTS_EXPORT, input, readRecord);
    const told = { warnings: this.warnings(), reads: this.reads() };
    if (result instanceof RenderError) throw Object.assign(result, told);
    return { ...result, ...told };
  }
}

/**
 * The Helm whose semantics a module has, from its package's labels; undefined where it is no converted chart. The compiler
 * puts a copy of the MistPackage into a custom section, which spares starting the module only to ask it.
 */
export function helmOf(instance: ChartInstance): Profile | undefined {
  const { loaded } = instance;
  if (!loaded.isPairExport(RENDER_EXPORT)) return undefined;
  const copy = loaded.customSection(PACKAGE_SECTION);
  const labels = (copy && labelsOf(copy)) ?? instance.info().metadata.labels;
  const label = labels[HELM_SEMANTICS_LABEL];
  return label === undefined ? undefined : findProfile(label)?.profile;
}

function labelsOf(document: Uint8Array): Record<string, string> | undefined {
  try {
    return (JSON.parse(Buffer.from(document).toString()) as MistPackage).metadata.labels;
  } catch {
    return undefined;
  }
}
