/**
 * The documents of a values file: Helm 4 reads all of them (Kubernetes' YAMLReader), Helm 3 the first.
 */

import { byteText } from '#system/bytes';
import { textBytes, utf8Text } from '../../gostd/bytes';
import { VALUES_DOCUMENTS } from '../../runtime/abi/quirks';
import { type Profile, has } from '../../language/profiles';
import { trimSpace } from '../../gostd/strings';

/**
 * Cuts a values file into the texts Helm parses one by one. For Helm 4 a line that starts with `---` ends a document,
 * and lines end in \n afterwards; for Helm 3 the text is left whole. Throws an Error in Helm's words for a separator
 * line that holds more than a comment, once the documents before it have been taken.
 */
export function* splitDocuments(text: Uint8Array, helm: Profile): Generator<Uint8Array> {
  if (!has(helm, VALUES_DOCUMENTS)) {
    yield text;
    return;
  }
  let lines: string[] = [];
  const all = byteText(text).split('\n');
  // A final newline ends the last line; it does not begin another.
  if (all[all.length - 1] === '') all.pop();
  for (const raw of all) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line.startsWith('---')) {
      const rest = trimSpace(utf8Text(textBytes(line.slice(3))));
      if (rest !== '' && !rest.startsWith('#')) {
        throw new Error(`error reading yaml document: invalid Yaml document separator: ${rest}`);
      }
      if (lines.length > 0) {
        yield textBytes(lines.join(''));
        lines = [];
        continue;
      }
    }
    lines.push(`${line}\n`);
  }
  if (lines.length > 0) yield textBytes(lines.join(''));
}
