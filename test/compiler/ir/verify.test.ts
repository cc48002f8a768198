// The verifier finds every way in which a unit can be malformed, and says in which template and operation it is.

import { describe, expect, test } from 'vitest';
import type { Constant, Expression, Position, Statement, Unit } from '../../../compiler/ir/ir';
import { verifyUnit } from '../../../compiler/ir/verify';
import { functionsByName } from '../../../language/functions';

const bytes = (text: string) => Buffer.from(text);
const here: Position = { line: 1, column: 0, template: null, expression: bytes('.') };
const dot: Expression = { op: 'local', local: 0 };
const constant = (c: Constant): Expression => ({ op: 'constant', constant: c });
const string = (text: string) => constant({ type: 'string', value: bytes(text) });
const evaluate = (value: Expression): Statement => ({ op: 'evaluate', value });
const call = (name: string, ...values: Expression[]): Expression => ({
  op: 'call',
  function: functionsByName.get(name)!,
  arguments: values,
  position: 0,
  site: new Uint8Array(8),
});
const field = (change: object = {}): Expression => ({
  op: 'field',
  receiver: dot,
  isInterface: false,
  names: [bytes('a')],
  position: 0,
  callPosition: 0,
  ...change,
});
const invoke = (change: object = {}): Expression => ({
  op: 'invoke',
  receiver: dot,
  isInterface: 'last',
  name: bytes('Has'),
  arguments: [string('v1')],
  position: 0,
  callPosition: 0,
  places: [{ position: 0, isLiteral: false }],
  ...change,
});
const range = (change: object = {}): Statement => ({
  op: 'range',
  value: dot,
  declared: 0,
  key: null,
  item: 1,
  itemFlag: 2,
  body: [],
  empty: [],
  position: 0,
  ...change,
});

function unit(body: Statement[], locals = 4): Unit {
  return {
    path: 'chart/templates/x.yaml',
    main: { name: null, locals, body, isEmpty: false },
    definitions: [],
    positions: [here],
  };
}

/** What the verifier says of a body, less the place. */
function complaint(body: Statement[], locals?: number): string {
  try {
    verifyUnit(unit(body, locals));
  } catch (error) {
    return (error as Error).message.replace('malformed IR of chart/templates/x.yaml: the main template: ', '');
  }
  return 'none';
}

describe('well-formed', () => {
  const bodies: Record<string, Statement[]> = {
    text: [{ op: 'text', bytes: bytes('a'), line: 1 }],
    'a range with break, and its locals behind it': [
      range({ body: [{ op: 'if', condition: dot, then: [{ op: 'break' }], else: [{ op: 'continue' }] }] }),
      evaluate(field({ receiver: { op: 'local', local: 1 }, isInterface: { local: 2 } })),
    ],
    'typed arguments': [evaluate(call('trimSuffix', string('a'), call('upper', string('b'))))],
    'a nil dict': [evaluate(call('keys', constant({ type: 'nil dict' })))],
    'an argument that is an error': [
      evaluate(call('upper', { op: 'raise', before: [dot], message: bytes('expected string'), position: 0 })),
    ],
    'names that only fail at run time': [{ op: 'template', name: bytes(''), data: dot, position: 0 }],
    'a method': [evaluate(invoke())],
  };
  test.each(Object.entries(bodies))('%s', (_, body) => {
    expect(complaint(body)).toBe('none');
  });
});

