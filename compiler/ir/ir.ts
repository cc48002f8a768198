// The intermediate representation: templates as functions over values, between the syntax tree and WebAssembly. Expressions
// are trees, control flow is structured, variables are numbered locals. Nothing here is particular to Go templates' syntax:
// the Handlebars front end (compiler/lower/handlebars) produces the same.

import type { TemplateFunction } from '../../language/functions';

/** A constant in a template, by its Go type. */
export type Constant =
  | { type: 'nil' }
  | { type: 'bool'; value: boolean }
  | { type: 'int' | 'int64' | 'uint32'; value: bigint }
  | { type: 'float64'; value: number }
  | { type: 'complex128'; real: number; imaginary: number }
  | { type: 'string'; value: Uint8Array }
  | { type: 'nil dict' }
  | { type: 'nil list' };

/** Where an operation stands, for the error it may raise. */
export interface Position {
  /** From 1. */
  line: number;
  /** In bytes, from 0. */
  column: number;
  /** Name of the template (`define`) it stands in; null: the file's own template. */
  template: Uint8Array | null;
  /** Go's canonical text of the expression. */
  expression: Uint8Array;
}

/**
 * Is a value an `interface {}` in Go's static view? Known (a boolean), held in a local (range elements), or `last`: what the
 * field step before said at run time. It matters only for nil and for the wording of errors.
 */
export type InterfaceFlag = boolean | 'last' | { local: number };

/** `and` or `or`. */
export interface LogicExpression {
  op: 'and' | 'or';
  arguments: Expression[];
  /**
   * Positions of errors that Go reports at the operand which it looked at last: each becomes, when operand `i` was evaluated,
   * what `to[i]` is; null where the operand itself has moved it.
   */
  moves?: { position: number; to: (number | null)[] }[];
}

export type Expression =
  | { op: 'constant'; constant: Constant }
  | { op: 'local'; local: number }
  /** Stores a value in a local, and is that value. */
  | { op: 'assign'; local: number; value: Expression }
  /** `receiver.a.b.c` */
  | {
      op: 'field';
      receiver: Expression;
      isInterface: InterfaceFlag;
      names: Uint8Array[];
      position: number;
      /** Where Go reports the error of a method among the names. */
      callPosition: number;
    }
  /** A method, or an error: `receiver.name arguments…` */
  | {
      op: 'invoke';
      receiver: Expression;
      isInterface: InterfaceFlag;
      name: Uint8Array;
      arguments: Expression[];
      position: number;
      callPosition: number;
      /** For each argument, where it stands, and whether it is a literal that is no string. */
      places: { position: number; isLiteral: boolean }[];
    }
  /** A template function; its arguments are of the types it takes. `site`: of one that draws, its name among all calls of its file. */
  | {
      op: 'call';
      function: TemplateFunction;
      arguments: Expression[];
      position: number;
      site: Uint8Array;
      /** Of the function `call`: the source text of its first argument, which its error quotes. */
      callee?: Uint8Array;
    }
  /** `include "name" data` with a name known here: the text as a string. */
  | { op: 'include'; name: Uint8Array; data: Expression; position: number }
  /** The value if it fits the parameter type, else an error. */
  | { op: 'validate'; value: Expression; parameter: string; isInterface: InterfaceFlag; position: number }
  /** Evaluates `first` for its effect; is `second`. */
  | { op: 'sequence'; first: Expression; second: Expression }
  /** Short-circuiting `and` / `or`: the deciding value. */
  | LogicExpression
  /** `whenTrue` or `whenFalse`, of which only that one is evaluated; the condition is a bool. */
  | { op: 'choose'; condition: Expression; whenTrue: Expression; whenFalse: Expression }
  /** An error that Go finds only when it executes; `before` is evaluated first. */
  | { op: 'raise'; before: Expression[]; message: Uint8Array; position: number };

export type Statement =
  /** Literal text to the output. `line`: where it begins in the template, from 1; 0 where no line has it. */
  | { op: 'text'; bytes: Uint8Array; line: number }
  /** A value to the output. */
  | { op: 'print'; value: Expression; position: number }
  /** `{{ include "name" data }}`, its text straight to the output. */
  | { op: 'printInclude'; name: Uint8Array; data: Expression; position: number }
  /** `{{ include "name" data | nindent n }}` and `indent`: indented in place. `position` of the include, then of the indent. */
  | {
      op: 'printIncludeIndented';
      name: Uint8Array;
      data: Expression;
      spaces: number;
      newline: boolean;
      position: number;
    }
  /** `{{ toYaml value | nindent n }}` and `indent`. */
  | { op: 'printYamlIndented'; value: Expression; spaces: number; newline: boolean; position: number }
  /** A template function whose text goes straight to the output (`writers.ts`); otherwise as `call`. */
  | { op: 'write'; function: TemplateFunction; arguments: Expression[]; position: number }
  /** A value that nobody prints. */
  | { op: 'evaluate'; value: Expression }
  | { op: 'if'; condition: Expression; then: Statement[]; else: Statement[] }
  /**
   * Walks a collection. Each round sets `item` (and `key`), and `itemFlag` to what InterfaceFlag says of the item.
   * `empty` runs where there is nothing to walk. `declared`: how many variables the range has.
   */
  | {
      op: 'range';
      value: Expression;
      declared: number;
      key: number | null;
      item: number;
      itemFlag: number;
      body: Statement[];
      empty: Statement[];
      position: number;
    }
  /** `{{ template "name" data }}` */
  | { op: 'template'; name: Uint8Array; data: Expression; position: number }
  | { op: 'break' }
  | { op: 'continue' };

/** One template: the body of a file, or of a `define` in it. */
export interface Template {
  /** Name of a `define`; null for the file's own template. */
  name: Uint8Array | null;
  /** Number of locals; local 0 is the data that the template is given. */
  locals: number;
  body: Statement[];
  /** Go's IsEmptyTree: such a definition replaces no other. */
  isEmpty: boolean;
}

/** What one template file compiles to. Files with equal text share one unit, wherever they stand. */
export interface Unit {
  /** A path for people: of the first file with this text. */
  path: string;
  main: Template;
  definitions: Template[];
  /** Positions, by the numbers that operations refer to. */
  positions: Position[];
}
