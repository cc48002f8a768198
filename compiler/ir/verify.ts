// Checks that a unit is well-formed: what emission relies on and cannot see for itself. A unit that fails was made by a bug in
// a front end or a pass; no template that a user can write may fail here.

import { byteText } from '#system/bytes';
import type { TemplateFunction } from '../../language/functions';
import { isKnownFunction } from '../../language/handlebars/functions';
import type { Constant, Expression, InterfaceFlag, Statement, Template, Unit } from './ir';
import { fixedParameters, isVariadic, parameterOf } from '../../language/signatures';
import { resultType } from './types';
import { childrenOf } from './visit';

/** Throws an Error that names the template and the operation where the unit is malformed. */
export function verifyUnit(unit: Unit): void {
  const fail = (what: string) => {
    throw new Error(`malformed IR of ${unit.path}: ${what}`);
  };
  if (unit.main.name !== null) fail('the main template has a name');
  const names = new Set([null, ...unit.definitions.map((d) => d.name && text(d.name))]);
  /** A name that was looked at: as a rule, positions one behind the other share it. */
  let known: Uint8Array | null = null;
  unit.positions.forEach((p, i) => {
    if (!(Number.isInteger(p.line) && p.line >= 1)) fail(`position ${i}: line ${p.line}`);
    if (!(Number.isInteger(p.column) && p.column >= 0)) fail(`position ${i}: column ${p.column}`);
    if (p.template === known) return;
    if (!names.has(p.template && text(p.template))) fail(`position ${i}: no template of that name`);
    known = p.template;
  });
  for (const template of [unit.main, ...unit.definitions]) {
    if (template !== unit.main && template.name === null) fail('a definition has no name');
    new Verifier(unit, template).verify();
  }
}

const parameterTypes = new Set([
  'string',
  'bool',
  'int',
  'int64',
  'uint32',
  'float64',
  'dict',
  'list',
  'time',
  'certificate',
  'value',
]);

/** Widest indentation of the fused prints. */
const MAX_SPACES = 1024;

/** What a local holds: values, or the flags that ranges set. */
type Role = 'value' | 'flag';

class Verifier {
  private readonly name: string | null;
  /** Locals that have been set by what stands before, with their role. */
  private readonly roles = new Map<number, Role>([[0, 'value']]);
  private ranges = 0;
  private op = '';

  constructor(
    private readonly unit: Unit,
    private readonly template: Template,
  ) {
    this.name = template.name && text(template.name);
  }

  verify(): void {
    const { locals, body, isEmpty } = this.template;
    this.op = 'template';
    this.check(Number.isInteger(locals) && locals >= 1, 'it has no local for its data');
    this.check(typeof isEmpty === 'boolean', 'isEmpty is not set');
    this.block(body);
  }

  private check(good: boolean, what: string): asserts good {
    if (good) return;
    const where = this.name === null ? 'the main template' : `template ${JSON.stringify(this.name)}`;
    throw new Error(`malformed IR of ${this.unit.path}: ${where}: ${this.op}: ${what}`);
  }

  private position(number: number): void {
    const position = this.unit.positions[number];
    this.check(position !== undefined, `there is no position ${number}`);
    this.check(
      position.template === this.template.name || (position.template && text(position.template)) === this.name,
      `position ${number} is of another template`,
    );
  }

  private bytes(value: unknown, what: string): void {
    this.check(value instanceof Uint8Array, `${what} is no bytes`);
  }

  /** A local that is written to. */
  private set(local: number, role: Role): void {
    const { locals } = this.template;
    this.check(Number.isInteger(local) && local >= 0 && local < locals, `%${local} is not one of ${locals} locals`);
    this.check((this.roles.get(local) ?? role) === role, `%${local} holds a ${this.roles.get(local)}`);
    this.roles.set(local, role);
  }

  /** A local that is read: something before has set it. */
  private read(local: number, role: Role): void {
    this.check(this.roles.has(local), `%${local} is read before it is set`);
    this.set(local, role);
  }

  private flag(flag: InterfaceFlag): void {
    if (typeof flag === 'object') this.read(flag.local, 'flag');
    else this.check(typeof flag === 'boolean' || flag === 'last', `${flag} is no interface flag`);
  }

  private block(list: Statement[]): void {
    for (const s of list) this.statement(s);
  }

  private statement(s: Statement): void {
    this.op = s.op;
    switch (s.op) {
      case 'text':
        this.bytes(s.bytes, 'text');
        this.check(s.bytes.length > 0, 'there is no text');
        this.check(Number.isInteger(s.line) && s.line >= 0, `line ${s.line}`);
        return;
      case 'print':
        this.position(s.position);
        this.expression(s.value);
        return;
      case 'printInclude':
      case 'printIncludeIndented':
      case 'template':
        if (s.op === 'printIncludeIndented') this.spaces(s.spaces);
        this.bytes(s.name, 'the name');
        this.position(s.position);
        this.expression(s.data);
        return;
      case 'printYamlIndented':
        this.spaces(s.spaces);
        this.position(s.position);
        this.expression(s.value);
        return;
      case 'write':
        this.check(s.function.writer !== undefined, `${s.function.name} cannot write`);
        this.position(s.position);
        this.call(s.function, s.arguments);
        return;
      case 'evaluate':
        this.expression(s.value);
        return;
      case 'if':
        this.expression(s.condition);
        this.block(s.then);
        this.block(s.else);
        return;
      case 'range':
        this.range(s);
        return;
      case 'break':
      case 'continue':
        this.check(this.ranges > 0, 'there is no range around it');
        return;
      default:
        this.check(false, 'there is no such statement');
    }
  }

