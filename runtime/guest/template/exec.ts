// The evaluator: runs parsed templates at run time, for `tpl`. It walks the tree of the parser that the compiler also uses,
// and does every step through operations.ts, as compiled templates do.
// Follows go@1.26.8 src/text/template/exec.go.

import { COMMENT_LINES, ELSE_WITH, PARSER_LIMITS } from '../../abi/quirks';
import {
  ActionNode,
  BoolNode,
  BranchNode,
  ChainNode,
  CommandNode,
  FieldNode,
  IdealKind,
  IdentifierNode,
  ListNode,
  Node,
  NodeKind,
  NumberNode,
  PipeNode,
  ResolvedNode,
  StringNode,
  TemplateNode,
  TextNode,
  VariableNode,
  isEmptyTree,
  nodeText,
} from '../../../language/ast';
import { columnAt, lineAt } from '../../../language/bytes';
import {
  Definition,
  FunctionNames,
  Parser,
  RULE_COMMENT_LINES,
  RULE_DEPTH,
  RULE_ELSE_WITH,
} from '../../../language/parser';
import { callSiteAt } from '../../../language/sites';
import {
  COMPLEX_IMAGINARY,
  COMPLEX_REAL,
  COMPLEX_SIZE,
  KIND_COMPLEX128,
  KIND_MAP,
  KIND_UINT32,
  MAP_ANY,
  MAP_VALUES,
  PARAM_ANY,
  PARAM_BOOL,
  PARAM_DICT,
  PARAM_FLOAT64,
  PARAM_INT,
  PARAM_INT64,
  PARAM_LIST,
  PARAM_STRING,
  PARAM_UINT32,
  PARAM_VALUE,
  VALUE_SIZE,
} from '../../abi/values';
import {
  Failure,
  clearFailure,
  fail,
  failLiteral,
  failWith,
  failure,
  message,
  newFailure,
  setFailure,
} from '../core/error';
import {
  AND,
  CALL,
  INCLUDE,
  OR,
  callFunction,
  drawsFrom,
  findFunction,
  fixedParameters,
  isVariadic,
  parameterOf,
  returnsInterface,
} from './functions.generated';
import { setCallee } from '../functions/go/builtins';
import {
  canCallTemplate,
  enterExecution,
  failNoTemplate,
  failUndefinedTemplate,
  include,
  leaveExecution,
  templateInto,
} from './include';
import { keepKnown, knownCount } from './proven-text';
import { MapObject, findBytes, mapGet, mapGetBytes, mapSet, newMapObject } from '../core/map';
import { allocate, digestBytes, equalBytes } from '../core/memory';
import { has } from '../core/mode';
import { failedArgument, failedInside, invoke, isMethod } from './methods';
import { quoteInto } from '../go/strconv/number';
import {
  field,
  failExecution,
  failParse,
  foundInstead,
  lastIsInterface,
  nilDict,
  nilList,
  prefixCall,
  print,
  rangeOver,
  setLastIsInterface,
  truth,
  validate,
} from './operations';
import { output } from '../core/output';
import { Slot, ensureSlot, findSlot, setSlotFile, slotFile } from '../core/definitions';
import { setCallSite } from '../core/streams';
import { stripNoValue } from './no-value';
import {
  NIL,
  NO_VALUE,
  Value,
  literal,
  newBool,
  newCell,
  newFloat,
  newInt,
  newInteger,
  newString,
  setString,
} from '../core/value';

const NULL: Value = changetype<Value>(0);

/** What a walk ends with. */
const DONE: i32 = 0;
const FAILED: i32 = 1;
const BREAK: i32 = 2;
const CONTINUE: i32 = 3;

/** One text given to `tpl`: what error positions in it refer to. */
class Source {
  constructor(
    public text: Uint8Array,
    public name: Value,
  ) {}
}

/** Knows the function table's names, for the parser. */
class KnownFunctions extends FunctionNames {
  find(source: Uint8Array, start: i32, end: i32): i32 {
    return findFunction(source.dataStart + start, end - start);
  }
}

// The state of the innermost execution under way.
let source: Source = changetype<Source>(0);
let templateName: Value = NULL;
/** The node that an error would be reported at (Go: state.node). */
let current: Node = changetype<Node>(0);
/** Is the value that was evaluated last an `interface {}` in Go's static view? */
let isInterface: bool = false;

// Variables: records of name address, name length, value, isInterface; one stack for all executions, each above its base.
const VARIABLE: usize = 16;
/** The variable that every template begins with. */
const DOLLAR: usize = memory.data<u8>([0x24]);
let variables: usize = 0;
let variableCount: i32 = 0;
let variableRoom: i32 = 0;
let variableBase: i32 = 0;

