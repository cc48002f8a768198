// The comments of values.yaml, for the types' documentation: what stands directly above a key, in whatever dialect of comments.

import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import type { Field, Shape } from './shapes';

/** Puts the comments of a values.yaml into the shape of its values. */
export function addComments(shape: Shape, text: string): void {
  const yaml = createRequire(import.meta.url)('yaml') as typeof Yaml;
  let contents: unknown;
  try {
    contents = yaml.parseDocument(text, { logLevel: 'silent', uniqueKeys: false }).contents;
  } catch {
    return; // Helm's reader takes what this one does not: the values have their types all the same
  }
  visit(shape, contents, undefined, yaml);
  for (const [, path, words] of text.matchAll(PARAMETER)) addParameter(shape, path!, words!.trim());
}

/** One value in a table of them, as Bitnami's tools read it: `## @param image.tag [default: 1.0] The image's tag`. */
const PARAMETER = /^[ \t]*#+[ \t]*@param[ \t]+(\S+)[ \t]*(?:\[[^\]\n]*\][ \t]*)?(.*)$/gm;

function addParameter(shape: Shape, path: string, words: string): void {
  let field: Field | undefined;
  for (const name of path.split('.')) {
    const at: Shape | undefined = field === undefined ? shape : field.shape;
    field = at.kind === 'mapping' ? at.fields.get(name) : undefined;
    if (field === undefined) return;
  }
  if (field === undefined || words === '') return;
  field.doc = field.doc === undefined ? words : `${words}\n${field.doc}`;
}

/** `above`: the comment in front of a mapping is that of its first key. */
function visit(shape: Shape, node: unknown, above: string | undefined, yaml: typeof Yaml): void {
  if (shape.kind !== 'mapping' || !yaml.isMap(node)) return;
  for (const [i, { key, value }] of node.items.entries()) {
    if (!yaml.isScalar(key)) continue;
    const field = shape.fields.get(String(key.value));
    if (field === undefined) continue;
    const ofValue = yaml.isScalar(value) ? value.comment : undefined;
    const doc =
      describe(key.commentBefore ?? (i === 0 ? (node.commentBefore ?? above) : undefined)) ?? describe(ofValue);
    if (doc !== undefined) field.doc = doc;
    visit(field.shape, value, undefined, yaml);
  }
}

/** A comment as prose: its last paragraph, without the marks of tools that make tables of them. */
function describe(comment: string | null | undefined): string | undefined {
  if (!comment) return undefined;
  const paragraph = comment.split(/\n[ \t]*\n/).at(-1)!;
  const lines = paragraph
    .split('\n')
    .map((line) =>
      line
        .replace(/^[\s#]*(?:--[ \t]+)?/, '')
        .replace(/^\([^)\s]+\)[ \t]+/, '')
        .trimEnd(),
    )
    .filter((line) => !/^@(?:param|default|section|skip|schema|raw|ignored|notationType|extra)\b|^[-=*#]*$/.test(line));
  // What was commented out is no sentence.
  if (lines.length === 0 || lines.every((line) => /^(?:- )?[\w./"'-]+:(?:\s|$)|^- \S+$/.test(line))) return undefined;
  return lines.join('\n');
}