  private spaces(spaces: number): void {
    this.check(Number.isInteger(spaces) && spaces >= 0 && spaces <= MAX_SPACES, `${spaces} spaces`);
  }

  private range(s: Extract<Statement, { op: 'range' }>): void {
    this.position(s.position);
    this.check([0, 1, 2].includes(s.declared), `${s.declared} variables`);
    this.check((s.key === null) === s.declared < 2, 'a key goes with two variables');
    this.check(s.item !== s.key, 'key and item are one local');
    this.expression(s.value);
    this.op = 'range';
    if (s.key !== null) this.set(s.key, 'value');
    this.set(s.item, 'value');
    this.set(s.itemFlag, 'flag');
    this.ranges++;
    this.block(s.body);
    this.ranges--;
    this.block(s.empty);
  }

  private expression(e: Expression): void {
    const outer = this.op;
    this.op = e.op;
    switch (e.op) {
      case 'constant':
        this.constant(e.constant);
        break;
      case 'local':
        this.read(e.local, 'value');
        break;
      case 'assign':
        this.expression(e.value);
        this.set(e.local, 'value');
        break;
      case 'field':
        this.check(e.names.length > 0, 'it names no field');
        for (const name of e.names) this.member(name);
        this.receiver(e);
        break;
      case 'invoke':
        this.member(e.name);
        this.check(e.arguments.length > 0, 'it has no arguments');
        this.check(e.places.length === e.arguments.length, 'each argument has a place');
        for (const place of e.places) this.position(place.position);
        this.receiver(e);
        for (const argument of e.arguments) this.expression(argument);
        break;
      case 'call':
        this.position(e.position);
        this.check(!e.function.draws || e.site.length >= 8, 'the call has no site');
        this.check(e.callee === undefined || e.function.form === 'callee', 'only the function call has a callee');
        this.call(e.function, e.arguments);
        break;
      case 'include':
        this.bytes(e.name, 'the name');
        this.position(e.position);
        this.expression(e.data);
        break;
      case 'validate':
        this.check(parameterTypes.has(e.parameter), `${e.parameter} is no parameter type`);
        this.position(e.position);
        this.expression(e.value);
        this.flag(e.isInterface);
        break;
      case 'and':
      case 'or':
        this.check(e.arguments.length >= 2, 'it has less than two operands');
        for (const { position, to } of e.moves ?? []) {
          this.position(position);
          this.check(to.length === e.arguments.length, 'each operand has a place');
          for (const place of to) if (place !== null) this.position(place);
        }
        for (const argument of e.arguments) this.expression(argument);
        break;
      case 'sequence':
        this.expression(e.first);
        this.expression(e.second);
        break;
      case 'choose':
        this.check(resultType(e.condition) === 'bool', 'its condition is no bool');
        for (const child of childrenOf(e)) this.expression(child);
        break;
      case 'raise':
        this.bytes(e.message, 'the message');
        this.position(e.position);
        for (const child of childrenOf(e)) this.expression(child);
        break;
      default:
        this.check(false, 'there is no such expression');
    }
    this.op = outer;
  }

  private receiver(e: Extract<Expression, { op: 'field' | 'invoke' }>): void {
    this.position(e.position);
    this.position(e.callPosition);
    this.expression(e.receiver);
    this.flag(e.isInterface);
  }

  private member(name: Uint8Array): void {
    this.bytes(name, 'the name');
    this.check(name.length > 0, 'the name is empty');
  }

  /** Number and types of the arguments are those of the function table. */
  private call(fn: TemplateFunction, values: Expression[]): void {
    const { op } = this;
    this.check(isKnownFunction(fn), `${fn.name} is not in the function table`);
    const count = values.length;
    const fixed = fixedParameters(fn);
    this.check(isVariadic(fn) ? count >= fixed : count === fixed, `${count} arguments for ${fn.name}`);
    values.forEach((value, i) => {
      this.expression(value);
      this.op = op;
      const parameter = parameterOf(fn, i);
      const given = resultType(value);
      this.check(
        parameter === 'any' ||
          // Anything but a nil, of which only a check can tell whether it is an interface.
          (parameter === 'value' && given !== null && given !== 'nil') ||
          given === parameter ||
          given === `nil ${parameter}` ||
          neverReturns(value),
        `argument ${i + 1} of ${fn.name} is ${given ?? 'of any type'}, not ${parameter}`,
      );
    });
  }

  private constant(c: Constant): void {
    switch (c.type) {
      case 'nil':
      case 'nil dict':
      case 'nil list':
        return;
      case 'bool':
        this.check(typeof c.value === 'boolean', 'it is no bool');
        return;
      case 'int':
      case 'int64':
        this.check(typeof c.value === 'bigint' && BigInt.asIntN(64, c.value) === c.value, `it is no ${c.type}`);
        return;
      case 'uint32':
        this.check(typeof c.value === 'bigint' && BigInt.asUintN(32, c.value) === c.value, 'it is no uint32');
        return;
      case 'float64':
        this.check(typeof c.value === 'number', 'it is no float64');
        return;
      case 'complex128':
        this.check(typeof c.real === 'number' && typeof c.imaginary === 'number', 'it is no complex128');
        return;
      case 'string':
        this.bytes(c.value, 'a string');
        return;
      default:
        this.check(false, 'there is no such type');
    }
  }
}

/** Does evaluation end in an error, so that a value of any type is asked for in vain? */
function neverReturns(e: Expression): boolean {
  if (e.op === 'raise') return true;
  return e.op === 'sequence'
    ? neverReturns(e.first) || neverReturns(e.second)
    : e.op === 'assign' && neverReturns(e.value);
}

/** Bytes as characters, for comparing and showing. */
function text(bytes: Uint8Array): string {
  return byteText(bytes);
}