/** Forgets everything of the last render: bound to the import of the same name by the linker. */
export function resetTree(): void {
  variables = 0;
  variableCount = 0;
  variableRoom = 0;
  variableBase = 0;
  operandTop = allocate(OPERAND_ROOM);
  operandEnd = operandTop + OPERAND_ROOM;
  leaveExecution(0);
  source = changetype<Source>(0);
  current = changetype<Node>(0);
  parsedTexts = changetype<MapObject>(0);
  parsedFiles = changetype<MapObject>(0);
}

function pushVariable(name: usize, length: u32, value: Value, interfaceTyped: bool): void {
  if (variableCount == variableRoom) {
    const room = variableRoom ? variableRoom * 2 : 32;
    const fresh = allocate(room * VARIABLE);
    memory.copy(fresh, variables, variableCount * VARIABLE);
    variables = fresh;
    variableRoom = room;
  }
  const at = variables + variableCount * VARIABLE;
  store<u32>(at, name as u32);
  store<u32>(at, length, 4);
  store<u32>(at, changetype<u32>(value), 8);
  store<u32>(at, interfaceTyped ? 1 : 0, 12);
  variableCount++;
}

/** Address of the innermost variable of that name, or 0. */
function findVariable(name: Uint8Array): usize {
  for (let i = variableCount - 1; i >= variableBase; i--) {
    const at = variables + i * VARIABLE;
    if (equalBytes(load<u32>(at), load<u32>(at, 4), name.dataStart, name.length)) return at;
  }
  return 0;
}

function setVariable(name: Uint8Array, value: Value, interfaceTyped: bool): bool {
  const at = findVariable(name);
  if (!at) {
    const b = message();
    b.literal('undefined variable: ');
    b.bytes(name.dataStart, name.length);
    failWith(b);
    failHere();
    return false;
  }
  store<u32>(at, changetype<u32>(value), 8);
  store<u32>(at, interfaceTyped ? 1 : 0, 12);
  return true;
}

function stringOf(bytes: Uint8Array): Value {
  return newString(bytes.dataStart, bytes.length);
}

// A name of a field is kept as a record: a string value, and where its key stood in the map that it was looked up in last.
const NAME_ENTRY: usize = VALUE_SIZE;
const NAME_SIZE: usize = VALUE_SIZE + 8;

/** The records of names, which lie behind one another. */
function namesOf(names: StaticArray<Uint8Array>): usize {
  const count = names.length;
  const records = allocate(count * NAME_SIZE);
  for (let i = 0; i < count; i++) {
    const at = records + i * NAME_SIZE;
    setString(at, names[i].dataStart, names[i].length);
    store<u32>(at, 0, NAME_ENTRY);
  }
  return records;
}

/** The same for a node's names: made when the node is evaluated first. */
function keptNames(node: ResolvedNode, names: StaticArray<Uint8Array>): usize {
  if (!node.resolved) node.resolved = <i32>namesOf(names);
  return node.resolved;
}

/** `receiver.name`, as operations.ts does it; charts that are alike have the keys of their maps in the same places. */
function namedField(receiver: Value, record: usize, interfaceTyped: bool): Value {
  const name = changetype<Value>(record);
  const isPlain =
    receiver.kind == KIND_MAP &&
    (receiver.type == MAP_ANY || (receiver.type == MAP_VALUES && !isMethod(receiver, name)));
  if (!isPlain) return field(receiver, name, interfaceTyped);
  setLastIsInterface(true);
  const map = receiver.map;
  if (!changetype<usize>(map)) return NIL;
  const last = load<u32>(record, NAME_ENTRY);
  if (last < map.count) {
    const key = map.key(last);
    if (equalBytes(key.pointer, key.length, name.pointer, name.length)) return map.value(last);
  }
  const found = findBytes(map, name.pointer, name.length);
  if (found < 0) return NIL;
  store<u32>(record, found, NAME_ENTRY);
  return map.value(found);
}

/** Turns the failure under way into an execution error at the current node. */
function failHere(): Value {
  return failNode(changetype<Failure>(0));
}

function failNode(cause: Failure): Value {
  const node = current;
  return failExecution(
    slotFile,
    lineAt(source.text, node.pos),
    columnAt(source.text, node.pos),
    templateName,
    stringOf(nodeText(node)),
    cause,
  );
}

/** An execution error with a constant text around a node: `BEFORE<node>AFTER`. */
function failAbout(before: string, node: Node, after: string): Value {
  const b = message();
  b.literal(before);
  const text = nodeText(node);
  b.bytes(text.dataStart, text.length);
  b.literal(after);
  failWith(b);
  return failHere();
}

