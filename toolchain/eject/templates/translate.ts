// Templates and definitions of a chart as functions of TypeScript: a file a template, and one with the helpers that they share.

import {
  type ActionNode,
  type BranchNode,
  type ListNode,
  type Node,
  NodeKind,
  nodeText,
  type PipeNode,
  type TextNode,
} from '../../../language/ast';
import { templateFunctions } from '../../../language/functions';
import type { Shape } from '../values/shapes';
import { Emitter, overRounds, type Structure } from './emit';
import { Expressions, type FileWriter, type Scope } from './expressions';
import { negated } from './functions/conditions';
import { Asks, type Step } from './asks';
import { hasLine, type Item, layOut, startsLine } from './layout';
import { moduleFor } from '../project/files';
import { choice, type Code, group, print, width } from './print';
import { Scopes } from './scopes';
import { onlyHole } from './tree';
import { type ChartSources, Obstacle, obstacle, type TemplateSource } from './template-source';
import { countLines, FileNames, RESERVED, SDK_NAMES } from './translate/file-names';
import {
  camelCase,
  documented,
  helperName,
  importLine,
  imports,
  indented,
  usedIn,
  withoutUnnamed,
  withParts,
} from './translate/file-text';
import { assurances, handedOn, OR, parameterType, textValue, tight, unbound, type Value } from './values';

/** A template that became TypeScript. */
export interface Translated {
  /** the function's name, and its file without `.ts` below `templates/` */
  name: string;
  module: string;
  text: string;
  /** helpers that it calls */
  uses: ReadonlySet<string>;
  /** templates whose text it asks for */
  texts: ReadonlySet<string>;
  /** texts that it asks the chart for, by name: the definitions that print them */
  asked: ReadonlyMap<string, string>;
}

/** A function of helpers.ts. */
export interface HelperFunction {
  name: string;
  /** the definition that it was */
  definition: string;
  text: string;
  /** what it takes from the SDK */
  imported: ReadonlySet<string>;
  /** templates whose text it asks for */
  texts: ReadonlySet<string>;
}

/** A function whose text may have more lines than the template shows, or the end of a line in a literal. */
const MANY_LINES = new RegExp(
  `\\b(?:${templateFunctions
    .filter(({ text }) => text === 'lines')
    .map(({ name }) => name)
    .join('|')})\\b|\\\\n`,
);

/** The definitions that a template includes; undefined for a computed name. */
const included = ({ body }: TemplateSource): (string | undefined)[] =>
  [
    ...Buffer.from(nodeText(body))
      .toString()
      .matchAll(/\b(?:include|template)\s+(?:"([^"]*)")?/g),
  ].map(([, name]) => name);

/** helpers.ts with these functions. */
export function helpersFile(helpers: readonly HelperFunction[]): string {
  const body = helpers.map(({ text }) => text).join('\n');
  const imported = usedIn(body, new Set(helpers.flatMap((helper) => [...helper.imported])));
  const chart = /\bChart\b/.test(body) ? "import type { Chart } from '../values';\n" : '';
  return `${imports(imported)}${chart}\n${body}`;
}

/** What an ejected package has already. */
export interface Known {
  /** texts that the chart is asked for, by name */
  asked: ReadonlyMap<string, string>;
  /** functions of templates */
  templates: readonly string[];
  /** and their files */
  modules: readonly string[];
  /** helpers by name: the definition that each was, its parameter's type and its result's */
  helpers: ReadonlyMap<string, string>;
}

/** What tells one helper of a definition from another. */
export const helperIdentity = (definition: string, type: string, result: string) => `${definition} (${type})${result}`;

interface Helper {
  /** it knows all that it gives, whatever the chart is told */
  takesNothing: boolean;
  /** the definition's */
  definition: string;
  name: string;
  text: string;
  uses: ReadonlySet<string>;
  imported: ReadonlySet<string>;
  texts: ReadonlySet<string>;
  structure?: Omit<Structure, 'code'>;
}

/** A template of which more than this share would stay the chart's does so as a whole. */
const MOST_KEPT = 0.25;

