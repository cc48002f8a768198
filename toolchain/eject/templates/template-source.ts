// The templates of a chart as syntax trees, with the lines that nodes stand on.

import type { ChartUnits } from '../../../compiler/analysis/units';
import { type ListNode, type Node, nodeText } from '../../../language/ast';
import { KnownFunctions } from '../../../language/known-functions';
import { Parser } from '../../../language/parser';
import { parserRules } from '../../../language/parser-rules';
import { has, type Profile } from '../../../language/profiles';
import { DOCUMENTS_KEEP_END } from '../../../runtime/abi/quirks';
import type { ReasonKind } from '../reasons';
import { withoutContinue } from './continue';

/** What keeps a template from becoming TypeScript: a line of a template file, and why. */
export class Obstacle extends Error {
  override name = 'Obstacle';
  /** why the chart cannot be asked for it, either */
  because?: string;

  constructor(
    /** what is in the way */
    readonly what: string,
    readonly file: string,
    /** 0 where no line is */
    readonly line: number,
    readonly kind: ReasonKind,
    /** what stands on the line */
    readonly code?: string,
  ) {
    super(`${file}:${line}: ${what}`);
  }

  get reason(): string {
    return this.because === undefined ? this.what : `${this.what}; ${this.because}`;
  }
}

/** One template file, or a definition in one. */
export interface TemplateSource {
  /** the file's path, as Helm names it: `CHART/templates/service.yaml` */
  file: string;
  body: ListNode;
  bytes: Uint8Array;
  /** does Helm take away the white space at a document's end? */
  trimsEnd: boolean;
}

export const utf8 = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

/** The line of a place in a template, from 1. */
export function lineAt({ bytes }: TemplateSource, pos: number): number {
  let line = 1;
  for (let i = 0; i < pos && i < bytes.length; i++) if (bytes[i] === 0x0a) line++;
  return line;
}

/** An obstacle at a node, or at a place in the text. */
export function obstacle(
  source: TemplateSource,
  at: Node | number,
  reason: string,
  kind: ReasonKind = 'structure',
): Obstacle {
  const line = lineAt(source, typeof at === 'number' ? at : at.pos);
  return new Obstacle(reason, source.file.replace(/^[^/]+\//, ''), line, kind, textOfLine(source, line));
}

const LONGEST_LINE = 100;

/** What stands on a line, for messages. */
function textOfLine({ bytes }: TemplateSource, line: number): string {
  const text = utf8(bytes).split('\n')[line - 1]!.trim();
  return text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text;
}

/** A node as a template would say it, for messages. */
export function shown(node: Node, most = 60): string {
  const text = utf8(nodeText(node));
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** How far the expression at a place stands from the beginning of its line. */
export function columnAt({ bytes }: TemplateSource, pos: number): number {
  const line = utf8(bytes.subarray(0, pos)).split('\n').at(-1)!;
  const at = line.lastIndexOf('{{');
  return at < 0 ? line.length : at;
}

/** All templates of a chart. */
export interface ChartSources {
  /** files of the root chart by their paths in it: `templates/service.yaml` */
  templates: Map<string, TemplateSource>;
  /** definitions of all charts; the last of a name counts */
  definitions: Map<string, TemplateSource>;
}

/** Parses the templates; those that cannot be parsed are not there. */
export function readSources({ layout }: ChartUnits, helm: Profile): ChartSources {
  const functions = new KnownFunctions(helm);
  const trimsEnd = !has(helm, DOCUMENTS_KEEP_END);
  const sources: ChartSources = { templates: new Map(), definitions: new Map() };
  for (const { path, file, chart } of layout.files) {
    const parser = new Parser(file.data, Buffer.from(path), functions, parserRules(helm));
    if (!parser.parse()) continue;
    for (const { name, body } of parser.definitions) {
      sources.definitions.set(utf8(name), { file: path, body: withoutContinue(body), bytes: file.data, trimsEnd });
    }
    if (chart !== 0) continue;
    const body = withoutContinue(parser.root);
    sources.templates.set(file.name, { file: path, body, bytes: file.data, trimsEnd });
  }
  return sources;
}
