// Where the documents of a rendered text end. Source: helm.sh/helm/v4@v4.3.1 pkg/release/v1/util/manifest.go.

import { trimSpace, trimSpaceLeft } from '../gostd/strings';

/** Go's `(?m)^---[ \t]*`: a line of a Go text ends nowhere but at \n, and one of JavaScript's also at U+2028. */
export const SEPARATOR_LINE = /(?<![^\n])---[ \t]*/;

/** The documents of a text, without those that have nothing in them. Source: helm.sh/helm/v4@v4.3.1 pkg/release/v1/util/manifest.go, SplitManifests. */
export function splitDocuments(text: string): string[] {
  // What stands at the end of a document may be a text's: only what stands before it goes.
  return trimSpaceLeft(text)
    .split(SEPARATOR_LINE)
    .map(trimSpaceLeft)
    .filter((document) => document.split('\n').some(saysSomething));
}

function saysSomething(line: string): boolean {
  const words = trimSpace(line);
  return words !== '' && !words.startsWith('#');
}

/** What stands between a document and the one before it: nothing where the text begins with a separator of its own. */
export const separatorBefore = (text: string) => (/^---(?:\s|$)/.test(text) ? '' : '---\n');