/** A chart's templates, being translated. Helpers are translated when something calls them. */
export class Translation {
  /** By definition, form and parameter's type. A helper in the making is `undefined`. */
  private readonly helpers = new Map<string, Helper | Obstacle | undefined>();
  private readonly helperNames = new FileNames(SDK_NAMES);
  private readonly order: Helper[] = [];
  private readonly asks: Asks;
  /** the files of templates */
  private readonly modules: Set<string>;

  constructor(
    private readonly sources: ChartSources,
    private readonly values: Shape,
    /** definitions that TypeScript does not take */
    private readonly refused: ReadonlyMap<string, Obstacle> = new Map(),
    private readonly known: Known = { asked: new Map(), templates: [], modules: [], helpers: new Map() },
  ) {
    this.asks = new Asks(sources, known.asked);
    // What index.ts calls its own.
    this.helperNames.take(['templates', ...known.templates]);
    this.modules = new Set(known.modules);
  }

  /** The template at a path of the chart. Throws Obstacle. */
  template(path: string): Translated {
    const source = this.sources.templates.get(path);
    if (!source) throw new Obstacle('Helm cannot parse it', path, 1, 'broken');
    const module = moduleFor(path, this.modules);
    this.modules.add(module);
    const root: Value = { code: 'chart', type: { kind: 'root' } };
    const items = layOut(source, this.beginsLine);
    const name = this.templateName(module.split('/'));
    const {
      result: lines,
      file,
      used,
    } = this.write(source, root, [name], [], (body, scope) => body.withoutUnused(body.write(items, scope)));
    const kept = file.kept.reduce((sum, { lines: count }) => sum + count, 0);
    if (kept > countLines(items) * MOST_KEPT) throw file.kept[0]!.reason;
    const depth = module.split('/').length;
    const up = '../'.repeat(depth);
    const helpers = depth === 1 ? './helpers' : `${'../'.repeat(depth - 1)}helpers`;
    const isRead = lines.some((line) => /\bchart\b/.test(line));
    const given = isRead ? 'chart: Chart' : '';
    const functionText = withoutUnnamed(withParts(`export function ${name}(${given}) {\n${indented(lines)}}\n`));
    const uses = usedIn(functionText, used);
    const type = isRead ? `import type { Chart } from '${up}values';\n` : '';
    const text = `${imports(usedIn(functionText, file.imported))}${type}${
      uses.size === 0 ? '' : importLine([...uses].sort(), helpers)
    }\n/** ${path.replaceAll('*/', '* /')} */\n${functionText}`;
    // What was asked for in vain, since more than that is asked for now, is left out.
    const asked = [...file.asked].filter((one) => file.checked.has(one) || functionText.includes(`texts.${one}`));
    return { name, module, text, uses, texts: file.texts, asked: this.asks.bodiesOf(asked) };
  }

  /** A template's function is named after its file, with its folder where that name is another's. */
  private templateName(parts: readonly string[]): string {
    const short = camelCase(parts.at(-1)!);
    return this.helperNames.unique(this.helperNames.has(short) ? camelCase(parts.join(' ')) : short);
  }

