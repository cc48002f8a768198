// Passes over the IR of one unit: what common shapes of templates can be done cheaper. Each keeps output, effects and errors,
// their order included.

import { fold, truthOf } from './fold';
import type { Expression, Statement, Template, Unit } from '../ir/ir';
import { parameterOf, resultType } from '../lower/go-template';
import { childrenOf, mapChildren, visit } from '../ir/visit';
import { writers } from './writers';

/** Runs all passes over a unit, in place. */
export function runPasses(unit: Unit): void {
  for (const template of [unit.main, ...unit.definitions]) template.body = new Pass(template).statements(template.body);
}

const utf8 = new TextEncoder();

/** Functions that make a new value and cannot fail: when they are called makes no difference. */
const makers = new Set(['list', 'tuple', 'dict']);

/** Functions that cannot fail, change nothing, and depend on nothing but their arguments: none need be called in vain. */
const calm = new Set([...makers, 'toYaml', 'toJson', 'toPrettyJson', 'toString', 'quote', 'squote', 'print', 'printf']);

class Pass {
  /** How often each local is set and read. */
  private readonly uses = new Map<number, { set: number; read: number }>();

  constructor(private readonly template: Template) {
    visit(template, {
      expression: (e) => {
        if (e.op === 'assign') this.use(e.local).set++;
        if (e.op === 'local') this.use(e.local).read++;
        if ('isInterface' in e && typeof e.isInterface === 'object') this.use(e.isInterface.local).read++;
      },
      statement: (s) => {
        if (s.op !== 'range') return;
        for (const local of [s.key, s.item, s.itemFlag]) if (local !== null) this.use(local).set++;
      },
    });
  }

  private use(local: number): { set: number; read: number } {
    let use = this.uses.get(local);
    if (!use) {
      use = { set: 0, read: 0 };
      this.uses.set(local, use);
    }
    return use;
  }

  statements(list: Statement[]): Statement[] {
    const out: Statement[] = [];
    for (const statement of list) {
      for (const s of this.statement(statement)) {
        const last = out[out.length - 1];
        // Texts that stand side by side (around a comment, say) become one.
        if (s.op === 'text' && last?.op === 'text') {
          const bytes = new Uint8Array(last.bytes.length + s.bytes.length);
          bytes.set(last.bytes);
          bytes.set(s.bytes, last.bytes.length);
          out[out.length - 1] = { op: 'text', bytes };
        } else {
          out.push(s);
        }
      }
    }
    return out;
  }

  private statement(s: Statement): Statement[] {
    switch (s.op) {
      case 'text':
      case 'break':
      case 'continue':
        return [s];
      case 'print':
        return print({ ...s, value: this.expression(s.value) });
      case 'printYamlIndented':
      case 'evaluate':
        return [{ ...s, value: this.expression(s.value) }];
      case 'printInclude':
      case 'printIncludeIndented':
      case 'template':
        return [{ ...s, data: this.expression(s.data) }];
      case 'write':
        return [{ ...s, arguments: s.arguments.map((e) => this.expression(e)) }];
      case 'if':
        return this.branch(s);
      case 'range':
        return [
          { ...s, value: this.expression(s.value), body: this.statements(s.body), empty: this.statements(s.empty) },
        ];
    }
  }

  /** A branch on a constant is the list that it takes. */
  private branch(s: Extract<Statement, { op: 'if' }>): Statement[] {
    const condition = this.expression(s.condition);
    const decider = condition.op === 'assign' ? condition.value : condition;
    const truth = truthOf(decider);
    if (truth === null) {
      return [{ ...s, condition, then: this.statements(s.then), else: this.statements(s.else) }];
    }
    const taken = this.statements(truth ? s.then : s.else);
    return condition.op === 'assign' ? [{ op: 'evaluate', value: condition }, ...taken] : taken;
  }

  private expression(e: Expression): Expression {
    const direct = e.op === 'call' ? this.withoutTemporary(e) : e;
    const simple = mapChildren(direct, (child) => this.expression(child));
    if (simple.op === 'validate' && resultType(simple.value) === simple.parameter) return simple.value;
    const folded = fold(simple);
    return folded.op === 'call' && folded.function.name === 'ternary' ? this.choose(folded) : folded;
  }

