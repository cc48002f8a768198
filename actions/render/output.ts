// What `helm template` prints of manifests, and which of them a byte of it is from.

import type { TemplatePlace } from '../../compiler/analysis/place';
import { trimSpaceBytes } from '../../gostd/bytes';
import { printed, type RenderedManifest } from './manifests';
import { placeAt } from './trace';

const SEPARATOR = Buffer.from('---\n');

/** What `helm template` prints: what is no hook, and the hooks. */
export function outputOf(manifests: readonly RenderedManifest[]): [plain: Buffer, hooks: Buffer] {
  const join = (list: readonly RenderedManifest[]) => Buffer.concat(list.flatMap((item) => [SEPARATOR, printed(item)]));
  const plain = join(manifests.filter(({ hook }) => hook === undefined));
  // Helm trims the manifests, and not the hooks, as one text.
  return [
    Buffer.from(`${trimSpaceBytes(plain.toString('latin1'))}\n`, 'latin1'),
    join(manifests.filter(({ hook }) => hook !== undefined)),
  ];
}

/** Where what a file wrote begins in an output. */
export interface OutputPart {
  /** bytes */
  at: number;
  /** path of the file */
  source: string;
}

/** Where each manifest begins in an output, which may hold less than was rendered, or in another order (--show-only). */
export function outputParts(output: Buffer, manifests: readonly RenderedManifest[]): OutputPart[] {
  const parts: OutputPart[] = [];
  let next = 0;
  for (const manifest of manifests) {
    const document = Buffer.from(trimSpaceBytes(printed(manifest).toString('latin1')), 'latin1');
    const behind = output.indexOf(document, next);
    const at = behind >= 0 ? behind : output.indexOf(document);
    if (at < 0) continue;
    parts.push({ at, source: manifest.source });
    next = at + document.length;
  }
  return parts.sort((a, b) => a.at - b.at);
}

/** Finds the template line that wrote a byte of what {@link outputOf} gives. */
export function outputPlaces(manifests: readonly RenderedManifest[]): (offset: number) => TemplatePlace | undefined {
  const parts: { from: number; manifest: RenderedManifest }[] = [];
  const lay = (list: readonly RenderedManifest[], start: number) => {
    let at = start;
    for (const manifest of list) {
      at += SEPARATOR.length + printed(manifest).length;
      parts.push({ from: at - manifest.bytes.length - 1, manifest });
    }
  };
  lay(
    manifests.filter(({ hook }) => hook === undefined),
    0,
  );
  lay(
    manifests.filter(({ hook }) => hook !== undefined),
    outputOf(manifests)[0].length,
  );
  return (offset) => {
    const part = parts.findLast(({ from }) => from <= offset);
    if (!part || offset > part.from + part.manifest.bytes.length) return undefined;
    const { source, bytes, isCrd, trace = [] } = part.manifest;
    if (!isCrd) return placeAt(trace, offset - part.from);
    return { template: source, line: bytes.subarray(0, offset - part.from).filter((b) => b === 0x0a).length + 1 };
  };
}