/** Runs the nodes of a list. */
function walk(dot: Value, dotIsInterface: bool, list: ListNode): i32 {
  const nodes = list.nodes;
  for (let i = 0, count = nodes.length; i < count; i++) {
    const node = unchecked(nodes[i]);
    current = node;
    // What a kind says is what the class is: casts need not look again.
    switch (node.kind) {
      case NodeKind.Text: {
        const text = changetype<TextNode>(node).text;
        output.bytes(text.dataStart, text.length);
        break;
      }
      case NodeKind.Action: {
        const pipe = changetype<ActionNode>(node).pipe;
        const value = pipeline(dot, dotIsInterface, pipe);
        if (!changetype<usize>(value)) return FAILED;
        if (pipe.decl.length == 0) {
          current = node;
          if (!print(value)) {
            failHere();
            return FAILED;
          }
        }
        break;
      }
      case NodeKind.If:
      case NodeKind.With: {
        const state = walkBranch(dot, dotIsInterface, changetype<BranchNode>(node));
        if (state != DONE) return state;
        break;
      }
      case NodeKind.Range: {
        const state = walkRange(dot, dotIsInterface, changetype<BranchNode>(node));
        if (state != DONE) return state;
        break;
      }
      case NodeKind.Template:
        if (walkTemplate(dot, dotIsInterface, changetype<TemplateNode>(node)) == FAILED) return FAILED;
        break;
      case NodeKind.Break:
        return BREAK;
      case NodeKind.Continue:
        return CONTINUE;
    }
  }
  return DONE;
}

/** `if` or `with`. */
function walkBranch(dot: Value, dotIsInterface: bool, node: BranchNode): i32 {
  const mark = variableCount;
  const value = pipeline(dot, dotIsInterface, node.pipe);
  if (!changetype<usize>(value)) return FAILED;
  let state = DONE;
  const elseList = node.elseList;
  if (truth(value)) {
    if (node.kind == NodeKind.With) state = walk(value, false, node.list);
    else state = walk(dot, dotIsInterface, node.list);
  } else if (elseList !== null) {
    state = walk(dot, dotIsInterface, elseList);
  }
  variableCount = mark;
  return state;
}

function walkRange(dot: Value, dotIsInterface: bool, node: BranchNode): i32 {
  const outer = variableCount;
  const pipe = node.pipe;
  const value = pipeline(dot, dotIsInterface, pipe);
  if (!changetype<usize>(value)) return FAILED;
  const mark = variableCount;
  const names = pipe.decl.length;
  const it = rangeOver(value, names);
  if (!changetype<usize>(it)) {
    failHere();
    return FAILED;
  }
  let state = DONE;
  if (it.count == 0) {
    const elseList = node.elseList;
    if (elseList !== null) state = walk(dot, dotIsInterface, elseList);
    variableCount = outer;
    return state;
  }
  for (let i: u32 = 0; i < it.count; i++) {
    const item = it.item(i);
    if (names > 0) {
      const key = names > 1 ? it.key(i) : NIL;
      if (pipe.isAssign) {
        if (names > 1) {
          if (!setVariable(pipe.decl[0].ident[0], key, false)) return FAILED;
          if (!setVariable(pipe.decl[1].ident[0], item, it.isInterface)) return FAILED;
        } else if (!setVariable(pipe.decl[0].ident[0], item, it.isInterface)) {
          return FAILED;
        }
      } else {
        setTop(1, item, it.isInterface);
        if (names > 1) setTop(2, key, false);
      }
    }
    state = walk(item, it.isInterface, node.list);
    variableCount = mark;
    if (state == FAILED) return FAILED;
    if (state == BREAK) break;
  }
  variableCount = outer;
  return DONE;
}

function setTop(n: i32, value: Value, interfaceTyped: bool): void {
  const at = variables + (variableCount - n) * VARIABLE;
  store<u32>(at, changetype<u32>(value), 8);
  store<u32>(at, interfaceTyped ? 1 : 0, 12);
}

function walkTemplate(dot: Value, dotIsInterface: bool, node: TemplateNode): i32 {
  const name = stringOf(node.name);
  const slot = findSlot(name);
  if (!changetype<usize>(slot)) failUndefinedTemplate(name);
  if (!changetype<usize>(slot) || !canCallTemplate(slot)) {
    failHere();
    return FAILED;
  }
  let data = NIL;
  const pipe = node.pipe;
  if (pipe !== null) {
    data = pipeline(dot, dotIsInterface, pipe);
    if (!changetype<usize>(data)) return FAILED;
  }
  return templateInto(slot, data) ? DONE : FAILED;
}

/** Value of a pipeline; 0 where it failed. Declared variables stay on the stack. */
function pipeline(dot: Value, dotIsInterface: bool, pipe: PipeNode): Value {
  current = pipe;
  let value = NULL;
  const commands = pipe.cmds;
  for (let i = 0; i < commands.length; i++) {
    value = command(dot, dotIsInterface, unchecked(commands[i]), value);
    if (!changetype<usize>(value)) return NULL;
    isInterface = false;
  }
  for (let i = 0; i < pipe.decl.length; i++) {
    const name = pipe.decl[i].ident[0];
    if (pipe.isAssign) {
      if (!setVariable(name, value, false)) return NULL;
    } else {
      pushVariable(name.dataStart, name.length, value, false);
    }
  }
  return value;
}

