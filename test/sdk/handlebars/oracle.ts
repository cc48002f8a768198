// Templates compiled into one module, and the same by Handlebars' own renderer: the judge of what they print.

import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { compileTemplates, type TemplateFile } from '../../../compiler/templates';
import { openModule } from '../../../runtime/host';

/** What a render gave: a text, or the message that it failed with. */
export type Outcome = { text: string } | { error: string };

/** Templates by name, rendered by us and by Handlebars. */
export interface Compared {
  ours(name: string, data: unknown): Outcome;
  theirs(name: string, data: unknown): Outcome;
  /** What `log` said in our last render. */
  warnings: string[];
}

const FRAME = '{{> (lookup this "template") data}}';

/** JSON as Go's encoding/json writes it: keys sorted, HTML's characters escaped. */
function goJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${goJson(key)}:${goJson(item)}`).join(',')}}`;
  }
  const text = JSON.stringify(value ?? null);
  return text.replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
}

/** Helpers that Handlebars is given as the function table has them; texts that are YAML or JSON are SafeStrings. */
export const helpers: Record<string, (...args: never[]) => unknown> = {
  // What is absent is null.
  eq: (a: unknown, b: unknown) => (a ?? null) === (b ?? null),
  ne: (a: unknown, b: unknown) => (a ?? null) !== (b ?? null),
  concat: (...texts: unknown[]) =>
    texts
      .slice(0, -1)
      .map((text) => text ?? '')
      .join(''),
  upper: (text: unknown) => String(text ?? '').toUpperCase(),
  default: (fallback: unknown, value: unknown) =>
    value === undefined || value === null || value === '' ? fallback : value,
  toJson: (value: unknown) => new Handlebars.SafeString(goJson(value)),
  list: (...items: unknown[]) => items.slice(0, -1),
  not: (value: unknown) => Handlebars.Utils.isEmpty(value) || value === 0,
};

/** What we print of helpers is not escaped: a parsed template in which each printed call stands in `safe`, whose text is a SafeString. */
function unescaped(source: string): hbs.AST.Program {
  const program = Handlebars.parse(source);
  class Wrap extends Handlebars.Visitor {
    override MustacheStatement(node: hbs.AST.MustacheStatement): void {
      const { loc, path, params, hash } = node;
      if (!Object.hasOwn(helpers, (path as hbs.AST.PathExpression).original) || params.length === 0) return;
      const call: hbs.AST.SubExpression = {
        type: 'SubExpression',
        loc,
        path: path as hbs.AST.PathExpression,
        params,
        hash,
      };
      const safe = { type: 'PathExpression', loc, data: false, depth: 0, parts: ['safe'], original: 'safe' };
      Object.assign(node, { path: safe, params: [call], hash: undefined });
    }
  }
  new Wrap().accept(program);
  return program;
}

/** Compiles templates. All are partials of one template, which calls the one asked for with the data. */
export async function compare(templates: Readonly<Record<string, string>>, noEscape = false): Promise<Compared> {
  const file = (name: string, text: string, output: string | null): TemplateFile => ({
    path: `templates/${name}.hbs`,
    name,
    output,
    text,
    isTemplate: true,
  });
  const files = [
    ...Object.entries(templates).map(([name, text]) => file(name, text, null)),
    file('-', FRAME, 'out.yaml'),
  ];
  const source = { name: 'test', files, escape: noEscape ? ('none' as const) : ('html' as const) };
  const instance = openModule(await compileTemplates(source, Handlebars as never));
  const judge = Handlebars.create();
  judge.registerHelper('safe', (value: unknown) => new Handlebars.SafeString(String(value ?? '')));
  for (const [name, helper] of Object.entries(helpers)) judge.registerHelper(name, helper as never);
  // With the environment's options, so that partials are escaped as the template is.
  for (const [name, text] of Object.entries(templates))
    judge.registerPartial(name, judge.compile(unescaped(text), { noEscape }));
  const template = judge.compile(FRAME, { noEscape });
  const compared: Compared = {
    warnings: [],
    ours(name, data) {
      const result = instance.generate({ data: { name: 'x', template: name, data } as never });
      compared.warnings = result.warnings;
      const { message, files } = result.data;
      if (result.data.result !== 'Ok') return { error: message ?? '' };
      return { text: files.get('out.yaml') ?? '' };
    },
    theirs(name, data) {
      try {
        const text = template({ name: 'x', template: name, data });
        // White space alone is no file.
        return { text: text.trim() === '' ? '' : text };
      } catch (error) {
        return { error: (error as Error).message };
      }
    },
  };
  return compared;
}

/** The version that the rules are taken from. */
export const handlebarsVersion = JSON.parse(
  readFileSync(new URL('../../../node_modules/handlebars/package.json', import.meta.url), 'utf8'),
).version as string;
