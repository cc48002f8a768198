// What TypeScript cannot say exactly the chart is asked for: a definition of its own prints the expression, in the conditions and behind the
// variables that stand around it in the template, so that it is evaluated where the template evaluates it, and nowhere else.

import {
  type ActionNode,
  type BranchNode,
  type CommandNode,
  type ListNode,
  type Node,
  NodeKind,
  nodeText,
} from '../../../language/ast';
import { type TemplateFunction, templateFunctions } from '../../../language/functions';
import { type ChartSources, utf8 } from './template-source';

/** What stands around a place in a template: its beginning and its end, as a template says them. */
export interface Step {
  open: string;
  close: string;
  /** variables that it declares, and nothing else it does */
  declares?: readonly string[];
  /** of a range: the name of its rounds' index in TypeScript */
  index?(): string;
}

/**
 * What a body begins with whose text goes on into functions, as it is. Of what is printed Helm takes `<no value>` away, which is how Go prints
 * nothing.
 */
export const AS_IT_IS = '{{/* as it is */}}';

/** The definition of a text that is asked for. */
export const ASKED = 'mistletoe.texts.';

const text = (node: Node) => utf8(nodeText(node));

/** Commands as an action. */
export function actionText(commands: readonly CommandNode[]): string {
  return `{{ ${commands.map(text).join(' | ')} }}`;
}

const WORDS = new Map<number, string>([
  [NodeKind.If, 'if'],
  [NodeKind.With, 'with'],
  [NodeKind.Range, 'range'],
]);

/** A branch of an if or with. */
export function branchTrail({ kind, pipe }: BranchNode, branch: 'then' | 'else'): Step {
  return { open: `{{ ${WORDS.get(kind)} ${text(pipe)} }}${branch === 'else' ? '{{ else }}' : ''}`, close: '{{ end }}' };
}

/** The rounds of a range. */
export function roundsTrail({ pipe }: BranchNode, index: () => string): Step {
  return { open: `{{ range ${text(pipe)} }}`, close: '{{ end }}', index };
}

/** A condition that prints nothing, without the white space in it. */
export function settingText(node: BranchNode): string {
  const list = ({ nodes }: ListNode): string =>
    nodes
      .map((inner) => {
        if (inner.kind === NodeKind.Text) return '';
        return inner.kind === NodeKind.Action
          ? `{{ ${text((inner as ActionNode).pipe)} }}`
          : settingText(inner as BranchNode);
      })
      .join('');
  const otherwise = node.elseList ? `{{ else }}${list(node.elseList)}` : '';
  return `${branchTrail(node, 'then').open}${list(node.list)}${otherwise}{{ end }}`;
}

/** A scope, one step further in. What has no trail has none there. */
export function within<T extends { trail?: readonly Step[] }>(scope: T, step: Step): T {
  return scope.trail === undefined ? scope : { ...scope, trail: [...scope.trail, step] };
}

const DRAWING = templateFunctions
  .filter(({ draws }) => draws === 'entropy' || draws === 'both')
  .map(({ name }) => name);

/** A call of what draws, and no field or variable of such a name. */
const DRAWS = new RegExp(`(?<![.$\\w])(?:${DRAWING.join('|')})\\b`);
const CHANGING = templateFunctions.filter(({ changes }) => changes).map(({ name }) => name);

/** Drawn anew at each call, told by the template that calls, or something that stays changed. */
const UNSTEADY = new RegExp(
  `${DRAWS.source}|\\.Template\\.Name\\b|(?<![.$\\w])(?:${CHANGING.join('|')})\\s+(?:\\$?\\.)`,
);

const named = (which: (one: TemplateFunction) => boolean) =>
  templateFunctions
    .filter(which)
    .map(({ name }) => name)
    .join('|');

/** What begins with a function that gives a mapping of its own, or one that changes such a mapping and gives it. */
const OWN = new RegExp(
  `^\\(?(?:(?:${named(({ copies }) => copies !== undefined)})|(?:${CHANGING.join('|')}) \\((?:${named(({ copies, form }) => copies === 'whole' || form === 'dict')}))\\b`,
);

/** Does nobody else see it when the mapping that a pipeline gives is changed? */
export const isOwnMapping = (source: string): boolean => OWN.test(source);

/** Functions that change the mapping that they are given, and the mapping. */
export const CHANGES = new RegExp(`(?<![.$\\w])(${CHANGING.join('|')}) (\\$\\w+(?![\\w.])|\\(?\\S*)`, 'g');

