// What a chart's templates do with `.Values`: which paths they read, which of them they test, and what else they draw on. The
// IR is walked from the files that helm renders, through includes, with an idea of what each variable holds. It is an
// approximation: what it cannot follow it takes as read as a whole, so that it accuses nobody of an unread value.

import { byteText } from '#system/bytes';
import { utf8Text } from '../../gostd/bytes';
import type { Profile } from '../../language/profiles';
import type { Expression, Statement, Template, Unit } from '../ir/ir';
import { blocksOf, childrenOf, expressionsOf } from '../ir/visit';
import { trimSpace } from '../../gostd/strings';
import { functionsByName } from '../../language/functions';
import type { YamlValue } from '../../runtime/bindings/values';
import type { Chart } from '../chart/load';
import type { TemplatePlace } from './place';
import { type ChartUnits, readUnits } from './units';

/** One path below `.Values` of the root chart; `*` is any key or index. */
export interface Read {
  path: string[];
  /** its truth or emptiness decides something */
  tested: boolean;
  /** it is used as a whole, whatever it holds */
  whole: boolean;
  /** where it is read first */
  place: TemplatePlace;
  /** texts it is compared with */
  literals: string[];
}

/** Something that a template draws from outside: randomness, the clock, the cluster. */
export interface Draw {
  function: string;
  what: 'entropy' | 'clock' | 'cluster';
  place: TemplatePlace;
}

/** What is known about a chart's templates. */
export interface Analysis {
  reads: Read[];
  /** `all`: the clock too, other than for certificates */
  draws: 'nothing' | 'entropy' | 'all';
  drawn: Draw[];
  /** values as the charts name them: the root's over its subcharts' */
  values: YamlValue;
  /** values.yaml of the root chart alone */
  ownValues: YamlValue;
  /** paths below which subcharts have their values */
  prefixes: string[][];
  units: ChartUnits;
}

/** Analyses the chart at a path. Throws ChartError where it cannot be loaded. */
export function analyseChart(path: string, helm: Profile): Analysis {
  return analyseUnits(readUnits(path, helm));
}