/** One stage; `final` is the value of the stage before, or 0. */
function command(dot: Value, dotIsInterface: bool, cmd: CommandNode, final: Value): Value {
  const args = cmd.args;
  const first = unchecked(args[0]);
  switch (first.kind) {
    case NodeKind.Field:
      return fieldNode(dot, dotIsInterface, changetype<FieldNode>(first), args, final);
    case NodeKind.Chain:
      return chainNode(dot, dotIsInterface, changetype<ChainNode>(first), args, final);
    case NodeKind.Identifier:
      return functionCall(dot, dotIsInterface, changetype<IdentifierNode>(first), cmd, args, final);
    case NodeKind.Pipe:
      if (args.length > 1 || changetype<usize>(final)) return failNotAFunction(first);
      return pipeline(dot, dotIsInterface, changetype<PipeNode>(first));
    case NodeKind.Variable:
      return variableNode(dot, dotIsInterface, changetype<VariableNode>(first), args, final);
  }
  current = first;
  if (args.length > 1 || changetype<usize>(final)) return failNotAFunction(first);
  switch (first.kind) {
    case NodeKind.Dot:
      isInterface = dotIsInterface;
      return dot;
    case NodeKind.Nil:
      failLiteral('nil is not a command');
      return failHere();
  }
  return literalArgument(first, PARAM_ANY);
}

function failNotAFunction(node: Node): Value {
  return failAbout("can't give argument to non-function ", node, '');
}

/** The value of a literal where no type is asked for. */
function constant(node: Node): Value {
  isInterface = false;
  switch (node.kind) {
    case NodeKind.Bool:
      return newBool((node as BoolNode).value);
    case NodeKind.String:
      return stringOf((node as StringNode).text);
    case NodeKind.Number:
      return idealConstant(node as NumberNode);
  }
  return failAbout("can't evaluate command ", node, '');
}

function integerOf(node: NumberNode): i64 {
  return ((<i64>node.hi) << 32) | <i64>node.lo;
}

function idealConstant(node: NumberNode): Value {
  current = node;
  const ideal = node.ideal();
  if (ideal == IdealKind.Complex) {
    const pair = allocate(COMPLEX_SIZE);
    store<f64>(pair, node.float64, COMPLEX_REAL);
    store<f64>(pair, node.imaginary, COMPLEX_IMAGINARY);
    const cell = newCell(KIND_COMPLEX128);
    cell.pointer = pair as u32;
    return cell;
  }
  if (ideal == IdealKind.Float) return newFloat(node.float64);
  if (ideal == IdealKind.Int) return newInt(integerOf(node));
  return failAbout('', node, ' overflows int');
}

function fieldNode(
  dot: Value,
  dotIsInterface: bool,
  node: FieldNode,
  args: StaticArray<Node> | null,
  final: Value,
): Value {
  current = node;
  isInterface = dotIsInterface;
  return fieldChain(dot, dotIsInterface, dot, node, keptNames(node, node.ident), node.ident.length, args, final);
}

function chainNode(
  dot: Value,
  dotIsInterface: bool,
  node: ChainNode,
  args: StaticArray<Node> | null,
  final: Value,
): Value {
  current = node;
  if (node.node.kind == NodeKind.Nil) return failAbout('indirection through explicit nil in ', node, '');
  const value = argument(dot, dotIsInterface, node.node, PARAM_ANY);
  if (!changetype<usize>(value)) return NULL;
  return fieldChain(dot, dotIsInterface, value, node, namesOf(node.field), node.field.length, args, final);
}

function variableNode(
  dot: Value,
  dotIsInterface: bool,
  node: VariableNode,
  args: StaticArray<Node> | null,
  final: Value,
): Value {
  current = node;
  const at = findVariable(node.ident[0]);
  if (!at) {
    const b = message();
    b.literal('undefined variable: ');
    b.bytes(node.ident[0].dataStart, node.ident[0].length);
    failWith(b);
    return failHere();
  }
  const value = changetype<Value>(load<u32>(at, 8));
  isInterface = load<u32>(at, 12) != 0;
  if (node.ident.length == 1) {
    if ((args !== null && args.length > 1) || changetype<usize>(final)) {
      return failNotAFunction(args !== null ? args[0] : node);
    }
    return value;
  }
  // The first is the variable's own.
  const names = keptNames(node, node.ident) + NAME_SIZE;
  return fieldChain(dot, dotIsInterface, value, node, names, node.ident.length - 1, args, final);
}