/** Variables whose mapping template code changes. */
export const changedNames = (source: string): string[] =>
  [...source.matchAll(CHANGES)].flatMap(([, , subject]) => (/^\$\w/.test(subject!) ? [subject!] : []));

/** Does a pipeline or a condition change a mapping that has a name, or is somebody's field? */
export function changesVariables(source: string): boolean {
  return [...source.matchAll(CHANGES)].some(([, , subject]) => !subject!.startsWith('('));
}

/** Changes of no more than the keys of one mapping that has a name. */
const OF_KEYS = new Set(templateFunctions.filter(({ changes }) => changes === 'key').map(({ name }) => name));

/**
 * The variables in which a change may show: of a key of a mapping of one's own, that mapping's and those that were made of it, by the steps
 * around. Undefined where it may be any.
 */
export function affectedNames(source: string, trail: readonly Step[] | undefined): ReadonlySet<string> | undefined {
  const changes = [...source.matchAll(CHANGES)];
  if (trail === undefined || changes.some(([, name, subject]) => !OF_KEYS.has(name!) || !/^\$\w/.test(subject!)))
    return undefined;
  const affected = new Set(changes.map(([, , subject]) => subject!));
  for (const { open } of trail) {
    const declared = declaredNames(open);
    if ([...usedNames(open)].some((name) => affected.has(name))) for (const name of declared) affected.add(name);
  }
  return affected;
}

const COPIES = new RegExp(`^(?:${named(({ copies }) => copies === 'whole')})\\b`);
const CHANGES_FIRST = new RegExp(`^(?:${CHANGING.join('|')}) `);

/** A pipeline's code without what stands in parentheses. */
function withoutParentheses(source: string): string {
  for (let all = source.replace(QUOTED, '""'), before = ''; ; ) {
    if (all === before) return all;
    before = all;
    all = all.replace(/\([^()]*\)/g, '');
  }
}

/** What stands in the parentheses that begin at a place. */
function inParentheses(source: string, from: number): string {
  let depth = 0;
  for (const { 0: part, index } of source.slice(from).matchAll(/"(?:[^"\\]|\\.)*"|`[^`]*`|[()]/g)) {
    if (part === '(') depth++;
    else if (part === ')' && --depth === 0) return source.slice(from + 1, from + index);
  }
  return '';
}

/** Does a pipeline give a mapping of its own, or one that it changes, that of the variable `name`? */
function givesOwn(pipeline: string, name: string): boolean {
  const commands = withoutParentheses(pipeline).split('|');
  const last = commands.at(-1)!.trim();
  if (CHANGES_FIRST.test(last) && last.split(' ')[1] === name) return true;
  return commands.length === 1 ? isOwnMapping(pipeline) : COPIES.test(last);
}

/** Does template code change a mapping that it did not make itself? */
export function changesForeign(code: string): boolean {
  const source = withoutWords(code);
  return [...source.matchAll(CHANGES)].some(({ index, 1: change, 2: subject }) => {
    if (subject!.startsWith('(')) return !givesOwn(inParentheses(source, index + change!.length + 1), '');
    if (!/^\$\w/.test(subject!)) return true;
    const given = [...source.matchAll(/\{\{[^{}]*?(\$\w+) :?= ([^{}]*)\}\}/g)].filter(([, name]) => name === subject);
    return given.length === 0 || given.some(([, , value]) => !givesOwn(value!, subject!));
  });
}