  /**
   * `ternary (toYaml x) y condition` evaluates x, y and the condition, and then only what it gives: vendors' libraries do so with
   * every value that users may set. Nothing that is evaluated may change what a call made later looks at.
   */
  private choose(e: Extract<Expression, { op: 'call' }>): Expression {
    const [first, second, condition] = e.arguments;
    const before = first.op === 'sequence' ? [first.first] : [];
    const choices = [first.op === 'sequence' ? first.second : first, second];
    if (!choices.some(isCalm) || ![...choices, condition].every(isHarmless)) return e;
    const [whenTrue, whenFalse] = choices.map((choice) => this.later(choice, before));
    return before.reduceRight<Expression>((rest, step) => ({ op: 'sequence', first: step, second: rest }), {
      op: 'choose',
      condition,
      whenTrue,
      whenFalse,
    });
  }

  /** What can be evaluated later than the steps: what cannot becomes a step, into a local. */
  private later(e: Expression, steps: Expression[]): Expression {
    if (e.op === 'constant') return e;
    if (isCalm(e)) return { ...e, arguments: e.arguments.map((argument) => this.later(argument, steps)) };
    const local = this.template.locals++;
    steps.push({ op: 'assign', local, value: e });
    return { op: 'local', local };
  }

  /**
   * A piped value is evaluated before the other arguments, into a local of its own: `f (then (set %1 x) a) %1`. Where the
   * other arguments are such that their time makes no difference, it takes its place at the end: `f a x`.
   */
  private withoutTemporary(e: Extract<Expression, { op: 'call' }>): Expression {
    const [first] = e.arguments;
    if (first?.op !== 'sequence' || first.first.op !== 'assign' || e.arguments.length < 2) return e;
    const { local, value } = first.first;
    const use = this.uses.get(local);
    if (use?.set !== 1 || use.read !== 1) return e;
    const last = e.arguments[e.arguments.length - 1];
    const read = last.op === 'validate' ? last.value : last;
    if (read.op !== 'local' || read.local !== local) return e;
    const others = [first.second, ...e.arguments.slice(1, -1)];
    if (!others.every(isTimeless)) return e;
    return { ...e, arguments: [...others, last.op === 'validate' ? { ...last, value } : value] };
  }
}

/** Constants, and new values made of nothing else. */
function isTimeless(e: Expression): boolean {
  return e.op === 'constant' || (e.op === 'call' && makers.has(e.function.name) && e.arguments.every(isTimeless));
}

/** A call that can be made later or not at all: its arguments may be of any type once they are in locals, or are constants. */
function isCalm(e: Expression): e is Extract<Expression, { op: 'call' }> {
  if (e.op !== 'call' || !calm.has(e.function.name)) return false;
  return e.arguments.every((argument, i) => argument.op === 'constant' || parameterOf(e.function, i) === 'any');
}

/** Does evaluating change nothing? It may fail. */
function isHarmless(e: Expression): boolean {
  switch (e.op) {
    case 'constant':
    case 'local':
      return true;
    case 'and':
    case 'or':
      return !e.moves && childrenOf(e).every(isHarmless);
    case 'field':
    case 'validate':
      return childrenOf(e).every(isHarmless);
    case 'call':
      return (e.function.result === 'bool' || calm.has(e.function.name)) && e.arguments.every(isHarmless);
    default:
      return false;
  }
}

/** Prints that need no string of their own: constants, includes, indented YAML, and functions that write. */
function print(s: Extract<Statement, { op: 'print' }>): Statement[] {
  const { value } = s;
  if (value.op === 'constant') {
    const text = printed(value);
    if (text !== null) return text.length ? [{ op: 'text', bytes: text }] : [];
  }
  if (value.op === 'include') {
    return [{ op: 'printInclude', name: value.name, data: value.data, position: value.position }];
  }
  if (value.op !== 'call') return [s];
  const { name } = value.function;
  if (name === 'nindent' || name === 'indent') {
    const [width, text] = value.arguments;
    const spaces = width.op === 'constant' && width.constant.type === 'int' ? Number(width.constant.value) : -1;
    if (spaces >= 0 && spaces <= 1024) {
      const newline = name === 'nindent';
      if (text.op === 'include') {
        const { name, data, position } = text;
        return [{ op: 'printIncludeIndented', name, data, spaces, newline, position }];
      }
      if (text.op === 'call' && text.function.name === 'toYaml') {
        return [{ op: 'printYamlIndented', value: text.arguments[0], spaces, newline }];
      }
    }
  }
  if (!writers.has(name)) return [s];
  return [{ op: 'write', function: value.function, arguments: value.arguments, position: value.position }];
}

/** What a constant prints, where that is plain. */
function printed(e: Extract<Expression, { op: 'constant' }>): Uint8Array | null {
  switch (e.constant.type) {
    case 'string':
      return e.constant.value;
    case 'bool':
    case 'int':
      return utf8.encode(String(e.constant.value));
    default:
      return null;
  }
}