/** Walks `.a.b.c` (records of names) from `receiver` (whose static view `isInterface` tells); the last name gets the arguments. */
function fieldChain(
  dot: Value,
  dotIsInterface: bool,
  receiver: Value,
  node: Node,
  names: usize,
  nameCount: i32,
  args: StaticArray<Node> | null,
  final: Value,
): Value {
  const last = names + (nameCount - 1) * NAME_SIZE;
  let value = receiver;
  let interfaceTyped = isInterface;
  for (let at = names; at < last; at += NAME_SIZE) {
    value = namedField(value, at, interfaceTyped);
    if (!changetype<usize>(value)) return failField(changetype<Value>(at));
    interfaceTyped = lastIsInterface;
  }
  const name = changetype<Value>(last);
  const given = args === null ? 0 : args.length - 1;
  const count = given + (changetype<usize>(final) ? 1 : 0);
  if (count == 0) {
    value = namedField(value, last, interfaceTyped);
    if (!changetype<usize>(value)) {
      if (failedInside) current = node;
      return failField(name);
    }
    isInterface = lastIsInterface;
    return value;
  }
  const before = current;
  const pointer = allocate(count << 2);
  // The nodes at which Go is behind each argument, when it looks whether it fits.
  const places = allocate(given << 2);
  for (let i = 0; i < given; i++) {
    const v = argument(dot, dotIsInterface, unchecked(args![i + 1]), PARAM_ANY);
    if (!changetype<usize>(v)) return NULL;
    store<u32>(pointer + (i << 2), changetype<u32>(v));
    store<u32>(places + (i << 2), changetype<u32>(current));
  }
  if (given < count) store<u32>(pointer + (given << 2), changetype<u32>(final));
  value = invoke(value, name, pointer, count, interfaceTyped);
  if (!changetype<usize>(value)) {
    if (failedInside) {
      current = node;
    } else if (failedArgument < 0) {
      current = before;
    } else if (failedArgument < given) {
      const arg = args![failedArgument + 1];
      if (isLiteral(arg)) foundInstead(stringOf(nodeText(arg)));
      current = isLiteral(arg) ? arg : changetype<Node>(load<u32>(places + (failedArgument << 2)));
    }
    return failField(name);
  }
  isInterface = lastIsInterface;
  return value;
}

function isLiteral(node: Node): bool {
  const kind = node.kind;
  return kind == NodeKind.Number || kind == NodeKind.Bool || kind == NodeKind.String || kind == NodeKind.Nil;
}

/** A failed field or method: an execution error, with `error calling` where the method itself failed. */
function failField(name: Value): Value {
  if (!failedInside) return failHere();
  const cause = failure;
  prefixCall(name);
  return failNode(cause);
}

function functionCall(
  dot: Value,
  dotIsInterface: bool,
  node: IdentifierNode,
  cmd: Node,
  args: StaticArray<Node> | null,
  final: Value,
): Value {
  current = node;
  const id = node.number;
  const given = args === null ? 0 : args.length - 1;
  const piped = changetype<usize>(final) != 0;
  const count = given + (piped ? 1 : 0);
  const fixed = fixedParameters(id);
  const variadic = isVariadic(id);
  if (variadic ? count < fixed : count != fixed) {
    return failArity(stringOf(node.ident), fixed, variadic ? given : count, variadic);
  }

  if (id == AND || id == OR) {
    const wanted = id == OR;
    let value = NULL;
    for (let i = 0; i < given; i++) {
      value = argument(dot, dotIsInterface, unchecked(args![i + 1]), PARAM_ANY);
      if (!changetype<usize>(value)) return NULL;
      if (truth(value) == wanted) return value;
    }
    if (piped) {
      isInterface = false;
      value = final;
    }
    return value;
  }

  const operands = operandTop;
  const pointer = takeOperands(count);
  for (let i = 0; i < given; i++) {
    const v = argument(dot, dotIsInterface, unchecked(args![i + 1]), parameterOf(id, i));
    if (!changetype<usize>(v)) return NULL;
    store<u32>(pointer + (i << 2), changetype<u32>(v));
  }
  if (piped) {
    const v = validate(final, parameterOf(id, count - 1), false);
    if (!changetype<usize>(v)) return failHere();
    store<u32>(pointer + (given << 2), changetype<u32>(v));
  }
  if (id == CALL) setCallee(given ? stringOf(nodeText(args![1])) : NULL);
  if (drawsFrom(id)) setCallSite(slotFile, templateName, stringOf(callSiteAt(source.text, cmd.pos)));
  const value = id == INCLUDE ? includeNamed(node, pointer) : callFunction(id, pointer, count);
  operandTop = operands;
  if (!changetype<usize>(value)) {
    current = cmd;
    const cause = failure;
    prefixCall(stringOf(node.ident));
    return failNode(cause);
  }
  isInterface = returnsInterface(id);
  return value;
}

