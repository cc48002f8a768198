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
import { templateFunctions } from '../../../language/functions';
import { type ChartSources, utf8 } from './source';

/** What stands around a place in a template: its beginning and its end, as a template says them. */
export interface Step {
  open: string;
  close: string;
  /** variables that it declares, and nothing else it does */
  declares?: readonly string[];
}

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

/** Drawn anew at each call, told by the template that calls, or something that stays changed. */
const UNSTEADY = new RegExp(
  `\\b(?:${DRAWING.join('|')})\\b|\\.Template\\.Name\\b|\\b(?:set|unset|(?:must)?[mM]erge(?:Overwrite)?)\\s+(?:\\$?\\.)`,
);

/** Functions that change the mapping that they are given, and the mapping. */
export const CHANGES = /\b(set|unset|(?:must)?[mM]erge(?:Overwrite)?) (\$\w+(?![\w.])|\(?\S*)/g;

/** Does a pipeline or a condition change a mapping that has a name, or is somebody's field? */
export function changesVariables(source: string): boolean {
  return [...source.matchAll(CHANGES)].some(([, , subject]) => !subject!.startsWith('('));
}

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

  /** Is what this prints the same wherever it is evaluated? */
  isSteady(body: string, seen = new Set<string>()): boolean {
    if (UNSTEADY.test(body)) return false;
    for (const [, , name] of body.matchAll(/\b(include|template)\s+(?:"([^"]*)")?/g)) {
      // A computed name may be anybody's.
      if (name === undefined) return false;
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
    const words = key === undefined || isCondition ? wordsOf(body) : [key];
    const folders = path
      .replace(/^templates\//, '')
      .replace(/\.[^./]+$/, '')
      .split('/');
    for (let count = 0; ; count++) {
      const before = count === 0 ? [] : folders.slice(-count);
      const name = camelCase([...before, ...words]) + (count > folders.length ? count - folders.length + 1 : '');
      if (this.bodies.has(name)) continue;
      this.bodies.set(name, body);
      return name;
    }
  }

  /** The texts of these names, by name. */
  bodiesOf(names: Iterable<string>): Map<string, string> {
    return new Map([...names].map((name) => [name, this.bodies.get(name)!]));
  }
}

/** Words that say what an expression is about: the fields of the values that it reads, the variable, the definition, or the function. */
function wordsOf(body: string): string[] {
  const action = body.split('{{').findLast((part) => !/^ (?:end|else) \}\}/.test(part)) ?? body;
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