/** Code between `{{` and `}}`: text may look like it. */
const ACTION = /\{\{(?:"(?:[^"\\]|\\.)*"|`[^`]*`|[^"`])*?\}\}/g;
const QUOTED = /"(?:[^"\\]|\\.)*"|`[^`]*`/g;

/** The actions of template code without the texts in them. */
const bare = (source: string) => [...source.matchAll(ACTION)].map(([action]) => action.replace(QUOTED, '""')).join('');

/** What of template code is evaluated; all of it where that cannot be told. */
function actionsOf(source: string): string {
  return source.replace(ACTION, '').includes('{{') ? source : [...source.matchAll(ACTION)].join('');
}

/** Template code without the texts in it, but for those that are template code for a `tpl`. */
const withoutWords = (source: string) => source.replace(QUOTED, (text) => (text.includes('{{') ? text : '""'));

/** Variables that template code declares. */
export function declaredNames(source: string): Set<string> {
  return new Set(
    [...bare(source).matchAll(/\{\{[^}]*?((?:\$\w+, )?\$\w+) :=/g)].flatMap(([, names]) => names!.split(', ')),
  );
}

/** Variables that template code names. */
export const usedNames = (source: string): Set<string> =>
  new Set([...bare(source).matchAll(/\$\w+/g)].map(([name]) => name));

/** Template code within the steps around it, but for those that only declare what it does not use. */
export function surrounded(source: string, trail: readonly Step[]): string {
  return trail.reduceRight((inner, step) => (isNeeded(step, inner) ? step.open + inner + step.close : inner), source);
}

/** Does what stands within a step need it? */
const isNeeded = ({ declares }: Step, inner: string) =>
  declares === undefined || declares.some((name) => inner.includes(name));

/** The definition of what one round of a range prints, as bodies name it: the chart's file has a name for each. */
export const ROUND = 'mistletoe.round';

/**
 * What code prints in each round of the ranges around it, as JSON: a text a round, with a comma behind each; of ranges within ranges lists
 * that end with an empty text. A round's code stands in a definition of its own, because only of an include's text JSON can be made; it gets
 * the dot, the top-level object and the variables. The body goes on with that definition.
 */
export function inRounds(source: string, trail: readonly Step[]): string | undefined {
  const last = trail.findLastIndex(({ index }) => index !== undefined);
  const outer = trail.slice(0, last + 1);
  const known = declaredNames(outer.map(({ open }) => open).join(''));
  const isAsItIs = source.startsWith(AS_IT_IS);
  const code = surrounded(source.replace(AS_IT_IS, ''), trail.slice(last + 1));
  const given = [...usedNames(code)].filter((name) => known.has(name));
  const variables = given.map((name, i) => `{{ ${name} := index . ${i + 2} }}`).join('');
  const inner = code.replace(ACTION, (action) =>
    action.replace(new RegExp(`(${QUOTED.source})|\\$(?!\\w)`, 'g'), (all, quoted) =>
      quoted === undefined ? '$mistletoe' : all,
    ),
  );
  const round = `{{ $mistletoe := index . 1 }}${variables}{{ range list (index . 0) }}${inner}{{ end }}`;
  const declared = declaredNames(round);
  if ([...usedNames(round)].some((name) => !declared.has(name))) return undefined;
  let body = `{{ include "${ROUND}" (list . $${given.map((one) => ` ${one}`).join('')})${isAsItIs ? '' : ' | replace "<no value>" ""'} | toJson }},`;
  let isInnermost = true;
  for (const step of outer.toReversed()) {
    const { open, close } = step;
    if (step.index !== undefined) {
      body = isInnermost ? open + body + close : `${open}[${body}""],${close}`;
      isInnermost = false;
    } else if (isNeeded(step, body)) body = open + body + close;
  }
  const all = declaredNames(body);
  if ([...usedNames(body)].some((one) => !all.has(one))) return undefined;
  return `${isAsItIs ? AS_IT_IS : ''}${body}{{ end }}\n{{- define "${ROUND}" }}${round}`;
}

/**
 * The names of what template code includes, undefined where one is computed. What a text says is none of it, unless it is template code
 * for a `tpl`.
 */
function* includedIn(actions: string): Generator<string | undefined> {
  for (const [, call, name, quoted] of actions.matchAll(INCLUDES)) {
    if (call !== undefined) yield name;
    else if (quoted!.includes('{{')) yield* includedIn(quoted!.slice(1, -1));
  }
}

const INCLUDES = /\b((?:include|template)\b)\s*(?:"([^"]*)")?|("(?:[^"\\]|\\.)*"|`[^`]*`)/g;

/** The texts that the templates of a chart ask for. */
export class Asks {
  /** bodies by name */
  private readonly bodies: Map<string, string>;

  /** `known`: those that are asked for already */
  constructor(
    private readonly sources: ChartSources,
    known: ReadonlyMap<string, string>,
  ) {
    this.bodies = new Map(known);
  }

  /** Has the chart a template at a path? Whoever includes what nobody has is refused, if it comes to that. */
  has(path: string): boolean {
    return this.sources.templates.has(path);
  }

  /** Does a template draw something, itself or by what it includes? */
  draws(path: string): boolean {
    const source = this.sources.templates.get(path);
    return source !== undefined && this.drawsIn(utf8(nodeText(source.body)), new Set([path]));
  }

  private drawsIn(body: string, seen: Set<string>): boolean {
    const actions = actionsOf(body);
    if (DRAWS.test(withoutWords(actions))) return true;
    const names = [...actions.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, name]) => name!.replace(/^\//, ''));
    return names.some((name) => {
      const source = this.sources.definitions.get(name) ?? this.sources.templates.get(`templates/${name}`);
      if (!source || seen.has(name)) return false;
      seen.add(name);
      return this.drawsIn(utf8(nodeText(source.body)), seen);
    });
  }

  /** Is what this prints the same wherever it is evaluated? */
  isSteady(body: string, seen = new Set<string>()): boolean {
    const actions = actionsOf(body);
    if (UNSTEADY.test(withoutWords(actions)) || changesForeign(actions)) return false;
    for (const name of includedIn(actions)) {
      // A computed name may be anybody's.
      if (name === undefined) return false;
      // What a round prints stands in the same body.
      if (name === ROUND) continue;
      if (seen.has(name)) continue;
      seen.add(name);
      const source = this.sources.definitions.get(name);
      if (!source || !this.isSteady(utf8(nodeText(source.body)), seen)) return false;
    }
    return true;
  }

  /** The name under which the chart tells what a definition prints. `key`: whose value it is; `path`: whose template. */
  name(body: string, path: string, key?: string): string {
    for (const [name, known] of this.bodies) if (known === body) return name;
    const isCondition = / \}\}true\{\{ end \}\}/.test(body);
    const words = wordsOf(body);
    // A key that several have says which by what it asks for.
    const choices = key === undefined || isCondition ? [words] : [[key], [key, ...words]];
    const folders = path
      .replace(/^templates\//, '')
      .replace(/\.[^./]+$/, '')
      .split('/');
    const names = choices.flatMap((choice) =>
      Array.from({ length: folders.length + 1 }, (_, i) =>
        camelCase([...folders.slice(folders.length - i), ...choice]),
      ),
    );
    let name = names.find((one) => !this.bodies.has(one));
    for (let number = 2; name === undefined; number++) {
      const numbered = `${names.at(-1)!}${number}`;
      if (!this.bodies.has(numbered)) name = numbered;
    }
    this.bodies.set(name, body);
    return name;
  }

  /** The texts of these names, by name. */
  bodiesOf(names: Iterable<string>): Map<string, string> {
    return new Map([...names].map((name) => [name, this.bodies.get(name)!]));
  }
}

/** Words that say what an expression is about: the fields of the values that it reads, the variable, the definition, or the function. */
function wordsOf(body: string): string[] {
  const code = body.split('{{- define')[1]?.replace(/\$mistletoe/g, '$') ?? body;
  const action = code.split('{{').findLast((part) => !/^ (?:end|else) \}\}/.test(part)) ?? code;
  const isCondition = /\}\}true/.test(action);
  const place = isCondition || /^ (?:if|with) /.test(action) ? action.replace(/^ (?:if|with) /, '') : action;
  const last = (part: string, pattern: RegExp) => [...part.matchAll(pattern)].at(-1)?.[1];
  const valuesIn = (part: string) =>
    last(part, /\.Values((?:\.\w+)+)/g)
      ?.slice(1)
      .split('.');
  const included = last(place, /(?:include|template) "([^"]+)"/g)?.replace(/^[^.]*\./, '');
  const found =
    valuesIn(place) ??
    included?.split(/[^A-Za-z0-9]+/) ??
    last(place, /\$?\.((?:\w+\.)*\w+)/g)?.split('.') ??
    valuesIn(body) ??
    (last(place, /(\$\w+)/g) ?? /^ (\w+)/.exec(place)?.[1] ?? 'text').split('$');
  const words = found.filter((word) => word !== '');
  return words.length === 0 ? ['text'] : isCondition ? [...words.slice(0, -1), `has ${words.at(-1)}`] : words;
}

function camelCase(words: readonly string[]): string {
  const all = words.flatMap((word) => word.split(/[^A-Za-z0-9]+/)).filter((word) => word !== '');
  if (all.length === 0 || /^\d/.test(all[0]!)) return 'text';
  return all.map((word, i) => (i === 0 ? word[0]!.toLowerCase() : word[0]!.toUpperCase()) + word.slice(1)).join('');
}