/** Analyses templates that were read. */
export function analyseUnits(units: ChartUnits): Analysis {
  forgetKeys();
  const prefixes = chartPrefixes(units);
  const walk = new Walk(units, prefixes);
  walk.run();
  const values = mergedValues(units, prefixes);
  walk.readTexts(values);
  for (const dependency of units.chart.dependencies) {
    for (const condition of dependency.condition.split(',')) {
      const path = trimSpace(condition);
      if (path !== '') walk.readByHelm(path.split('.'));
    }
    for (const tag of dependency.tags) walk.readByHelm(['tags', tag]);
    for (const item of dependency.importValues) {
      const child = typeof item === 'string' ? `exports.${item}` : (item as { child?: unknown })?.child;
      if (typeof child === 'string') walk.readByHelm([dependency.alias || dependency.name, ...child.split('.')], true);
    }
  }
  const drawn = [...walk.drawn.values()];
  // What draws both is random anyway, whatever the time.
  const clock = drawn.some(
    ({ what, function: name }) => what === 'clock' && functionsByName.get(name)?.draws === 'clock',
  );
  const entropy = drawn.some(({ what }) => what === 'entropy');
  return {
    reads: [...walk.reads.values()].sort((a, b) => compare(a.path.join('\0'), b.path.join('\0'))),
    draws: clock ? 'all' : entropy ? 'entropy' : 'nothing',
    drawn,
    values,
    ownValues: defaultsOf(units.chart),
    prefixes,
    units,
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The values path of every placed chart: names of charts on the way to it. */
function chartPrefixes({ layout }: ChartUnits): string[][] {
  const prefixes: string[][] = [];
  const visit = (number: number, prefix: string[]) => {
    prefixes[number] = prefix;
    for (const child of layout.charts[number].children) visit(child, [...prefix, layout.charts[child].name]);
  };
  visit(0, []);
  return prefixes;
}

/** What a chart's values.yaml says. Who analyses a chart has not laid its values out for the renderer. */
function defaultsOf({ defaults }: Chart): YamlValue {
  if (!(defaults instanceof Map)) throw new Error('the values of the chart were laid out');
  return defaults;
}

function mergedValues({ layout }: ChartUnits, prefixes: readonly string[][]): YamlValue {
  let merged: YamlValue = new Map();
  for (let i = layout.charts.length - 1; i >= 0; i--) {
    let value = defaultsOf(layout.charts[i].chart);
    for (const name of [...(prefixes[i] ?? [])].reverse()) value = new Map([[name, value]]);
    merged = overlay(merged, value);
  }
  return merged;
}

/** Values over others, as helm merges values files; a null is kept as it is. */
export function overlay(below: YamlValue, above: YamlValue): YamlValue {
  if (!(below instanceof Map) || !(above instanceof Map)) return above;
  const result = new Map(below);
  for (const [key, value] of above) result.set(key, result.has(key) ? overlay(result.get(key)!, value) : value);
  return result;
}

/** What an expression may be; several at once where branches meet. None: something that is no value of the user's. */
type Abstract = Atom[];

type Atom =
  | { kind: 'root'; chart: number }
  | { kind: 'subcharts'; chart: number }
  | { kind: 'values'; path: string[]; place: TemplatePlace }
  | { kind: 'dict'; entries: Map<string, Abstract> }
  | { kind: 'list'; items: Abstract }
  | { kind: 'text'; value: string };

const MAX_ATOMS = 24;
const MAX_DEPTH = 60;
const MAX_CALLS = 40_000;
const MAX_PATH = 24;

function join(...parts: Abstract[]): Abstract {
  const filled = parts.filter((part) => part.length > 0);
  if (filled.length === 0) return [];
  if (filled.length === 1 && filled[0].length === 1) return filled[0];
  const known = new Map<string, Atom>();
  for (const part of filled) for (const atom of part) if (known.size < MAX_ATOMS) known.set(keyOf(atom), atom);
  return [...known.values()];
}

/** Keys as `keyOf` gave them, an entry a depth; forgotten when a dict changes. */
let keysOfAtoms = new WeakMap<Atom, string[]>();
/** Long keys and the short ones that stand for them: keys of nested parts would grow exponentially. */
let shortKeys = new Map<string, string>();

function forgetKeys(): void {
  keysOfAtoms = new WeakMap();
  shortKeys = new Map();
}

function keyOf(atom: Atom, depth = 0): string {
  if (atom.kind === 'root' || atom.kind === 'subcharts') return `${atom.kind}${atom.chart}`;
  if (atom.kind === 'values') return `.${atom.path.join('\0')}`;
  if (atom.kind === 'text') return `"${atom.value.slice(0, 80)}`;
  if (depth > 3) return atom.kind === 'list' ? '[]' : '{}';
  let known = keysOfAtoms.get(atom);
  if (known?.[depth] !== undefined) return known[depth];
  let key =
    atom.kind === 'list'
      ? `[${keyOfAll(atom.items, depth)}]`
      : `{${[...atom.entries]
          .map(([name, value]) => `${name}:${keyOfAll(value, depth)}`)
          .sort()
          .join()}}`;
  if (key.length > 100) {
    const long = key;
    key = shortKeys.get(long) ?? `#${shortKeys.size}`;
    shortKeys.set(long, key);
  }
  if (!known) {
    known = [];
    keysOfAtoms.set(atom, known);
  }
  known[depth] = key;
  return key;
}

function keyOfAll(value: Abstract, depth: number): string {
  return value
    .map((atom) => keyOf(atom, depth + 1))
    .sort()
    .join('|');
}

class Walk {
  readonly reads = new Map<string, Read>();
  readonly drawn = new Map<string, Draw>();
  private readonly definitions = new Map<string, { unit: Unit; template: Template }>();
  private readonly seen = new Set<string>();
  private readonly prefixKeys: Set<string>;
  private usedWhole = new WeakSet<Atom>();
  private callsTpl = false;
  private calls = 0;
  private depth = 0;
  private unit!: Unit;
  private path = '';
  private locals: Abstract[] = [];

  constructor(
    private readonly chart: ChartUnits,
    private readonly prefixes: readonly string[][],
  ) {
    this.prefixKeys = new Set(prefixes.map((prefix) => prefix.join('\0')));
    // Helm parses the deepest files first, and a later definition replaces an earlier one.
    for (const unit of chart.units) {
      if (!unit) continue;
      this.definitions.set(unit.path, { unit, template: unit.main });
      for (const template of unit.definitions) {
        if (!template.isEmpty) this.definitions.set(byteText(template.name!), { unit, template });
      }
    }
  }

  run(): void {
    for (const [i, file] of this.chart.layout.files.entries()) {
      const unit = this.chart.units[i];
      if (!unit || file.partial) continue;
      this.call(unit, unit.main, [{ kind: 'root', chart: file.chart }]);
    }
  }

  /** Texts of the IR, most of which are met many times: a template is walked for each kind of data that it is given. */
  private readonly knownTexts = new Map<Uint8Array, string>();

  private textOf(bytes: Uint8Array): string {
    let text = this.knownTexts.get(bytes);
    if (text === undefined) {
      text = utf8Text(bytes);
      this.knownTexts.set(bytes, text);
    }
    return text;
  }

  /** A path that Helm reads itself. */
  readByHelm(path: string[], whole = false): void {
    this.record(path, { template: 'Chart.yaml', line: 0 }, whole ? 'whole' : 'test');
  }

  private call(unit: Unit, template: Template, data: Abstract): void {
    const key = `${unit.path}\0${template.name ? byteText(template.name) : ''}\0${data
      .map((atom) => keyOf(atom))
      .sort()
      .join('&')}`;
    if (this.seen.has(key) || this.depth > MAX_DEPTH || this.calls++ > MAX_CALLS) return;
    this.seen.add(key);
    const outer = { unit: this.unit, path: this.path, locals: this.locals };
    this.unit = unit;
    this.path = unit.path;
    this.locals = [data];
    this.depth++;
    this.statements(template.body);
    this.depth--;
    Object.assign(this, outer);
  }

  private include(name: string, data: Abstract): void {
    const found = this.definitions.get(name);
    if (found) this.call(found.unit, found.template, data);
    else this.use(data, 'whole');
  }

  private statements(list: readonly Statement[]): void {
    for (const statement of list) this.statement(statement);
  }

  private statement(s: Statement): void {
    switch (s.op) {
      case 'print':
      case 'printYamlIndented':
        this.use(this.evaluate(s.value), 'whole');
        return;
      case 'printInclude':
      case 'printIncludeIndented':
      case 'template':
        this.include(byteText(s.name), this.evaluate(s.data));
        return;
      case 'evaluate':
        this.evaluate(s.value);
        return;
      case 'if':
        this.use(this.evaluate(s.condition), 'test');
        this.statements(s.then);
        this.statements(s.else);
        return;
      case 'range': {
        const value = this.evaluate(s.value);
        this.use(value, 'test');
        this.set(s.item, this.items(value));
        if (s.key !== null) this.set(s.key, []);
        // The keys of a mapping are used by whoever names them.
        if (s.key !== null && usesLocal(s.body, s.key)) this.use(this.items(value), 'test');
        this.statements(s.body);
        this.statements(s.empty);
        return;
      }
    }
  }

  private set(local: number, value: Abstract): void {
    this.locals[local] = join(this.locals[local] ?? [], value);
  }

  private place(position: number): TemplatePlace {
    const line = this.unit.positions[position]?.line ?? 0;
    return { template: this.path, line };
  }

  private field(value: Abstract, name: string, place: TemplatePlace): Abstract {
    return join(
      ...value.map((atom): Abstract => {
        switch (atom.kind) {
          case 'root':
            if (name === 'Values') return [{ kind: 'values', path: this.prefixes[atom.chart] ?? [], place }];
            return name === 'Subcharts' ? [{ kind: 'subcharts', chart: atom.chart }] : [];
          case 'subcharts': {
            const { charts } = this.chart.layout;
            const child = charts[atom.chart].children.find((number) => charts[number].name === name);
            return child === undefined ? [] : [{ kind: 'root', chart: child }];
          }
          case 'values': {
            const isGlobal = name === 'global' && this.prefixKeys.has(atom.path.join('\0'));
            if (atom.path.length > MAX_PATH) return [atom];
            return [{ kind: 'values', path: isGlobal ? ['global'] : [...atom.path, name], place }];
          }
          case 'dict':
            return join(atom.entries.get(name) ?? [], atom.entries.get('*') ?? []);
          case 'list':
            return atom.items;
          case 'text':
            return [];
        }
      }),
    );
  }

  private items(value: Abstract): Abstract {
    return join(
      ...value.map((atom): Abstract => {
        if (atom.kind === 'values') return [{ ...atom, path: [...atom.path, '*'] }];
        if (atom.kind === 'dict') return join(...atom.entries.values());
        return atom.kind === 'list' ? atom.items : [];
      }),
    );
  }

  private record(path: string[], place: TemplatePlace, how: 'test' | 'whole', literals: readonly string[] = []): void {
    const key = path.join('\0');
    let read = this.reads.get(key);
    if (!read) {
      read = { path, tested: false, whole: false, place, literals: [] };
      this.reads.set(key, read);
    }
    if (how === 'test') read.tested = true;
    else read.whole = true;
    for (const literal of literals) if (!read.literals.includes(literal)) read.literals.push(literal);
  }

  private use(value: Abstract, how: 'test' | 'whole', literals: readonly string[] = []): void {
    for (const atom of value) if (atom.kind === 'values') this.record(atom.path, atom.place, how, literals);
    if (how === 'whole') this.useParts(value);
  }

  /** What dicts and lists hold. They share parts, and may hold themselves: each is looked at once, as long as no dict changes. */
  private useParts(value: Abstract): void {
    for (const atom of value) {
      if (atom.kind !== 'dict' && atom.kind !== 'list') continue;
      if (this.usedWhole.has(atom)) continue;
      this.usedWhole.add(atom);
      for (const part of atom.kind === 'dict' ? atom.entries.values() : [atom.items]) {
        for (const item of part) if (item.kind === 'values') this.record(item.path, item.place, 'whole', []);
        this.useParts(part);
      }
    }
  }

  /** Data that goes where it cannot be followed: all values of its chart may be read there. */
  private useRoots(value: Abstract): void {
    for (const atom of value) {
      if (atom.kind === 'root') {
        this.record(this.prefixes[atom.chart] ?? [], { template: this.path, line: 0 }, 'whole');
      } else this.use([atom], 'whole');
    }
  }

  /** What texts for `tpl` read, by their looks: values and files may hold templates. */
  readTexts(values: YamlValue): void {
    if (!this.callsTpl) return;
    const text = (content: string, prefix: readonly string[], place: TemplatePlace) => {
      if (!content.includes('{{')) return;
      for (const match of content.matchAll(/\.Values((?:\.[A-Za-z_]\w*)+)/g)) {
        const names = match[1].slice(1).split('.');
        this.record(names[0] === 'global' ? names : [...prefix, ...names], place, 'whole');
      }
    };
    const visit = (value: YamlValue) => {
      if (typeof value === 'string') {
        for (const prefix of this.prefixes) if (prefix) text(value, prefix, { template: 'values.yaml', line: 0 });
      } else if (Array.isArray(value)) value.forEach(visit);
      else if (value instanceof Map) [...value.values()].forEach(visit);
    };
    visit(values);
    for (const [i, { chart, path }] of this.chart.layout.charts.entries()) {
      for (const file of chart.files) {
        if (file.data.length < 256 * 1024 && !/^ci\/|^values|\.md$/.test(file.name)) {
          text(byteText(file.data), this.prefixes[i] ?? [], { template: `${path}/${file.name}`, line: 0 });
        }
      }
    }
  }

  private evaluate(e: Expression): Abstract {
    switch (e.op) {
      case 'constant':
        return e.constant.type === 'string' ? [{ kind: 'text', value: this.textOf(e.constant.value) }] : [];
      case 'local':
        return this.locals[e.local] ?? [];
      case 'assign': {
        const value = this.evaluate(e.value);
        this.set(e.local, value);
        return value;
      }
      case 'field': {
        const place = this.place(e.position);
        return e.names.reduce((value, name) => this.field(value, this.textOf(name), place), this.evaluate(e.receiver));
      }
      case 'invoke':
        for (const argument of e.arguments) this.use(this.evaluate(argument), 'whole');
        this.use(this.evaluate(e.receiver), 'whole');
        return [];
      case 'include':
        this.include(byteText(e.name), this.evaluate(e.data));
        return [];
      case 'validate':
        return this.evaluate(e.value);
      case 'sequence':
        this.evaluate(e.first);
        return this.evaluate(e.second);
      case 'and':
      case 'or': {
        const values = e.arguments.map((argument) => this.evaluate(argument));
        for (const value of values) this.use(value, 'test');
        return join(...values);
      }
      case 'choose':
        this.use(this.evaluate(e.condition), 'test');
        return join(this.evaluate(e.whenTrue), this.evaluate(e.whenFalse));
      case 'raise':
        for (const argument of e.before) this.use(this.evaluate(argument), 'whole');
        return [];
      case 'call':
        return this.function(e);
    }
  }

  private function(e: Extract<Expression, { op: 'call' }>): Abstract {
    const { name, draws, asks, flow } = e.function;
    const place = this.place(e.position);
    const args = e.arguments.map((argument) => this.evaluate(argument));
    if (draws) {
      for (const what of draws === 'both' ? (['entropy', 'clock'] as const) : [draws]) this.draw(name, what, place);
    }
    if (asks) this.draw(name, asks, place);

    const texts = (value: Abstract | undefined) =>
      (value ?? []).flatMap((atom) => (atom.kind === 'text' ? [atom.value] : []));
    const step = (value: Abstract, key: Abstract): Abstract => {
      const names = texts(key);
      if (names.length === 0) {
        this.use(key, 'whole');
        return this.items(value);
      }
      return join(...names.map((one) => this.field(value, one, place)));
    };
    switch (flow) {
      case 'test':
        for (const value of args) this.use(value, 'test');
        return [];
      case 'comparison': {
        const literals = args.flatMap(texts);
        for (const value of args) this.use(value, 'test', literals);
        return [];
      }
      case 'key test':
        this.use(step(args[0], args[1]), 'test');
        return [];
      case 'key':
        return step(args[0], args[1]);
      case 'keys':
        return args.slice(1).reduce(step, args[0]);
      case 'dig': {
        const value = args.slice(0, -2).reduce((at, key) => step(at, key), args[args.length - 1]);
        this.use(value, 'test');
        return join(value, args[args.length - 2]);
      }
      case 'pluck':
        return [{ kind: 'list', items: join(...args.slice(1).map((value) => step(value, args[0]))) }];
      case 'pick':
        return join(
          ...args
            .slice(1)
            .map((key) =>
              texts(key).map(
                (one): Atom => ({ kind: 'dict', entries: new Map([[one, this.field(args[0], one, place)]]) }),
              ),
            ),
        );
      case 'dict': {
        const entries = new Map<string, Abstract>();
        for (let i = 0; i + 1 < args.length; i += 2) {
          const keys = texts(args[i]);
          for (const key of keys.length > 0 ? keys : ['*']) entries.set(key, join(entries.get(key) ?? [], args[i + 1]));
        }
        return [{ kind: 'dict', entries }];
      }
      case 'set': {
        const keys = texts(args[1]);
        let kept = false;
        for (const atom of args[0]) {
          if (atom.kind !== 'dict') continue;
          kept = true;
          for (const key of keys.length > 0 ? keys : ['*']) {
            atom.entries.set(key, join(atom.entries.get(key) ?? [], args[2]));
            keysOfAtoms = new WeakMap();
            this.usedWhole = new WeakSet();
          }
        }
        if (!kept) this.use(args[2], 'whole');
        return args[0];
      }
      case 'list':
        return [{ kind: 'list', items: join(...args) }];
      case 'items list':
        return [{ kind: 'list', items: join(...args.map((value) => this.items(value))) }];
      case 'include':
        for (const one of texts(args[0])) this.include(one, args[1]);
        if (texts(args[0]).length === 0) this.useRoots(args[1]);
        this.use(args[0], 'whole');
        return [];
      case 'text':
        this.callsTpl = true;
        this.use(args[0], 'whole');
        return [];
      case 'items':
        return join(...args.map((value) => this.items(value)));
      case 'through':
        for (const value of args) this.use(value, 'test');
        return join(...args);
      case undefined:
        for (const value of args) this.use(value, 'whole');
        return [];
    }
  }

  private draw(name: string, what: Draw['what'], place: TemplatePlace): void {
    const key = `${name}\0${what}\0${place.template}\0${place.line}`;
    if (!this.drawn.has(key)) this.drawn.set(key, { function: name, what, place });
  }
}

/** Does a body mention a local other than by declaring it? */
function usesLocal(body: readonly Statement[], local: number): boolean {
  const uses = (e: Expression): boolean => (e.op === 'local' ? e.local === local : childrenOf(e).some(uses));
  return body.some((s) => expressionsOf(s).some(uses) || blocksOf(s).some((block) => usesLocal(block, local)));
}

/** The value at a path; undefined where there is none. */
export function valueAt(values: YamlValue, path: readonly string[]): YamlValue | undefined {
  let value: YamlValue | undefined = values;
  for (const key of path) {
    if (!(value instanceof Map) || !value.has(key)) return undefined;
    value = value.get(key);
  }
  return value;
}
