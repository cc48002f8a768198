// What `helm template` does with the finished output: --show-only, and the shape of single documents. Texts are bytes here
// (one character a byte, "latin1"), because a chart may print bytes that are no text.

import { has, type Profile } from '../../language/profiles';
import { DOCUMENTS_KEEP_END } from '../../runtime/abi/quirks';
import { trimSpaceBytes, trimSpaceLeftBytes } from '../../gostd/bytes';
import { filepathMatch } from '../../gostd/path/match';
import { SEPARATOR_LINE } from '../../manifests/separators';

/** Go's \s. */
const SPACE = '[\\t\\n\\f\\r ]';
const SEPARATOR = new RegExp(`(?:^|${SPACE}*\\n)---${SPACE}*`);

/** The documents of an output, trimmed. Source: helm.sh/helm/v4@v4.3.1 pkg/release/v1/util/manifest.go, SplitManifests. */
function splitManifests(output: string, helm: Profile): string[] {
  if (has(helm, DOCUMENTS_KEEP_END)) {
    return output
      .split(SEPARATOR_LINE)
      .map((document) => trimSpaceLeftBytes(document))
      .filter((document) => document !== '');
  }
  return trimSpaceBytes(output)
    .split(SEPARATOR)
    .filter((document) => document !== '')
    .map(trimSpaceBytes);
}

/**
 * The documents whose source, without the chart's name, matches one of the patterns, in the order of the patterns. Throws an
 * Error in Helm's words where a pattern matches nothing.
 */
export function showOnly(output: Uint8Array, patterns: readonly string[], helm: Profile): Buffer {
  const documents = splitManifests(Buffer.from(output).toString('latin1'), helm);
  let text = '';
  for (const pattern of patterns) {
    let found = false;
    for (const document of documents) {
      const source = /# Source: [^/]+\/([^\n]+)/.exec(document);
      if (!source || !matches(pattern, Buffer.from(source[1], 'latin1').toString())) continue;
      found = true;
      text += `---\n${document}\n`;
    }
    if (!found) throw new Error(`could not find template ${pattern} in chart`);
  }
  return Buffer.from(text, 'latin1');
}

/** A pattern that is not well formed matches nothing. */
function matches(pattern: string, path: string): boolean {
  try {
    return filepathMatch(pattern, path);
  } catch {
    return false;
  }
}
