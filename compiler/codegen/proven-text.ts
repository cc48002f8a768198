// Finds the stretches of a literal text that can be proved to be lines of YAML when the chart is compiled, so that a render need not
// look at them again (runtime/guest/helm/manifests/lines.ts): the static `spec` of a resource definition, most of all. It must not
// depend on what stands around the text, so a stretch begins and ends at keys of the outermost mapping or at the text's last line.

import { byteText } from '#system/bytes';
import type { ProvenLines } from '../../runtime/bindings/values';

/** A stretch, in bytes from the start of its text, and the state that it ends in. */
export interface KnownStretch extends Omit<ProvenLines, 'length'> {
  from: number;
  to: number;
}

/** Proves lines of YAML; null where it cannot. */
export type ProveLines = (text: Uint8Array) => ProvenLines | null;

/** Looking at fewer bytes is no more work than knowing them. */
const LEAST_BYTES = 128;

/** A key of the outermost mapping: nothing that the head of a document has, in any spelling. */
const ORDINARY_KEY = /^(?!(?:apiversion|kind|metadata):)[A-Za-z_][\w-]*:[ \n]/i;

/** The stretches of a text, in its order. */
export function knownStretches(text: Uint8Array, prove: ProveLines): KnownStretch[] {
  const found: KnownStretch[] = [];
  if (text.length < LEAST_BYTES) return found;
  const characters = byteText(text);
  const end = characters.lastIndexOf('\n') + 1;
  let from = -1;
  const close = (to: number) => {
    if (from < 0 || to - from < LEAST_BYTES || characters.slice(from, to).includes('<no value>')) return;
    const proven = prove(text.subarray(from, to));
    if (!proven || proven.length < LEAST_BYTES) return;
    found.push({ from, to: from + proven.length, state: proven.state, levels: proven.levels });
  };
  // A text begins in the middle of a line, as far as anybody knows.
  for (
    let start = characters.indexOf('\n') + 1;
    start > 0 && start < end;
    start = characters.indexOf('\n', start) + 1
  ) {
    const first = characters[start];
    if (' \n#'.includes(first) || (first === '-' && ' \n'.includes(characters[start + 1]))) continue;
    const isOrdinary = ORDINARY_KEY.test(characters.slice(start, start + LEAST_BYTES));
    if (isOrdinary && from >= 0) continue;
    close(start);
    from = isOrdinary ? start : -1;
  }
  close(end);
  return found;
}