// Arguments of the calls under way, on a stack: no function keeps the address of its own.
let operandTop: usize = 0;
let operandEnd: usize = 0;
const OPERAND_ROOM: usize = 1 << 10;

/** Room for so many arguments, on the stack where it is not full. */
function takeOperands(count: i32): usize {
  const top = operandTop;
  const end = top + (count << 2);
  if (end > operandEnd) return allocate(count << 2);
  operandTop = end;
  return top;
}

/** `include`: where the name is written out, the call keeps what it stands for. */
function includeNamed(node: IdentifierNode, pointer: usize): Value {
  const name = changetype<Value>(load<u32>(pointer));
  const data = changetype<Value>(load<u32>(pointer, 4));
  const kept = changetype<Slot>(<usize>node.resolved);
  if (changetype<usize>(kept) && equalBytes(kept.name.pointer, kept.name.length, name.pointer, name.length)) {
    return include(kept, data);
  }
  const slot = findSlot(name);
  if (!changetype<usize>(slot)) return failNoTemplate(name);
  node.resolved = <i32>changetype<usize>(slot);
  return include(slot, data);
}

function failArity(name: Value, wanted: i32, got: i32, atLeast: bool): Value {
  const b = message();
  b.literal('wrong number of args for ');
  b.string(name);
  b.literal(atLeast ? ': want at least ' : ': want ');
  b.integer(wanted);
  b.literal(' got ');
  b.integer(got);
  failWith(b);
  return failHere();
}

/** Evaluates an argument for a parameter of the given type (Go: evalArg). */
function argument(dot: Value, dotIsInterface: bool, node: Node, parameter: i32): Value {
  current = node;
  let value = NULL;
  switch (node.kind) {
    case NodeKind.Dot:
      isInterface = dotIsInterface;
      value = dot;
      break;
    case NodeKind.Nil:
      isInterface = false;
      if (parameter == PARAM_ANY) return NIL;
      if (parameter == PARAM_VALUE) return NO_VALUE;
      if (parameter == PARAM_DICT) return nilDict();
      if (parameter == PARAM_LIST) return nilList();
      return failParameter('cannot assign nil to ', parameter);
    case NodeKind.Field:
      value = fieldNode(dot, dotIsInterface, changetype<FieldNode>(node), null, NULL);
      break;
    case NodeKind.Variable:
      value = variableNode(dot, dotIsInterface, changetype<VariableNode>(node), null, NULL);
      break;
    case NodeKind.Pipe:
      value = pipeline(dot, dotIsInterface, changetype<PipeNode>(node));
      break;
    case NodeKind.Identifier:
      value = functionCall(dot, dotIsInterface, changetype<IdentifierNode>(node), node, null, NULL);
      break;
    case NodeKind.Chain:
      value = chainNode(dot, dotIsInterface, changetype<ChainNode>(node), null, NULL);
      break;
    default:
      return literalArgument(node, parameter);
  }
  if (!changetype<usize>(value) || parameter == PARAM_ANY) return value;
  value = validate(value, parameter, isInterface);
  if (!changetype<usize>(value)) return failHere();
  return value;
}

function failParameter(text: string, parameter: i32): Value {
  // validate() knows the names of the types: let it fail on a value that never fits.
  const b = message();
  b.literal(text);
  validate(NIL, parameter, false);
  const expected = failure.text;
  clearFailure();
  // "invalid value; expected TYPE"
  b.bytes(expected.pointer + 24, expected.length - 24);
  failWith(b);
  return failHere();
}

/** A literal as the parameter's type takes it. It stands in one place, so the type is always the same. */
function literalArgument(node: Node, parameter: i32): Value {
  isInterface = false;
  if (node.kind != NodeKind.String && node.kind != NodeKind.Number) return typedLiteral(node, parameter);
  const kept = changetype<ResolvedNode>(node);
  if (!kept.resolved) kept.resolved = <i32>changetype<usize>(typedLiteral(node, parameter));
  return changetype<Value>(<usize>kept.resolved);
}

