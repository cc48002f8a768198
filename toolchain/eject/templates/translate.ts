// Templates and definitions of a chart as functions of TypeScript: a file a template, and one with the helpers that they share.

import {
  type ActionNode,
  type BranchNode,
  type ListNode,
  type Node,
  NodeKind,
  type TextNode,
} from '../../../language/ast';
import type { Shape } from '../values/shapes';
import { textLiteral } from '../values/types';
import { Emitter, type Structure } from './emit';
import { Expressions, type FileWriter, type Scope } from './expressions';
import { negated } from './functions';
import { type Item, layOut } from './layout';
import { type Code, group, print } from './print';
import { type ChartSources, Obstacle, obstacle, type TemplateSource } from './source';
import { OR, parameterType, textValue, tight, unbound, type Value } from './values';

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

/** helpers.ts with these functions. */
export function helpersFile(helpers: readonly HelperFunction[]): string {
  const body = helpers.map(({ text }) => text).join('\n');
  const imported = usedIn(body, new Set(helpers.flatMap((helper) => [...helper.imported])));
  const chart = /\bChart\b/.test(body) ? "import type { Chart } from '../values';\n" : '';
  return `${imports(imported)}${chart}\n${body}`;
}

/** Words that name nothing, and names that files use for other things. */
const TAKEN =
  'break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with yield let static await async arguments eval undefined chart input values release Chart Object Math Array';

/** Names in one file. */
class FileNames implements FileWriter {
  private readonly taken = new Set(TAKEN.split(' '));
  readonly imported = new Set<string>();
  /** names of variables */
  readonly given = new Set<string>();
  /** templates whose text is asked for */
  readonly texts = new Set<string>();

  /** `sdkNames`: names that stay free for imports. */
  constructor(sdkNames: readonly string[]) {
    for (const name of sdkNames) this.taken.add(name);
  }

  sdk(name: string): string {
    this.imported.add(name);
    return name;
  }

  unique(name: string): string {
    let found = name;
    for (let n = 2; this.taken.has(found); n++) found = `${name}${n}`;
    this.taken.add(found);
    this.given.add(found);
    return found;
  }

  textOf(path: string, chart: string): Value {
    this.texts.add(path);
    return textValue(`${chart}.texts[${textLiteral(path)}]!`);
  }

  /** The names as they are, to come back to. */
  snapshot(): string[] {
    return [...this.taken];
  }

  restore(names: readonly string[]): void {
    this.taken.clear();
    this.take(names);
    this.given.clear();
    this.imported.clear();
  }

  /** Names that others have. */
  take(names: Iterable<string>): void {
    for (const name of names) this.taken.add(name);
  }
}

/** Everything of the SDK that code may import from `@mistletoe-dev/sdk/chart`. */
export const SDK_NAMES =
  'base64 block defaulted entries equal fail field fieldIf flow get goQuote goSquote has hasKey inSingleQuotes indent index int items join kindIs len lines mapping nindent omit orNull parsed pick plain printf quoted replace required semverCompare sequence sha256sum singleQuoted str text trimAll trimPrefix trimSuffix trunc truthy'.split(
    ' ',
  );

interface Helper {
  /** the definition's */
  definition: string;
  name: string;
  text: string;
  uses: ReadonlySet<string>;
  imported: ReadonlySet<string>;
  texts: ReadonlySet<string>;
  structure?: Omit<Structure, 'code'>;
}

/** A chart's templates, being translated. Helpers are translated when something calls them. */
export class Translation {
  /** By definition, form and parameter's type. A helper in the making is `undefined`. */
  private readonly helpers = new Map<string, Helper | Obstacle | undefined>();
  private readonly helperNames = new FileNames(SDK_NAMES);
  private readonly order: Helper[] = [];

  constructor(
    private readonly sources: ChartSources,
    private readonly values: Shape,
    /** definitions that TypeScript does not take */
    private readonly refused: ReadonlyMap<string, Obstacle> = new Map(),
  ) {}

