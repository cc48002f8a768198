// Expressions of templates as TypeScript: the code, and what is known of the value.

import { fieldOf, type Shape, UNKNOWN } from '../values/shapes';
import { propertyName, textLiteral, typeText } from '../values/types';
import type { Obstacle } from './template-source';

/** What an expression's value is. */
export type Type =
  | Shape
  /** an int of Go: what templates compute */
  | { kind: 'int' }
  /** the top-level object: the function's `chart` */
  | { kind: 'root' }
  /** what `dict` makes */
  | { kind: 'dict'; entries: Map<string, Value> }
  | { kind: 'release' | 'capabilities' | 'kubeVersion' | 'metadata' };

/** An expression. */
export interface Value {
  code: string;
  type: Type;
  /** it may be undefined: a field that values.yaml does not name */
  optional?: boolean;
  /** it is certainly of its type: no user's value */
  sure?: boolean;
  /** how loosely its operator binds, if it has one: see `tight` */
  loose?: number;
  /** what a piped `quote` prints, for a hole that is nothing else */
  quoted?: Value;
  /** what `toYaml` or `toJson` prints */
  yaml?: Value;
  /** whether it is true, where that is said otherwise than by its code */
  test?: Value;
  /** a text that the chart is asked for */
  isAsked?: boolean;
  /** nobody knows it but the chart: this is why */
  unknown?: Obstacle;
  /** an int of a value that may be of any size */
  unbounded?: boolean;
  /** an int of Go in one case, and a value of the user's in another; a large one is printed otherwise than a float */
  mixed?: 'small' | 'large';
  /** a mapping that nobody else sees */
  fresh?: boolean;
  /** how far all lines but the first of that are indented, where they are */
  indented?: number;
  /** the first one too */
  isUntrimmed?: boolean;
}

export const unknownValue = (code: string): Value => ({ code, type: UNKNOWN, optional: true });
export const textValue = (code: string): Value => ({ code, type: { kind: 'string' }, sure: true });
export const intValue = (code: string): Value => ({ code, type: { kind: 'int' }, sure: true });
export const booleanValue = (code: string, loose?: number): Value => ({
  code,
  type: { kind: 'boolean' },
  sure: true,
  ...(loose === undefined ? {} : { loose }),
});

// Operators, by how tightly they bind.
export const CHOICE = 1;
export const OR = 2;
export const AND = 3;
export const EQUALITY = 4;
export const ORDER = 5;
export const SUM = 6;
export const PRODUCT = 7;
const DOT = 9;

/** Code in parentheses where an operator of that level would take it apart; by default, a dot. */
export function tight({ code, loose }: Value, level = DOT): string {
  return loose !== undefined && loose < level ? `(${code})` : code;
}

/** A value under another code, which is a name or a call. */
export function unbound(value: Value, code: string): Value {
  const { loose: _, test: __, ...rest } = value;
  return { ...rest, code };
}

/** Texts, numbers and booleans, as far as values.yaml says: JavaScript's truth is Go's there. */
export function isScalar(type: Type): boolean {
  if (type.kind === 'either') return type.shapes.every(isScalar);
  return ['string', 'number', 'boolean', 'literals', 'int'].includes(type.kind);
}

/** May JavaScript ask for its truth as it is? Empty lists and mappings are false to Go alone. */
export function isPlainTruth({ type, sure }: Value): boolean {
  const isGranted = (one: Type): boolean =>
    one.kind === 'either'
      ? one.shapes.every(isGranted) || one.granted === true
      : 'granted' in one && one.granted === true;
  return isScalar(type) && (sure === true || isGranted(type));
}

export function isText(type: Type): boolean {
  return type.kind === 'string' || type.kind === 'literals';
}

/** A type as TypeScript writes it, for parameters. */
export function parameterType(type: Type): string {
  switch (type.kind) {
    case 'root':
      return 'Chart';
    case 'int':
      return 'number';
    case 'dict':
      return `{ ${[...type.entries].map(([name, value]) => `${propertyName(name)}${value.optional ? '?' : ''}: ${parameterType(value.type)}`).join('; ')} }`;
    case 'release':
    case 'capabilities':
      return `Chart['${type.kind}']`;
    case 'kubeVersion':
      return "Chart['capabilities']['kubeVersion']";
    case 'metadata':
      return 'Chart';
    default:
      return typeText(type, '')
        .replace(/\s*\n\s*/g, ' ')
        .replace(/; }/g, ' }');
  }
}