/** Integers fit every number type, others only their own. */
function typedLiteral(node: Node, parameter: i32): Value {
  const number = node.kind == NodeKind.Number ? (node as NumberNode) : changetype<NumberNode>(0);
  const isNumber = changetype<usize>(number) != 0;
  switch (parameter) {
    case PARAM_ANY:
    case PARAM_VALUE:
      return constant(node);
    case PARAM_STRING:
      if (node.kind == NodeKind.String) return stringOf((node as StringNode).text);
      return failAbout('expected string; found ', node, '');
    case PARAM_BOOL:
      if (node.kind == NodeKind.Bool) return newBool((node as BoolNode).value);
      return failAbout('expected bool; found ', node, '');
    case PARAM_INT:
      if (isNumber && number.isInt) return newInt(integerOf(number));
      return failAbout('expected integer; found ', node, '');
    case PARAM_INT64:
      if (isNumber && number.isInt) return newInteger(3, integerOf(number));
      return failAbout('expected integer; found ', node, '');
    case PARAM_UINT32:
      if (isNumber && number.isUint) return newInteger(KIND_UINT32, integerOf(number) & 0xffffffff);
      return failAbout('expected unsigned integer; found ', node, '');
    case PARAM_FLOAT64:
      if (isNumber && number.isFloat) return newFloat(number.float64);
      return failAbout('expected float; found ', node, '');
  }
  const b = message();
  b.literal("can't handle ");
  const text = nodeText(node);
  b.bytes(text.dataStart, text.length);
  b.literal(' for arg of type ');
  validate(NIL, parameter, true);
  const expected = failure.text;
  clearFailure();
  // "wrong type for value; expected TYPE; got interface {}"
  b.bytes(expected.pointer + 31, expected.length - 31 - 18);
  failWith(b);
  return failHere();
}

/** Runs a template body on its own variables: Go's Execute, or a `template` action. False with a failure. */
function run(list: ListNode, text: Source, name: Value, dot: Value): bool {
  const outerSource = source;
  const outerName = templateName;
  const outerBase = variableBase;
  const outerCount = variableCount;
  const outerCurrent = current;
  source = text;
  templateName = name;
  variableBase = variableCount;
  pushVariable(DOLLAR, 1, dot, false);
  const state = walk(dot, false, list);
  variableCount = outerCount;
  variableBase = outerBase;
  source = outerSource;
  templateName = outerName;
  current = outerCurrent;
  return state != FAILED;
}

/** The name that Helm gives to the texts of `tpl`, and to the set of templates they belong to. */
function gotplBytes(): Uint8Array {
  const name = literal('gotpl');
  const bytes = new Uint8Array(name.length);
  memory.copy(bytes.dataStart, name.pointer, name.length);
  return bytes;
}

/** Runs a template that `tpl` defined: bound to the import `runTree` by the linker. */
export function runTree(slot: Slot, dot: Value): bool {
  return run(changetype<ListNode>(slot.tree), changetype<Source>(slot.source), slot.name, dot);
}

/** What a slot stood for before `tpl` gave its name another meaning. */
@unmanaged
class Saved {
  slot: Slot;
  function: u32;
  file: Value;
  tree: usize;
  source: usize;
  next: Saved;
}

/** A text that `tpl` has parsed in this render: charts give it the same few texts again and again. */
class Parsed {
  constructor(
    public root: ListNode,
    public definitions: Array<Definition>,
    public origin: Source,
  ) {}
}

/** Text to the address of its Parsed. */
let parsedTexts: MapObject = changetype<MapObject>(0);

/** The template function `tpl`. */
export function fnTpl(text: Value, data: Value): Value {
  const known = mapGet(parsedTexts, text);
  const parsed = changetype<usize>(known) ? changetype<Parsed>(<usize>known.int) : parseText(text);
  return changetype<usize>(parsed) ? runText(text, parsed, data) : NULL;
}

/** The rules of this Helm's parser (language/parser-rules.ts). */
function parserRules(): i32 {
  return (
    (has(ELSE_WITH) ? RULE_ELSE_WITH : 0) |
    (has(COMMENT_LINES) ? RULE_COMMENT_LINES : 0) |
    (has(PARSER_LIMITS) ? RULE_DEPTH : 0)
  );
}

/** Parses a text, once a render; null with a failure. */
function parseText(text: Value): Parsed {
  const bytes = bytesOf(text);
  const parser = new Parser(bytes, gotplBytes(), new KnownFunctions(), parserRules());
  if (!parser.parse()) {
    const b = message();
    b.literal('cannot parse template ');
    quoteInto(b, text.pointer, text.length);
    b.literal(': ');
    const at = b.length;
    b.literal('template: gotpl:');
    const problem = parser.errorMessage;
    b.integer(parser.errorLine);
    b.literal(': ');
    b.bytes(problem.dataStart, problem.length);
    const whole = b.toValue();
    fail(whole);
    setFailure(newFailure(whole, newFailure(newString(whole.pointer + at, whole.length - at), changetype<Failure>(0))));
    return changetype<Parsed>(0);
  }
  const parsed = new Parsed(parser.root, parser.definitions, new Source(bytes, literal('gotpl')));
  if (!changetype<usize>(parsedTexts)) parsedTexts = newMapObject(0);
  mapSet(parsedTexts, stringOf(bytes), newInt(changetype<usize>(parsed)));
  return parsed;
}