  /** Writes a function's body: once more where a variable has taken the name of a helper that comes later. */
  private write<T>(
    source: TemplateSource,
    root: Value,
    names: readonly string[],
    /** what stands around the template: nothing; a definition stands wherever it is included */
    trail: readonly Step[] | undefined,
    work: (body: TemplateBody, scope: Scope) => T,
  ) {
    const reserved = new Set(names);
    for (;;) {
      const file = new FileNames(SDK_NAMES, this.asks, source.file.replace(/^[^/]+\//, ''));
      file.take(reserved);
      const used = new Set<string>();
      const { expressions, emitter, scope } = this.tools(source, root, file, used, trail);
      const names = file.snapshot();
      const { trail: _, ...unasked } = scope;
      emitter.learn(source.body, unasked);
      file.restore(names);
      used.clear();
      file.texts.clear();
      const result = work(new TemplateBody(source, expressions, emitter, file), scope);
      const clash = [...used].filter((name) => file.given.has(name));
      if (clash.length === 0) return { result, file, used };
      for (const name of clash) reserved.add(name);
    }
  }

  /** What helpers.ts holds for these templates: the functions that they call, and those that these call. */
  helpersFor(templates: Iterable<Translated>): HelperFunction[] {
    const wanted = new Set<string>();
    const visit = (name: string): void => {
      if (wanted.has(name)) return;
      wanted.add(name);
      for (const other of this.order.find((helper) => helper.name === name)?.uses ?? []) visit(other);
    };
    for (const { uses } of templates) for (const name of uses) visit(name);
    return this.order.filter(({ name }) => wanted.has(name));
  }

  private tools(
    source: TemplateSource,
    root: Value,
    file: FileNames,
    used: Set<string>,
    trail: readonly Step[] | undefined,
  ) {
    const call = (name: string, argument: Value, at: Node, form: 'text' | 'lines'): Helper => {
      const helper = this.helper(name, argument, form, source, at);
      used.add(helper.name);
      return helper;
    };
    const expressions = new Expressions(
      source,
      this.values,
      {
        text: (name, argument, at) => textValue(codeOf(call(name, argument, at, 'text'), argument)),
        isOneLine: (name) => this.isOneLine(name),
        hasLines: (name) => this.hasLines(name),
      },
      file,
    );
    const emitter: Emitter = new Emitter(new Scopes(source, expressions, file), {
      structure: (name, argument, at) => {
        try {
          const helper = call(name, argument, at, 'lines');
          return { ...helper.structure!, code: codeOf(helper, argument) };
        } catch (error) {
          if (!(error instanceof Obstacle)) throw error;
          // Lines that are put together as a text are read as one.
          const code = textOfLines(name, argument, at, error);
          return { kind: 'text', canBeEmpty: true, code };
        }
      },
      kindOf: (name) => this.kindOf(name),
    });
    const textOfLines = (name: string, argument: Value, at: Node, reason: Obstacle): string => {
      try {
        return codeOf(call(name, argument, at, 'text'), argument);
      } catch (error) {
        throw error instanceof Obstacle ? reason : error;
      }
    };
    const scope: Scope = {
      root,
      dot: root,
      variables: new Map(),
      guarded: new Set(),
      ...(trail === undefined ? {} : { trail }),
    };
    return { expressions, emitter, scope };
  }

  private readonly beginsLine = (name: string, seen: readonly string[] = []): boolean => {
    const nodes = this.sources.definitions.get(name)?.body.nodes;
    if (nodes === undefined || seen.includes(name)) return false;
    return startsLine(nodes, (other) => this.beginsLine(other, [...seen, name]));
  };

  /** Prints a definition one line, whatever it is given? */
  private isOneLine(name: string, seen = new Set<string>()): boolean {
    const source = this.sources.definitions.get(name);
    if (!source || hasLine(source.body.nodes)) return false;
    seen.add(name);
    if (MANY_LINES.test(Buffer.from(nodeText(source.body)).toString())) return false;
    return included(source).every((other) => other !== undefined && (seen.has(other) || this.isOneLine(other, seen)));
  }

  /** Has a definition, or one that it includes, an end of a line in its text? */
  private hasLines(name: string, seen = new Set<string>()): boolean {
    const source = this.sources.definitions.get(name);
    if (!source || seen.has(name)) return false;
    seen.add(name);
    return (
      hasLine(source.body.nodes) || included(source).some((other) => other !== undefined && this.hasLines(other, seen))
    );
  }

  /** What a definition's lines are, by their looks. */
  private kindOf(name: string): 'mapping' | 'list' | undefined {
    const source = this.sources.definitions.get(name);
    if (!source) return undefined;
    try {
      const first = firstLine(layOut(source, this.beginsLine));
      if (first === undefined) return undefined;
      if (/^-(?:\s|$)/.test(first)) return 'list';
      return /^[^\s"'{[][^:]*:(?:\s|$)|^"[^"]*":/.test(first) ? 'mapping' : undefined;
    } catch {
      return undefined;
    }
  }

  private helper(name: string, argument: Value, form: 'text' | 'lines', caller: TemplateSource, at: Node): Helper {
    const type = parameterType(argument.type);
    const key = `${form} ${name} ${type} ${assurances(argument.type)}`;
    if (!this.helpers.has(key)) {
      const source = this.sources.definitions.get(name);
      if (!source) throw obstacle(caller, at, `no chart defines ${name}`, 'broken');
      const refused = this.refused.get(name);
      if (refused) throw refused;
      this.helpers.set(key, undefined);
      try {
        this.helpers.set(key, this.makeHelper(name, source, argument, type, form));
      } catch (error) {
        if (!(error instanceof Obstacle)) throw error;
        this.helpers.set(key, error);
      }
    }
    const found = this.helpers.get(key);
    if (found === undefined) throw obstacle(caller, at, `${name} includes itself`, 'include');
    if (found instanceof Obstacle) throw found;
    return found;
  }

  /** A name that no other helper has, here or in the package as it is. */
  private nameOfHelper(definition: string, identity: string): string {
    for (;;) {
      const short = helperName(definition);
      // `chart` is what functions are given.
      const name = this.helperNames.unique(RESERVED.has(short) ? `${short}Text` : short);
      const existing = this.known.helpers.get(name);
      if (existing === undefined || existing === identity) return name;
    }
  }

  private makeHelper(
    name: string,
    source: TemplateSource,
    argument: Value,
    type: string,
    form: 'text' | 'lines',
  ): Helper {
    const parameter = argument.type.kind === 'root' ? 'chart' : 'input';
    const root: Value = { code: parameter, type: handedOn(argument.type) };
    const isUsed = (text: string) => new RegExp(`\\b${parameter}\\b`).test(text);
    const finish = (
      lines: string[],
      result: string,
      { file, used }: { file: FileNames; used: ReadonlySet<string> },
      structure?: Omit<Structure, 'code'>,
    ): Helper => {
      const functionName = this.nameOfHelper(name, helperIdentity(name, type, result));
      const declared = lines.join('\n');
      // What stands for a dict is computed, and may fail: it is given all the same.
      const takesNothing = !isUsed(declared) && argument.type.kind === 'root';
      const given = takesNothing ? '' : `${isUsed(declared) ? parameter : `_${parameter}`}: ${type}`;
      const text = withParts(`export function ${functionName}(${given})${result} {\n${indented(lines)}}\n`);
      const helper: Helper = {
        takesNothing,
        definition: name,
        name: functionName,
        text: `${documented(name, source)}${withoutUnnamed(text)}`,
        uses: usedIn(text, used),
        imported: usedIn(text, file.imported),
        texts: file.texts,
        ...(structure ? { structure } : {}),
      };
      this.order.push(helper);
      return helper;
    };
    if (form === 'text') {
      const written = this.write(source, root, [], undefined, (body, scope) => body.text(source.body, scope));
      return finish(written.result, ': string', written);
    }
    const items = layOut(source, this.beginsLine);
    const written = this.write(source, root, [], undefined, (body, scope) => body.lines(items, scope));
    const { kind, canBeEmpty, lines } = written.result;
    return finish(lines, '', written, { kind, canBeEmpty });
  }
}

const codeOf = ({ name, takesNothing }: Helper, { code }: Value) => `${name}(${takesNothing ? '' : code})`;

/** Statements of functions. */
class TemplateBody {
  private readonly constantsMade: { name: string; line: string; pipe: PipeNode; scope: Scope }[] = [];

  constructor(
    private readonly source: TemplateSource,
    private readonly expressions: Expressions,
    private readonly emitter: Emitter,
    private readonly file: FileWriter,
  ) {}

  /** A template's: it gives its objects. */
  write(items: readonly Item[], scope: Scope): string[] {
    const { statements, rest, scope: inner } = this.constants(items, scope);
    const parts = this.documents(rest);
    const [only] = parts;
    if (parts.length === 0) return [...statements, 'return null;'];
    if (parts.length > 1) return [...statements, ...returned(group('[', ']', this.documentsOf(parts, inner)))];
    const [item, ...others] = only!.filter(isPrinted);
    if (others.length === 0 && item!.kind === 'control' && item!.node.kind !== NodeKind.Range && item!.else === null) {
      const { node, then } = item!;
      const settings = only!.slice(0, only!.indexOf(item!)).filter((one) => !isPrinted(one));
      const at = this.emitter.scopes.settle(settings, inner);
      const { test, scope: within } = this.emitter.scopes.enter(node, at);
      const stop = negated(test!.code, test!.loose);
      return [...statements, `if (${stop}) return null;`, ...this.write(then, within)];
    }
    return [...statements, ...returned(this.document(only!, inner))];
  }

  /** A definition's that stands for lines. */
  lines(items: readonly Item[], scope: Scope): { lines: string[]; kind: 'mapping' | 'list'; canBeEmpty: boolean } {
    const { statements, rest, scope: inner } = this.constants(items, scope);
    const { code, kind, canBeEmpty } = this.emitter.items(rest, inner);
    if (kind !== 'mapping' && kind !== 'list') {
      throw obstacle(this.source, this.source.body, 'a definition that is no mapping and no list stands for lines');
    }
    // An empty mapping prints nothing, which is whatever it stands in.
    const bare = canBeEmpty ? withoutNull(code, kind) : code;
    return { lines: [...statements, ...returned(bare)], kind, canBeEmpty };
  }

  /** A definition's that prints a text. */
  text(list: ListNode, scope: Scope): string[] {
    const nodes = list.nodes.filter((node) => node.kind !== NodeKind.Text || (node as TextNode).text.length > 0);
    const statements: string[] = [];
    let at = scope;
    let from = 0;
    for (; from < nodes.length; from++) {
      const node = nodes[from]!;
      if (node.kind !== NodeKind.Action || (node as ActionNode).pipe.decl.length === 0) break;
      at = this.constant((node as ActionNode).pipe, at, statements);
    }
    const rest = nodes.slice(from);
    const [only] = rest;
    if (rest.length === 1 && (only!.kind === NodeKind.If || only!.kind === NodeKind.With)) {
      const branch = only as BranchNode;
      const { test, scope: inner } = this.emitter.scopes.enter(branch, at);
      const then = this.text(branch.list, inner);
      const otherwise = branch.elseList
        ? this.text(branch.elseList, this.emitter.scopes.otherwise(branch, at))
        : ["return '';"];
      if (test!.code === 'false') return [...statements, ...otherwise];
      const line = `if (${test!.code}) ${then[0]}`;
      if (then.length === 1 && width(line) <= 112) return [...statements, line, ...otherwise];
      return [...statements, `if (${test!.code}) {`, ...then.map((line) => `  ${line}`), '}', ...otherwise];
    }
    return [...statements, `return ${this.emitter.scalars.text(rest, at).code};`];
  }

  private constant(pipe: PipeNode, scope: Scope, statements: string[]): Scope {
    return this.expressions.declare(pipe, scope, (value) => {
      // What has no code of its own stands where it is used.
      if (value.yaml || /^[\w.]+$/.test(value.code)) return value;
      const name = this.file.unique(Buffer.from(pipe.decl[0]!.ident[0]!).toString().slice(1));
      const line = `const ${name} = ${value.code};`;
      statements.push(line);
      this.constantsMade.push({ name, line, pipe, scope });
      return unbound(value, name);
    });
  }

  /** Without constants that only what the chart is asked for uses. That they may fail the render stays: the chart evaluates them. */
  withoutUnused(lines: readonly string[]): string[] {
    let rest = [...lines];
    for (const { name, line, pipe, scope } of this.constantsMade.toReversed()) {
      const others = rest.filter((one) => one.trim() !== line);
      // A field of that name, or a key, is no use of it.
      const use = new RegExp(`(?:^|\\.\\.\\.|[^.\\w])${name}\\b(?!:)`);
      if (others.some((one) => use.test(one))) continue;
      if (this.expressions.isChecked(pipe, scope)) rest = others;
    }
    return rest;
  }

  /** What stands at the beginning: variables become constants, conditions that only fail statements. */
  private constants(
    items: readonly Item[],
    scope: Scope,
  ): { statements: string[]; rest: readonly Item[]; scope: Scope } {
    const statements: string[] = [];
    let at = scope;
    let from = 0;
    for (; from < items.length; from++) {
      const item = items[from]!;
      if (item.kind === 'variables') at = this.constant(item.pipe, at, statements);
      else if (item.kind === 'setting') at = this.emitter.scopes.settle([item], at);
      else if (item.kind === 'control' && this.isCheck(item)) statements.push(...this.check(item, at));
      else if (item.kind !== 'blank') break;
    }
    return { statements, rest: items.slice(from), scope: at };
  }

  /** Does a condition nothing but end the render? */
  private isCheck(item: Extract<Item, { kind: 'control' }>): boolean {
    const printed = item.then.filter(isPrinted);
    const [only] = printed;
    if (item.else !== null || item.node.kind === NodeKind.Range || printed.length !== 1) return false;
    return only!.kind === 'fail' || (only!.kind === 'control' && this.isCheck(only!));
  }

  private check(item: Extract<Item, { kind: 'control' }>, scope: Scope): string[] {
    const { test, scope: inner } = this.emitter.scopes.enter(item.node, scope);
    const at = this.emitter.scopes.settle(
      item.then.filter((one) => !isPrinted(one)),
      inner,
    );
    const only = item.then.find(isPrinted)!;
    if (only.kind === 'fail') return [`if (${test!.code}) ${this.emitter.failure(only.pipe, at)};`];
    const lines = this.check(only as Extract<Item, { kind: 'control' }>, at);
    return [`if (${test!.code}) {`, ...lines.map((line) => `  ${line}`), '}'];
  }

  /** Splits a template at its separators. A condition that brings its own separators along stands for itself. */
  private documents(items: readonly Item[]): Item[][] {
    const documents: Item[][] = [[]];
    const last = () => documents[documents.length - 1]!;
    // Does a document stand open that began in a condition?
    let isOpen = false;
    for (const item of items) {
      if (isSeparator(item)) {
        // Variables alone are no document: they belong to the next.
        if (last().some(isPrinted)) documents.push([]);
        isOpen = false;
      } else if (item.kind === 'control' && holdsSeparator(item)) {
        const isApart = !isOpen && !last().some(isPrinted);
        if (!isApart && !startsWithSeparator(item)) {
          throw obstacle(this.source, item.pos, 'a document that goes on in a condition, which begins another');
        }
        if (last().some(isPrinted)) documents.push([item], []);
        else {
          last().push(item);
          documents.push([]);
        }
        isOpen = leavesOpen([item], !isApart);
      } else if (isPrinted(item) && isOpen) {
        throw obstacle(this.source, item.pos, 'a document that begins in a condition and goes on behind it');
      } else last().push(item);
    }
    return documents.filter((document) => document.some(isPrinted));
  }

  /** Documents one after the other: what is a variable in one is one in those behind it. */
  private documentsOf(parts: readonly Item[][], scope: Scope): Code[] {
    let at = scope;
    return parts.map((part) => {
      const code = this.document(part, at);
      at = this.emitter.scopes.settle(
        part.filter((item) => !isPrinted(item)),
        at,
      );
      return code;
    });
  }

  private document(items: readonly Item[], scope: Scope): Code {
    const variables = items.filter((item) => !isPrinted(item));
    const printed = items.filter(isPrinted);
    const [only] = printed;
    if (printed.length === 1 && only!.kind === 'control') {
      return this.controlled(only!, this.emitter.scopes.settle(variables, scope));
    }
    const pipe = printed.length === 1 ? pipeOf(only!) : undefined;
    if (pipe) return this.emitter.document(pipe, this.emitter.scopes.settle(variables, scope));
    const { code, kind } = this.emitter.items(items, scope, true);
    if (kind !== 'mapping' && kind !== 'hole' && kind !== 'scope' && kind !== 'lines' && kind !== 'fail') {
      throw obstacle(this.source, only!.pos, 'a document that is no object');
    }
    return code;
  }

  private controlled(item: Extract<Item, { kind: 'control' }>, scope: Scope): Code {
    const { test, over, scope: inner } = this.emitter.scopes.enter(item.node, scope);
    const all = (branch: readonly Item[], at: Scope): Code => {
      const documents = this.documentsOf(this.documents(branch), at);
      return documents.length === 0 ? 'null' : documents.length === 1 ? documents[0]! : group('[', ']', documents);
    };
    if (test)
      return choice(
        tight(test, OR),
        all(item.then, inner),
        item.else ? all(item.else, this.emitter.scopes.otherwise(item.node, scope)) : 'null',
      );
    const rounds = overRounds(over!, 'map', all(item.then, inner));
    return item.else
      ? choice(tight(over!.some, OR), rounds, all(item.else, this.emitter.scopes.otherwise(item.node, scope)))
      : rounds;
  }
}

const isSeparator = (item: Item) =>
  item.kind === 'line' &&
  item.indent === 0 &&
  item.segments.length === 1 &&
  item.segments[0]!.kind === 'text' &&
  /^---(?:\s|$)/.test(item.segments[0]!.text);

const isPrinted = ({ kind }: Item) =>
  kind !== 'variables' && kind !== 'setting' && kind !== 'comment' && kind !== 'blank';

/** The expression that an item is, and nothing else. */
const pipeOf = (item: Item) =>
  item.kind === 'hole' ? item.pipe : item.kind === 'line' ? onlyHole(item.segments) : undefined;

const branchesOf = (item: Item) => (item.kind === 'control' ? [item.then, ...(item.else ? [item.else] : [])] : []);

/** Does each branch that prints something print a separator first? */
function startsWithSeparator(item: Item): boolean {
  return branchesOf(item).every((branch) => {
    const first = branch.find(isPrinted);
    return first === undefined || isSeparator(first) || (first.kind === 'control' && startsWithSeparator(first));
  });
}

/** May a document stand open behind these, given that one may stand open before them? */
function leavesOpen(items: readonly Item[], before: boolean): boolean {
  return items.reduce((isOpen, item) => {
    if (!isPrinted(item) || item.kind === 'fail') return isOpen;
    if (isSeparator(item)) return false;
    if (item.kind !== 'control') return true;
    const isRange = item.node.kind === NodeKind.Range;
    const then = leavesOpen(item.then, isOpen) || (isRange && leavesOpen(item.then, true));
    return then || (item.else === null || isRange ? isOpen : leavesOpen(item.else, isOpen));
  }, before);
}

function holdsSeparator(item: Item): boolean {
  return isSeparator(item) || (item.kind === 'control' && [...item.then, ...(item.else ?? [])].some(holdsSeparator));
}

function firstLine(items: readonly Item[]): string | undefined {
  for (const item of items) {
    if (item.kind === 'line')
      return item.segments.map((segment) => (segment.kind === 'text' ? segment.text : 'x')).join('');
    if (item.kind !== 'control') continue;
    const found = firstLine(item.then) ?? firstLine(item.else ?? []);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A value that says null where it is empty, as what is empty itself. */
function withoutNull(code: Code, kind: 'mapping' | 'list'): Code {
  const nothing = kind === 'mapping' ? '{}' : '[]';
  if (code === 'null') return nothing;
  if (typeof code === 'object' && 'kind' in code && code.kind === 'choice')
    return { ...code, else: withoutNull(code.else, kind) };
  if (Array.isArray(code) && code.length === 3 && code[0] === 'orNull(') return code[1] as Code;
  if (typeof code === 'object' && 'kind' in code && code.kind === 'group' && code.open === 'orNull(')
    return code.items[0]!.code;
  return code;
}

function returned(code: Code): string[] {
  return `return ${print(code, '', 9)};`.split('\n');
}