describe('malformed', () => {
  const cases: [string, Statement[], string][] = [
    ['an unknown statement', [{ op: 'jump' } as never], 'jump: there is no such statement'],
    ['an unknown expression', [evaluate({ op: 'jump' } as never)], 'jump: there is no such expression'],
    ['no text', [{ op: 'text', bytes: bytes(''), line: 1 }], 'text: there is no text'],
    ['text that is a string', [{ op: 'text', bytes: 'a' as never, line: 1 }], 'text: text is no bytes'],
    ['a position', [{ op: 'print', value: dot, position: 1 }], 'print: there is no position 1'],
    ['a local', [evaluate({ op: 'assign', local: 4, value: dot })], 'assign: %4 is not one of 4 locals'],
    ['an unset local', [evaluate({ op: 'local', local: 3 })], 'local: %3 is read before it is set'],
    ['a flag as value', [range(), evaluate({ op: 'local', local: 2 })], 'local: %2 holds a flag'],
    ['a value as flag', [range(), evaluate(field({ isInterface: { local: 1 } }))], 'field: %1 holds a value'],
    ['a flag that is none', [evaluate(field({ isInterface: 'first' }))], 'field: first is no interface flag'],
    ['break', [{ op: 'break' }], 'break: there is no range around it'],
    ['continue in else', [range({ empty: [{ op: 'continue' }] })], 'continue: there is no range around it'],
    ['three variables', [range({ declared: 3, key: 3 })], 'range: 3 variables'],
    ['a key too many', [range({ declared: 1, key: 3 })], 'range: a key goes with two variables'],
    ['a key too few', [range({ declared: 2 })], 'range: a key goes with two variables'],
    ['a key that is the item', [range({ declared: 2, key: 1 })], 'range: key and item are one local'],
    ['an item that is the flag', [range({ itemFlag: 1 })], 'range: %1 holds a value'],
    ['no field', [evaluate(field({ names: [] }))], 'field: it names no field'],
    ['an empty field', [evaluate(field({ names: [bytes('')] }))], 'field: the name is empty'],
    ['a method without arguments', [evaluate(invoke({ arguments: [], places: [] }))], 'invoke: it has no arguments'],
    ['arguments without places', [evaluate(invoke({ places: [] }))], 'invoke: each argument has a place'],
    ['an empty method', [evaluate(invoke({ name: bytes('') }))], 'invoke: the name is empty'],
    ['too few arguments', [evaluate(call('trimSuffix', string('a')))], 'call: 1 arguments for trimSuffix'],
    ['too few for a variadic', [evaluate(call('eq'))], 'call: 0 arguments for eq'],
    ['an unchecked argument', [evaluate(call('upper', dot))], 'call: argument 1 of upper is of any type, not string'],
    [
      'an argument of another type',
      [evaluate(call('upper', constant({ type: 'int', value: 1n })))],
      'call: argument 1 of upper is int, not string',
    ],
    [
      'a variadic argument of another type',
      [{ op: 'write', function: functionsByName.get('printf')!, arguments: [dot], position: 0 }],
      'write: argument 1 of printf is of any type, not string',
    ],
    [
      'a function that is not in the table',
      [evaluate({ ...call('upper', string('a')), function: { ...functionsByName.get('upper')! } } as Expression)],
      'call: upper is not in the function table',
    ],
    ['a site', [evaluate({ ...call('uuidv4'), site: new Uint8Array(0) } as Expression)], 'call: the call has no site'],
    [
      'a callee',
      [evaluate({ ...call('list'), callee: bytes('x') } as Expression)],
      'call: only the function call has a callee',
    ],
    [
      'a function that cannot write',
      [{ op: 'write', function: functionsByName.get('upper')!, arguments: [string('a')], position: 0 }],
      'write: upper cannot write',
    ],
    ['a name', [{ op: 'template', name: 'x' as never, data: dot, position: 0 }], 'template: the name is no bytes'],
    [
      'an include of a string',
      [evaluate({ op: 'include', name: 'x' as never, data: dot, position: 0 })],
      'include: the name is no bytes',
    ],
    [
      'spaces',
      [{ op: 'printIncludeIndented', name: bytes('x'), data: dot, spaces: -1, newline: true, position: 0 }],
      'printIncludeIndented: -1 spaces',
    ],
    [
      'many spaces',
      [{ op: 'printYamlIndented', value: dot, spaces: 1025, newline: true, position: 0 }],
      'printYamlIndented: 1025 spaces',
    ],
    ['one operand', [evaluate({ op: 'and', arguments: [dot] })], 'and: it has less than two operands'],
    [
      'a parameter type',
      [evaluate({ op: 'validate', value: dot, parameter: 'any', isInterface: false, position: 0 })],
      'validate: any is no parameter type',
    ],
    [
      'a message',
      [evaluate({ op: 'raise', before: [], message: 'x' as never, position: 0 })],
      'raise: the message is no bytes',
    ],
    ['an int that is too large', [evaluate(constant({ type: 'int', value: 1n << 63n }))], 'constant: it is no int'],
    ['a negative uint32', [evaluate(constant({ type: 'uint32', value: -1n }))], 'constant: it is no uint32'],
    ['an int that is a number', [evaluate(constant({ type: 'int', value: 1 as never }))], 'constant: it is no int'],
    [
      'a float that is none',
      [evaluate(constant({ type: 'float64', value: 1n as never }))],
      'constant: it is no float64',
    ],
    ['a bool that is none', [evaluate(constant({ type: 'bool', value: 1 as never }))], 'constant: it is no bool'],
    [
      'a string that is none',
      [evaluate(constant({ type: 'string', value: 'a' as never }))],
      'constant: a string is no bytes',
    ],
    [
      'a complex number that is none',
      [evaluate(constant({ type: 'complex128', real: 1, imaginary: undefined as never }))],
      'constant: it is no complex128',
    ],
    ['an unknown constant', [evaluate(constant({ type: 'rune' } as never))], 'constant: there is no such type'],
    [
      'something deep inside',
      [
        range({
          body: [
            {
              op: 'if',
              condition: dot,
              then: [],
              else: [evaluate({ op: 'sequence', first: dot, second: call('list', { op: 'local', local: 3 }) })],
            },
          ],
        }),
      ],
      'local: %3 is read before it is set',
    ],
  ];
  test.each(cases)('%s', (_, body, message) => {
    expect(complaint(body)).toBe(message);
  });

  test('no local for the data', () => {
    expect(complaint([], 0)).toBe('template: it has no local for its data');
  });

  const broken: [string, (u: Unit) => void, string][] = [
    ['a line', (u) => u.positions.push({ ...here, line: 0 }), 'position 1: line 0'],
    ['a column', (u) => u.positions.push({ ...here, column: -1 }), 'position 1: column -1'],
    [
      'a position nowhere',
      (u) => u.positions.push({ ...here, template: bytes('t') }),
      'position 1: no template of that name',
    ],
    ['a named main template', (u) => (u.main.name = bytes('t')), 'the main template has a name'],
    ['isEmpty', (u) => (u.main.isEmpty = undefined as never), 'the main template: template: isEmpty is not set'],
    ['a definition without a name', (u) => u.definitions.push({ ...u.main }), 'a definition has no name'],
    [
      'a position of another template',
      (u) => {
        const body: Statement[] = [{ op: 'print', value: dot, position: 0 }];
        u.definitions.push({ name: bytes('t'), locals: 1, body, isEmpty: false });
      },
      'template "t": print: position 0 is of another template',
    ],
  ];
  test.each(broken)('%s', (_, spoil, message) => {
    const spoilt = unit([]);
    spoil(spoilt);
    expect(() => verifyUnit(spoilt)).toThrow(`malformed IR of chart/templates/x.yaml: ${message}`);
  });
});