/** What tells values of one type from each other, as code that reads them sees it: whole numbers of Go's, and what is granted. */
export function assurances(type: Type): string {
  if (type.kind === 'int') return 'int';
  if (type.kind === 'dict') return [...type.entries.values()].map((entry) => assurances(entry.type)).join();
  const granted = 'granted' in type && type.granted ? '!' : '';
  if (type.kind === 'mapping')
    return `${granted}{${[...type.fields.values()].map(({ shape }) => assurances(shape)).join()}${type.rest ? assurances(type.rest) : ''}}`;
  if (type.kind === 'list' || type.kind === 'collection') return `[${assurances(type.item)}]`;
  return type.kind === 'either' ? `${granted}(${type.shapes.map(assurances).join('|')})` : granted;
}

/** What a definition is given, as far as each of its callers knows it. */
export function handedOn(type: Type): Type {
  if (type.kind !== 'dict') return type;
  const entries = [...type.entries].map(([name, entry]): [string, Value] => {
    const { sure: _, ...rest } = entry;
    return [
      name,
      {
        ...rest,
        type: handedOn(entry.type),
        ...(entry.type.kind === 'int' || entry.type.kind === 'dict' ? { sure: true } : {}),
      },
    ];
  });
  return { kind: 'dict', entries: new Map(entries) };
}

const METADATA: Record<string, string> = {
  Name: 'name',
  Version: 'version',
  AppVersion: 'appVersion',
  APIVersion: 'apiVersion',
  Type: 'type',
  Description: 'description',
  Home: 'home',
  Icon: 'icon',
  KubeVersion: 'kubeVersion',
};
const RELEASE: Record<string, Type> = {
  Name: { kind: 'string' },
  Namespace: { kind: 'string' },
  Service: { kind: 'string' },
  IsInstall: { kind: 'boolean' },
  IsUpgrade: { kind: 'boolean' },
  Revision: { kind: 'int' },
};

/** A property of code. */
export function property(code: string, name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${code}.${name}` : `${code}[${textLiteral(name)}]`;
}

/**
 * A field of a value; undefined where there is none that TypeScript could have. `guarded`: code that is known to be there. `safely`: a
 * field of nothing is nothing, as behind parentheses; otherwise it is an error, in Go as in JavaScript.
 */
export function fieldValue(
  value: Value,
  name: string,
  values: Shape,
  { guarded, safely = false }: { guarded: ReadonlySet<string>; safely?: boolean },
): Value | undefined {
  const { type } = value;
  const base = tight(value);
  switch (type.kind) {
    case 'root':
      if (name === 'Values') return { code: `${base}.values`, type: values };
      if (name === 'Release') return { code: `${base}.release`, type: { kind: 'release' } };
      if (name === 'Chart') return { code: base, type: { kind: 'metadata' } };
      if (name === 'Capabilities') return { code: `${base}.capabilities`, type: { kind: 'capabilities' } };
      return undefined;
    case 'metadata': {
      const known = METADATA[name];
      return known === undefined ? undefined : textValue(`${base}.${known}`);
    }
    case 'release': {
      const known = RELEASE[name];
      return known && { code: `${base}.${name[0]!.toLowerCase()}${name.slice(1)}`, type: known, sure: true };
    }
    case 'capabilities':
      return name === 'KubeVersion' ? { code: `${base}.kubeVersion`, type: { kind: 'kubeVersion' } } : undefined;
    case 'kubeVersion':
      if (name === 'Version' || name === 'GitVersion') return textValue(`${base}.version`);
      return name === 'Major' || name === 'Minor' ? textValue(`${base}.${name.toLowerCase()}`) : undefined;
    case 'dict': {
      const entry = type.entries.get(name);
      // What a mapping of the template's own does not have is nothing.
      return entry ? unbound(entry, property(base, name)) : { code: 'undefined', type: UNKNOWN, optional: true };
    }
    case 'mapping': {
      const field = fieldOf(type, name);
      // What is no mapping has no fields to Go, and to JavaScript some or none; and every object has a constructor.
      if (!field || name in Object.prototype || !(value.sure || type.granted)) return undefined;
      const mayMiss = value.optional && !guarded.has(value.code);
      const at = safely ? `${base}?` : mayMiss ? `${base}!` : base;
      const code = safely && !/^[A-Za-z_$][\w$]*$/.test(name) ? `${base}?.[${textLiteral(name)}]` : property(at, name);
      return { code, type: field.shape, optional: field.optional || safely };
    }
    case 'unknown':
    case 'collection':
    case 'either':
      return undefined;
    default:
      return undefined;
  }
}