  /** The template at a path of the chart. Throws Obstacle. */
  template(path: string): Translated {
    const source = this.sources.templates.get(path);
    if (!source) throw new Obstacle('Helm cannot parse it', path, 1);
    const module = path.replace(/^templates\//, '').replace(/\.[^./]+$/, '');
    const root: Value = { code: 'chart', type: { kind: 'root' } };
    const items = layOut(source, this.beginsLine);
    const name = this.helperNames.unique(camelCase(module.split('/').at(-1)!));
    const { result: lines, file, used } = this.write(source, root, [name], (body, scope) => body.write(items, scope));
    const depth = module.split('/').length;
    const up = '../'.repeat(depth);
    const helpers = depth === 1 ? './helpers' : `${'../'.repeat(depth - 1)}helpers`;
    const functionText = withParts(`export function ${name}(chart: Chart) {\n${indented(lines)}}\n`);
    const text = `${imports(usedIn(functionText, file.imported))}import type { Chart } from '${up}values';\n${
      used.size === 0 ? '' : importLine([...used].sort(), helpers)
    }\n/** ${path} */\n${functionText}`;
    return { name, module, text, uses: used, texts: file.texts };
  }

  /** Writes a function's body: once more where a variable has taken the name of a helper that comes later. */
  private write<T>(
    source: TemplateSource,
    root: Value,
    names: readonly string[],
    work: (body: TemplateBody, scope: Scope) => T,
  ) {
    const reserved = new Set(names);
    for (;;) {
      const file = new FileNames(SDK_NAMES);
      file.take(reserved);
      const used = new Set<string>();
      const { expressions, emitter, scope } = this.tools(source, root, file, used);
      const names = file.snapshot();
      emitter.learn(source.body, scope);
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

  private tools(source: TemplateSource, root: Value, file: FileNames, used: Set<string>) {
    const call = (name: string, argument: Value, at: Node, form: 'text' | 'lines'): Helper => {
      const helper = this.helper(name, argument, form, source, at);
      used.add(helper.name);
      return helper;
    };
    const expressions = new Expressions(
      source,
      this.values,
      { text: (name, argument, at) => textValue(`${call(name, argument, at, 'text').name}(${argument.code})`) },
      file,
    );
    const emitter: Emitter = new Emitter(
      source,
      expressions,
      {
        structure: (name, argument, at) => {
          const helper = call(name, argument, at, 'lines');
          return { ...helper.structure!, code: `${helper.name}(${argument.code})` };
        },
        kindOf: (name) => this.kindOf(name),
      },
      file,
    );
    const scope: Scope = { root, dot: root, variables: new Map(), guarded: new Set() };
    return { expressions, emitter, scope };
  }

  private readonly beginsLine = (name: string): boolean => {
    const first = this.sources.definitions.get(name)?.body.nodes[0];
    return first?.kind === NodeKind.Text && /^[ \t\r]*\n/.test(Buffer.from((first as TextNode).text).toString());
  };

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
    const key = `${form} ${name} ${type}`;
    if (!this.helpers.has(key)) {
      const source = this.sources.definitions.get(name);
      if (!source) throw obstacle(caller, at, `no chart defines ${name}`);
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
    if (found === undefined) throw obstacle(caller, at, `${name} includes itself`);
    if (found instanceof Obstacle) throw found;
    return found;
  }

  private makeHelper(
    name: string,
    source: TemplateSource,
    argument: Value,
    type: string,
    form: 'text' | 'lines',
  ): Helper {
    const parameter = argument.type.kind === 'root' ? 'chart' : 'input';
    const root: Value = { code: parameter, type: argument.type };
    const isUsed = (text: string) => new RegExp(`\\b${parameter}\\b`).test(text);
    const finish = (
      lines: string[],
      result: string,
      { file, used }: { file: FileNames; used: ReadonlySet<string> },
      structure?: Omit<Structure, 'code'>,
    ): Helper => {
      const functionName = this.helperNames.unique(helperName(name));
      const declared = lines.join('\n');
      const given = isUsed(declared) ? parameter : `_${parameter}`;
      const text = withParts(`export function ${functionName}(${given}: ${type})${result} {\n${indented(lines)}}\n`);
      const helper: Helper = {
        definition: name,
        name: functionName,
        text: `/** ${name} */\n${text}`,
        uses: used,
        imported: usedIn(text, file.imported),
        texts: file.texts,
        ...(structure ? { structure } : {}),
      };
      this.order.push(helper);
      return helper;
    };
    if (form === 'text') {
      const written = this.write(source, root, [], (body, scope) => body.text(source.body, scope));
      return finish(written.result, ': string', written);
    }
    const items = layOut(source, this.beginsLine);
    const written = this.write(source, root, [], (body, scope) => body.lines(items, scope));
    const { kind, canBeEmpty, lines } = written.result;
    return finish(lines, '', written, { kind, canBeEmpty });
  }
}

/** Statements of functions. */
class TemplateBody {
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
    if (parts.length > 1)
      return [
        ...statements,
        ...returned(
          group(
            '[',
            ']',
            parts.map((part) => this.document(part, inner)),
          ),
        ),
      ];
    if (
      only!.length === 1 &&
      only![0]!.kind === 'control' &&
      only![0]!.node.kind !== NodeKind.Range &&
      only![0]!.else === null
    ) {
      const { node, then } = only![0]!;
      const { test, scope: within } = this.emitter.enter(node, inner);
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
      at = this.constant(node as ActionNode, at, statements);
    }
    const rest = nodes.slice(from);
    const [only] = rest;
    if (rest.length === 1 && (only!.kind === NodeKind.If || only!.kind === NodeKind.With)) {
      const branch = only as BranchNode;
      const { test, scope: inner } = this.emitter.enter(branch, at);
      const then = this.text(branch.list, inner);
      const otherwise = branch.elseList ? this.text(branch.elseList, at) : ["return '';"];
      if (then.length === 1) return [...statements, `if (${test!.code}) ${then[0]}`, ...otherwise];
      return [...statements, `if (${test!.code}) {`, ...then.map((line) => `  ${line}`), '}', ...otherwise];
    }
    return [...statements, `return ${this.emitter.text(rest, at).code};`];
  }

  private constant({ pipe }: ActionNode, scope: Scope, statements: string[]): Scope {
    const value = this.expressions.pipe(pipe, scope);
    // What has no code of its own stands where it is used.
    if (value.yaml || /^[\w.]+$/.test(value.code))
      return { ...scope, variables: this.expressions.declared(pipe, [value], scope) };
    const variable = Buffer.from(pipe.decl[0]!.ident[0]!).toString().slice(1);
    const name = this.file.unique(variable);
    statements.push(`const ${name} = ${value.code};`);
    const kept = unbound(value, name);
    return { ...scope, variables: this.expressions.declared(pipe, [kept], scope) };
  }

  /** Variables at the beginning become constants. */
  private constants(
    items: readonly Item[],
    scope: Scope,
  ): { statements: string[]; rest: readonly Item[]; scope: Scope } {
    const statements: string[] = [];
    let at = scope;
    let from = 0;
    for (; from < items.length; from++) {
      const item = items[from]!;
      if (item.kind === 'blank') continue;
      if (item.kind !== 'variables') break;
      at = this.constant({ pipe: item.pipe } as ActionNode, at, statements);
    }
    return { statements, rest: items.slice(from), scope: at };
  }

  /** Splits a template at its separators. A condition that brings its own separators along stands for itself. */
  private documents(items: readonly Item[]): Item[][] {
    const documents: Item[][] = [[]];
    let closed: Item | undefined;
    for (const item of items) {
      if (isSeparator(item)) {
        documents.push([]);
        closed = undefined;
      } else if (item.kind === 'control' && holdsSeparator(item)) {
        const isApart = closed !== undefined || !documents[documents.length - 1]!.some(isPrinted);
        if (!isApart && !startsWithSeparator(item)) {
          throw obstacle(this.source, item.pos, 'a document that goes on in a condition, which begins another');
        }
        documents.push([item], []);
        closed = item;
      } else if (isPrinted(item) && closed && !endsWithSeparator(closed)) {
        throw obstacle(this.source, item.pos, 'a document that begins in a condition and goes on behind it');
      } else documents[documents.length - 1]!.push(item);
    }
    return documents.filter((document) => document.some(isPrinted));
  }

  private document(items: readonly Item[], scope: Scope): Code {
    const variables = items.filter(({ kind }) => kind === 'variables');
    const printed = items.filter(isPrinted);
    const [only] = printed;
    if (printed.length === 1 && only!.kind === 'control') {
      return this.controlled(only!, this.emitter.variables(variables, scope));
    }
    const { code, kind } = this.emitter.items(items, scope);
    if (kind !== 'mapping' && kind !== 'hole' && kind !== 'scope') {
      throw obstacle(this.source, only!.pos, 'this is no object');
    }
    return code;
  }

  private controlled(item: Extract<Item, { kind: 'control' }>, scope: Scope): Code {
    const { test, over, scope: inner } = this.emitter.enter(item.node, scope);
    const all = (branch: readonly Item[], at: Scope): Code => {
      const documents = this.documents(branch).map((document) => this.document(document, at));
      return documents.length === 0 ? 'null' : documents.length === 1 ? documents[0]! : group('[', ']', documents);
    };
    if (test)
      return {
        kind: 'choice',
        test: tight(test, OR),
        then: all(item.then, inner),
        else: item.else ? all(item.else, scope) : 'null',
      };
    if (item.else) throw obstacle(this.source, item.pos, 'a range with an else');
    const code = all(item.then, inner);
    const isObject = typeof code === 'object' && 'kind' in code && code.kind === 'group' && code.open === '{';
    return [`${over!.code}.map(${over!.parameters} => `, ...(isObject ? ['(', code, ')'] : [code]), ')'];
  }
}

const isSeparator = (item: Item) =>
  item.kind === 'line' &&
  item.indent === 0 &&
  item.segments.length === 1 &&
  item.segments[0]!.kind === 'text' &&
  /^---(?:\s|$)/.test(item.segments[0]!.text);

const isPrinted = ({ kind }: Item) => kind !== 'variables' && kind !== 'comment' && kind !== 'blank';

const branchesOf = (item: Item) => (item.kind === 'control' ? [item.then, ...(item.else ? [item.else] : [])] : []);

/** Does each branch that prints something print a separator first? */
function startsWithSeparator(item: Item): boolean {
  return branchesOf(item).every((branch) => {
    const first = branch.find(isPrinted);
    return first === undefined || isSeparator(first) || (first.kind === 'control' && startsWithSeparator(first));
  });
}

/** Or last? Where nothing is printed the document before it would go on. */
function endsWithSeparator(item: Item): boolean {
  return branchesOf(item).every((branch) => {
    const last = branch.findLast(isPrinted);
    return last !== undefined && isSeparator(last);
  });
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
  if (typeof code === 'object' && 'kind' in code && code.kind === 'choice')
    return code.else === 'null' ? { ...code, else: nothing } : code;
  if (Array.isArray(code) && code.length === 3 && code[0] === 'orNull(') return code[1] as Code;
  return code;
}

function returned(code: Code): string[] {
  return `return ${print(code, '', 9)};`.split('\n');
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => (line === '' ? '\n' : `  ${line}\n`)).join('');
}

/** `chart.values` under a name of its own, as a person would have it. */
function withParts(text: string): string {
  const parts = ['values', 'release'].filter((part) => new RegExp(`\\bchart\\.${part}\\.`).test(text));
  if (parts.length === 0) return text;
  const head = text.indexOf('{\n', text.indexOf(') {') >= 0 ? text.indexOf(') {') : text.indexOf(': string {')) + 2;
  const body = parts.reduce(
    (at, part) =>
      at
        .replace(new RegExp(`\\bchart\\.${part}\\.`, 'g'), `${part}.`)
        .replace(new RegExp(`\\bchart\\.${part}\\b`, 'g'), part),
    text.slice(head),
  );
  return `${text.slice(0, head)}  const { ${parts.join(', ')} } = chart;\n${body}`;
}

/** Names that a text calls: what an expression was first may have become something shorter. */
function usedIn(text: string, names: ReadonlySet<string>): Set<string> {
  return new Set([...names].filter((name) => new RegExp(`(?:^|\\.\\.\\.|[^.\\w])${name}[(\`]`, 'm').test(text)));
}

function imports(names: ReadonlySet<string>): string {
  return names.size === 0 ? '' : importLine([...names].sort(), '@mistletoe-dev/sdk/chart');
}

export function importLine(names: readonly string[], from: string): string {
  const line = `import { ${names.join(', ')} } from ${textLiteral(from)};\n`;
  return line.length <= 120
    ? line
    : `import {\n${names.map((name) => `  ${name},\n`).join('')}} from ${textLiteral(from)};\n`;
}

/** `web.selectorLabels` is selectorLabels, `common.names.fullname` namesFullname. */
function helperName(name: string): string {
  const rest = name.replace(/^[^.]*\./, '');
  return camelCase(rest === '' ? name : rest);
}

function camelCase(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words
    .map((word, i) => (i === 0 ? word[0]!.toLowerCase() + word.slice(1) : word[0]!.toUpperCase() + word.slice(1)))
    .join('');
  return /^[A-Za-z]/.test(joined) ? joined : `x${joined}`;
}