function runText(text: Value, parsed: Parsed, data: Value): Value {
  const origin = parsed.origin;
  const gotpl = origin.name;
  let saved = changetype<Saved>(0);
  const definitions = parsed.definitions;
  for (let i = 0; i < definitions.length; i++) {
    const definition = definitions[i];
    const slot = ensureSlot(stringOf(definition.name));
    if (slot.isDefined && isEmptyTree(definition.body)) continue;
    const record = changetype<Saved>(allocate(offsetof<Saved>()));
    record.slot = slot;
    record.function = slot.function;
    record.file = slot.file;
    record.tree = slot.tree;
    record.source = slot.source;
    record.next = saved;
    saved = record;
    slot.function = 0;
    slot.file = gotpl;
    slot.tree = changetype<usize>(definition.body);
    slot.source = changetype<usize>(origin);
  }
  const file = slotFile;
  setSlotFile(gotpl);
  const mark = output.length;
  const known = knownCount;
  const outer = enterExecution();
  const good = run(parsed.root, origin, gotpl, data);
  leaveExecution(outer);
  setSlotFile(file);
  while (changetype<usize>(saved)) {
    const slot = saved.slot;
    slot.function = saved.function;
    slot.file = saved.file;
    slot.tree = saved.tree;
    slot.source = saved.source;
    saved = saved.next;
  }
  if (!good) {
    const cause = failure;
    const b = message();
    b.literal('error during tpl function execution for ');
    quoteInto(b, text.pointer, text.length);
    b.literal(': ');
    b.string(cause.text);
    setFailure(newFailure(b.toValue(), cause));
    return NULL;
  }
  stripNoValue(mark);
  keepKnown(known);
  return output.cut(mark);
}

/** Digest of a template file's text to the address of its Parsed: copies of a chart have the same files. */
let parsedFiles: MapObject = changetype<MapObject>(0);

/**
 * Parses a template file as Helm does before it renders, and makes the names of its templates stand for them: bound to the import
 * of the same name where a module has its templates as texts. False with what Helm says.
 */
export function defineSource(text: Value, path: Value): bool {
  if (!changetype<usize>(parsedFiles)) parsedFiles = newMapObject(0);
  const digest = allocate(sizeof<u64>());
  store<u64>(digest, digestBytes(0, text.pointer, text.length));
  const known = mapGetBytes(parsedFiles, digest, sizeof<u64>());
  let parsed = changetype<Parsed>(changetype<usize>(known) ? <usize>known.int : 0);
  // Another text may have the same digest.
  if (!changetype<usize>(parsed) || !isText(parsed.origin.text, text)) {
    parsed = parseFile(text, path);
    if (!changetype<usize>(parsed)) return false;
    mapSet(parsedFiles, newString(digest, sizeof<u64>()), newInt(changetype<usize>(parsed)));
  }
  const definitions = parsed.definitions;
  for (let i = 0; i < definitions.length; i++) {
    defineTree(stringOf(definitions[i].name), definitions[i].body, parsed.origin, path);
  }
  defineTree(path, parsed.root, parsed.origin, path);
  return true;
}

function parseFile(text: Value, path: Value): Parsed {
  const bytes = viewOf(text);
  const parser = new Parser(bytes, bytesOf(path), new KnownFunctions(), parserRules());
  if (!parser.parse()) {
    failParse(path, parser.errorLine, lastPart(parser.errorMessage));
    return changetype<Parsed>(0);
  }
  return new Parsed(parser.root, parser.definitions, new Source(bytes, path));
}

function isText(bytes: Uint8Array, text: Value): bool {
  return equalBytes(bytes.dataStart, bytes.length, text.pointer, text.length);
}

/** A later file wins, but an empty body replaces nothing. */
function defineTree(name: Value, body: ListNode, origin: Source, path: Value): void {
  const slot = ensureSlot(name);
  if (slot.isDefined && isEmptyTree(body)) return;
  slot.file = path;
  slot.tree = changetype<usize>(body);
  slot.source = changetype<usize>(origin);
}

/** The bytes of a string that stays where it is, for the parser, which reads a Uint8Array and only what lies in it. */
function viewOf(text: Value): Uint8Array {
  const view = __new(offsetof<Uint8Array>(), idof<Uint8Array>());
  store<usize>(view, 0, offsetof<Uint8Array>('buffer'));
  store<usize>(view, text.pointer, offsetof<Uint8Array>('dataStart'));
  store<i32>(view, text.length, offsetof<Uint8Array>('byteLength'));
  return changetype<Uint8Array>(view);
}

/** A copy of the bytes of a string, for the parser. */
function bytesOf(text: Value): Uint8Array {
  const bytes = new Uint8Array(text.length);
  memory.copy(bytes.dataStart, text.pointer, text.length);
  return bytes;
}

/** What follows the last colon of a message, which is all that Helm shows. */
function lastPart(message: Uint8Array): Value {
  let from = message.length;
  while (from > 0 && !(from < message.length && message[from - 1] == 0x3a && message[from] == 0x20)) from--;
  while (from < message.length && message[from] == 0x20) from++;
  return newString(message.dataStart + from, message.length - from);
}
