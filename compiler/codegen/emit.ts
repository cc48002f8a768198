// From the IR to WebAssembly: one function a template, of type (data: i32) -> i32 (layout TEMPLATE_*). Values are addresses;
// every operation that can fail is followed by a test that leaves the function with the place. Most templates run once in
// a process, so what counts is how little code they are: what several operations have in common is the guest's.

import { byteText } from '#system/bytes';
import { compareByteArrays } from '../../gostd/bytes';
import { recordOf } from '../../runtime/abi/record';
import {
  CHAIN_CALL_POSITION,
  CHAIN_COUNT,
  CHAIN_NAMES,
  CHAIN_POSITION,
  CHAIN_PRINT_POSITION,
  ENTRY_SIZE,
  ENTRY_VALUE,
  KIND_INT,
  KIND_INT64,
  KIND_UINT32,
  KNOWN_DEPTH,
  KNOWN_FROM,
  KNOWN_LEVELS,
  KNOWN_NEXT,
  KNOWN_STATE,
  KNOWN_TO,
  PLACE_IS_LITERAL,
  PLACE_POSITION,
  PLACE_SIZE,
  POSITION_COLUMN,
  POSITION_EXPRESSION,
  POSITION_LINE,
  POSITION_SIZE,
  POSITION_TEMPLATE,
  SHAPED_ENTRIES,
  STOP_CALL,
  STOP_POSITION,
  STOP_SIZE,
  TEMPLATE_DONE,
  TEMPLATE_FAILED,
} from '../../runtime/abi/values';
import type {
  Constant,
  Expression,
  InterfaceFlag,
  LogicExpression,
  Position,
  Statement,
  Template,
  Unit,
} from '../ir/ir';
import { fixedParameters, isVariadic, parameterTags } from '../../language/signatures';
import { resultType } from '../ir/types';
import { functionOf, type TemplateFunction } from '../../language/functions';
import { ImageComplex, ImageInteger, type ImageWriter } from '../image/image';
import { knownStretches, type ProveLines } from './proven-text';
import type { Assembler } from './assembler';
import { cutList, leavesLoop, PIECE_DEPTH, PIECE_WEIGHT, type Weights, weighTemplate } from './weight';

/** The name that errors of `include` have. */
const INCLUDE = functionOf('include').name;

/** What emitting needs of the module it emits into. */
export interface EmitContext<Code> {
  assembler: Assembler<Code>;
  image: ImageWriter;
  /** Address of the slot of a template name. */
  slot(name: Uint8Array): number;
  /** As `Program.prove`. */
  prove: ProveLines | null;
  /** Does the module say which template line wrote what? */
  trace: boolean;
  /** Says that a guest function is called, for the summary of what was linked. */
  used: Set<string>;
}

/** Adds the function of one template; returns its internal name. */
export function emitTemplate<Code>(context: EmitContext<Code>, unit: Unit, template: Template, name: string): string {
  new TemplateEmitter(context, unit, template).emit(name);
  return name;
}

interface Loop {
  break: string;
  continue: string;
}

/** A piece of a template returns what a template does (layout TEMPLATE_*), or how it left the loop around it. */
const PIECE_BREAK = 2;
const PIECE_CONTINUE = 3;

/** The parameter of a template is its data, of a piece the address of the frame that the template made. */
const PARAMETER = 0;

class TemplateEmitter<Code> {
  private readonly m: Assembler<Code>;
  private locals: number;
  private labels = 0;
  private loops: Loop[] = [];
  private positions = new Map<number, number>();
  /**
   * Of a template too large for one function: its weights. Then the IR's locals live in memory, in a frame whose address all
   * of its functions know, and the locals of a function are only those made here.
   */
  private readonly weights: Weights | null;
  /** Levels of blocks since the function began. */
  private depth = 0;
  private pieces = 0;
  private frame = PARAMETER;

  constructor(
    private readonly context: EmitContext<Code>,
    private readonly unit: Unit,
    private readonly template: Template,
  ) {
    this.m = context.assembler;
    this.weights = weighTemplate(template);
    this.locals = this.weights ? 1 : template.locals;
  }

  emit(name: string): void {
    const { m } = this;
    this.name = name;
    const body: Code[] = [];
    if (this.weights) {
      const size = this.template.locals * 4;
      this.frame = this.newLocal();
      const frame = () => m.get(this.frame);
      body.push(
        m.set(this.frame, this.call('allocate', [m.const(size)])),
        m.fill(frame(), m.const(0), m.const(size)),
        m.store(0, frame(), m.get(PARAMETER)),
      );
    }
    if (this.context.trace) {
      const { name } = this.template;
      body.push(this.run('traceEnter', [m.const(name ? this.context.image.string(name) : 0)]));
    }
    body.push(...this.list(this.template.body));
    if (this.context.trace) body.push(this.run('traceLeave', []));
    body.push(m.const(TEMPLATE_DONE));
    this.addFunction(name, body);
  }

  private name = '';

  private addFunction(name: string, body: Code[]): void {
    const { m } = this;
    m.addFunction(name, this.locals, body);
  }

  /** A list of statements, parts of it as functions of their own where the template has to be cut. */
  private list(statements: Statement[]): Code[] {
    const { weights } = this;
    if (!weights) return this.statements(statements);
    if (this.depth >= PIECE_DEPTH) return [this.piece(statements)];
    this.depth++;
    const runs = cutList(statements, weights);
    const refs = runs.flatMap((run) => {
      const isOversized = run.length === 1 && weights.get(run[0])! > PIECE_WEIGHT;
      return runs.length === 1 || isOversized ? this.statements(run) : [this.piece(run)];
    });
    this.depth--;
    return refs;
  }

  /** Statements as a function of their own; gives its call. */
  private piece(statements: Statement[]): Code {
    const { m, locals, spare, temporaryLocal, loops, depth, frame } = this;
    const name = `${this.name}.${this.pieces++}`;
    Object.assign(this, { locals: 1, spare: [], temporaryLocal: -1, loops: [], depth: 0, frame: PARAMETER });
    this.addFunction(name, [...this.list(statements), m.const(TEMPLATE_DONE)]);
    Object.assign(this, { locals, spare, temporaryLocal, loops, depth, frame });
    const call = m.call(name, [m.get(frame)]);
    const status = this.temporary;
    const get = () => m.get(status);
    const stopped: Code[] = [];
    if (leavesLoop(statements)) {
      stopped.push(
        m.if(m.equal(get(), m.const(PIECE_BREAK)), this.leaveLoop('break')),
        m.if(m.equal(get(), m.const(PIECE_CONTINUE)), this.leaveLoop('continue')),
      );
    }
    stopped.push(m.return(get()));
    return m.if(m.notEqual(m.tee(status, call), m.const(TEMPLATE_DONE)), m.block(null, stopped));
  }

  /** Out of the loop around this, which a piece leaves to whoever called it. */
  private leaveLoop(how: 'break' | 'continue'): Code {
    const loop = this.loops[this.loops.length - 1];
    return loop
      ? this.m.branch(loop[how])
      : this.m.return(this.m.const(how === 'break' ? PIECE_BREAK : PIECE_CONTINUE));
  }

  private newLocal(): number {
    return this.locals++;
  }

  /** Locals that were held for a while and may be held again. */
  private spare: number[] = [];

  /** A local for a value that must outlast the evaluation of other expressions; to be given back by `release`. */
  private acquire(): number {
    return this.spare.pop() ?? this.newLocal();
  }

  private release(local: number): void {
    this.spare.push(local);
  }

  private temporaryLocal = -1;

  /** The local for values that are read again at once, before anything else is evaluated: one is enough. */
  private get temporary(): number {
    if (this.temporaryLocal < 0) this.temporaryLocal = this.newLocal();
    return this.temporaryLocal;
  }

  private call(name: string, operands: Code[]): Code {
    this.context.used.add(name);
    return this.m.callGuest(name, operands);
  }

  /** Calls a function of the guest that gives nothing. */
  private run(name: string, operands: Code[]): Code {
    this.context.used.add(name);
    return this.m.runGuest(name, operands);
  }

  private constantAddress(address: number): Code {
    return this.m.const(address);
  }

  private get(local: number): Code {
    return this.m.get(local);
  }

  /** The value of a local of the IR. */
  private getVariable(local: number): Code {
    const { m } = this;
    return this.weights ? m.load(local * 4, m.get(this.frame)) : m.get(local);
  }

  private setVariable(local: number, value: Code): Code {
    const { m } = this;
    return this.weights ? m.store(local * 4, m.get(this.frame), value) : m.set(local, value);
  }

  private teeVariable(local: number, value: Code): Code {
    const { m } = this;
    if (!this.weights) return m.tee(local, value);
    return m.value([this.setVariable(local, value), this.getVariable(local)]);
  }

  /** Address of a position record, as an operand. */
  private position(number: number): Code {
    return this.constantAddress(this.positionAddress(number));
  }

  private positionAddress(number: number): number {
    let address = this.positions.get(number);
    if (address === undefined) {
      const p: Position = this.unit.positions[number];
      const { image } = this.context;
      address = image.record(
        recordOf(POSITION_SIZE, {
          [POSITION_LINE]: p.line,
          [POSITION_COLUMN]: p.column,
          [POSITION_TEMPLATE]: this.templateName(p.template),
          [POSITION_EXPRESSION]: image.partOfText(p.expression),
        }),
      );
      this.positions.set(number, address);
    }
    return address;
  }

  private ownName = 0;

  /** Address of the name of a template, which is this one's as a rule; 0 of none. */
  private templateName(name: Uint8Array | null): number {
    if (name === null) return 0;
    if (name !== this.template.name) return this.context.image.string(name);
    this.ownName ||= this.context.image.string(name);
    return this.ownName;
  }

  /** Leaves the template: `failure` records where. */
  private leave(failure: Code): Code {
    return this.m.return(failure);
  }

  /** The value of `value`; where that is 0, leaves the template through `failure`. */
  private guarded(value: Code, failure: Code): Code {
    const { m } = this;
    const local = this.temporary;
    return m.value([m.if(m.isZero(m.tee(local, value)), this.leave(failure)), this.get(local)]);
  }

  /** As `guarded`, for calls whose result is only success or failure. */
  private checked(success: Code, failure: Code): Code {
    const { m } = this;
    return m.if(m.isZero(success), this.leave(failure));
  }

  /** Where an operation fails: the template's result. */
  private failAt(position: number): Code {
    return this.stop(this.positionAddress(position), 0);
  }

  /** Where a function fails that is called there. */
  private failCallAt(position: number, name: string): Code {
    return this.stop(this.positionAddress(position), this.context.image.string(name));
  }

  private stops = new Map<string, number>();

  private stop(position: number, call: number): Code {
    const key = `${position} ${call}`;
    let address = this.stops.get(key);
    if (address === undefined) {
      address = this.context.image.record(recordOf(STOP_SIZE, { [STOP_POSITION]: position, [STOP_CALL]: call }));
      this.stops.set(key, address);
    }
    return this.constantAddress(address);
  }

  /** What an operation that recorded its position leaves the template with. */
  private failed(): Code {
    return this.m.const(TEMPLATE_FAILED);
  }

  /** The operands of `fieldChain` and `printChain`. */
  private chain(e: Extract<Expression, { op: 'field' }>, printPosition: number): Code[] {
    const { image } = this.context;
    const receiver = this.expression(e.receiver);
    const head = recordOf(CHAIN_NAMES, {
      [CHAIN_POSITION]: this.positionAddress(e.position),
      [CHAIN_CALL_POSITION]: this.positionAddress(e.callPosition),
      [CHAIN_PRINT_POSITION]: printPosition,
      [CHAIN_COUNT]: e.names.length,
    });
    const chain = image.record([...head, ...e.names.map((name) => image.string(name))]);
    return [receiver, this.constantAddress(chain), this.flag(e.isInterface)];
  }

  private statements(statements: Statement[]): Code[] {
    return statements.map((statement) => this.statement(statement));
  }

  private blockOf(statements: Statement[]): Code {
    if (statements.length === 0) return this.m.nop();
    const refs = this.list(statements);
    return refs.length === 1 ? refs[0] : this.m.block(null, refs);
  }

  /** Address of the record of a text's first known stretch, or 0. */
  private knownLines(text: Uint8Array): number {
    const { image, prove } = this.context;
    if (!prove) return 0;
    return knownStretches(text, prove).reduceRight((next, { from, to, state, levels }) => {
      const head = recordOf(KNOWN_LEVELS, {
        [KNOWN_NEXT]: next,
        [KNOWN_FROM]: from,
        [KNOWN_TO]: to,
        [KNOWN_STATE]: state,
        [KNOWN_DEPTH]: levels.length,
      });
      return image.record([...head, ...levels]);
    }, 0);
  }

  /** The operands of what writes, the last of them followed by a note of who does: they may have written themselves, into strings. */
  private noted(operands: Code[], position: number): Code[] {
    return this.notedAt(operands, this.unit.positions[position].line, false);
  }

  private notedAt(operands: Code[], line: number, isText: boolean, event?: number): Code[] {
    const { m } = this;
    if (!this.context.trace) return operands;
    const held = this.acquire();
    const note = this.call('traceAt', [m.const(line), m.const(isText ? 1 : 0)]);
    const last = m.value([
      m.set(held, operands[operands.length - 1]),
      event === undefined ? m.drop(note) : m.set(event, note),
      m.get(held),
    ]);
    this.release(held);
    return [...operands.slice(0, -1), last];
  }

  /** The statement of an include that is indented where it stands. */
  private includeIndented(s: Extract<Statement, { op: 'printIncludeIndented' }>): Code {
    const { m } = this;
    const event = this.context.trace ? this.acquire() : undefined;
    const own = [this.constantAddress(this.context.slot(s.name)), this.expression(s.data)];
    const included = this.checked(
      this.call('includeIndented', [
        ...this.notedAt(own, this.unit.positions[s.position].line, false, event),
        m.const(s.spaces),
        m.const(s.newline ? 1 : 0),
      ]),
      this.failCallAt(s.position, INCLUDE),
    );
    if (event === undefined) return included;
    const moved = this.run('traceIndented', [m.get(event), m.const(s.spaces), m.const(s.newline ? 1 : 0)]);
    this.release(event);
    return m.block(null, [included, moved]);
  }

  private statement(s: Statement): Code {
    const { m } = this;
    const { image } = this.context;
    switch (s.op) {
      case 'text': {
        const operands = [this.constantAddress(image.text(s.bytes)), m.const(s.bytes.length)];
        const known = this.knownLines(s.bytes);
        if (known) operands.push(this.constantAddress(known));
        return this.run(known ? 'knownText' : 'text', this.notedAt(operands, s.line, true));
      }
      case 'print':
        if (resultType(s.value) === 'string') {
          return this.run('printString', this.noted([this.expression(s.value)], s.position));
        }
        if (s.value.op === 'field') {
          return this.checked(
            this.call('printChain', this.noted(this.chain(s.value, this.positionAddress(s.position)), s.position)),
            this.failed(),
          );
        }
        return this.checked(
          this.call('print', this.noted([this.expression(s.value)], s.position)),
          this.failAt(s.position),
        );
      case 'printInclude':
        return this.checked(
          this.call(
            'includeInto',
            this.noted([this.constantAddress(this.context.slot(s.name)), this.expression(s.data)], s.position),
          ),
          this.failCallAt(s.position, INCLUDE),
        );
      case 'printIncludeIndented':
        return this.includeIndented(s);
      case 'printYamlIndented':
        return this.run('yamlIndented', [
          ...this.noted([this.expression(s.value)], s.position),
          m.const(s.spaces),
          m.const(s.newline ? 1 : 0),
        ]);
      case 'write': {
        const { name } = s.function;
        const writer = s.function.writer!;
        const fixed = writer.fixed?.[s.arguments.length];
        const operands = fixed ? s.arguments.map((e) => this.expression(e)) : this.operands(s.function, s.arguments);
        const call = this.call(fixed ?? writer.symbol, this.noted(operands, s.position));
        return writer.fails ? this.checked(call, this.failCallAt(s.position, name)) : m.drop(call);
      }
      case 'evaluate':
        return m.drop(this.expression(s.value));
      case 'if':
        return m.if(
          this.condition(s.condition),
          this.blockOf(s.then),
          s.else.length ? this.blockOf(s.else) : undefined,
        );
      case 'range':
        return this.range(s);
      case 'template': {
        const slot = () => this.constantAddress(this.context.slot(s.name));
        return m.block(null, [
          m.if(m.isZero(this.call('canCallTemplate', [slot()])), this.leave(this.failAt(s.position))),
          this.checked(
            this.call('templateInto', this.noted([slot(), this.expression(s.data)], s.position)),
            this.failed(),
          ),
        ]);
      }
      case 'break':
      case 'continue':
        return this.leaveLoop(s.op);
    }
  }

  private range(s: Extract<Statement, { op: 'range' }>): Code {
    const { m } = this;
    const walkedValue = this.expression(s.value);
    const iteration = this.acquire();
    const index = this.acquire();
    const count = this.acquire();
    const id = this.labels++;
    const labels: Loop = { break: `break${id}`, continue: `continue${id}` };
    const top = `loop${id}`;
    const walked = this.guarded(this.call('rangeOver', [walkedValue, m.const(s.declared)]), this.failAt(s.position));
    this.loops.push(labels);
    const body = this.list(s.body);
    this.loops.pop();
    const round: Code[] = [
      this.setVariable(s.item, this.call('iterationItem', [this.get(iteration), this.get(index)])),
    ];
    if (s.key !== null) {
      round.push(this.setVariable(s.key, this.call('iterationKey', [this.get(iteration), this.get(index)])));
    }
    round.push(
      m.block(labels.continue, body),
      m.branch(top, m.less(m.tee(index, m.add(this.get(index), m.const(1))), this.get(count))),
    );
    const loop = m.block(labels.break, [
      m.set(index, m.const(0)),
      this.setVariable(s.itemFlag, this.call('iterationFlag', [this.get(iteration)])),
      m.loop(top, m.block(null, round)),
    ]);
    const whole = m.block(null, [
      m.set(iteration, walked),
      m.if(m.tee(count, m.load(0, this.get(iteration))), loop, s.empty.length ? this.blockOf(s.empty) : undefined),
    ]);
    for (const local of [iteration, index, count]) this.release(local);
    return whole;
  }

  private constant(c: Constant): number {
    const { image } = this.context;
    switch (c.type) {
      case 'nil':
        return image.value(null);
      case 'bool':
      case 'float64':
      case 'string':
        return image.value(c.value);
      case 'int':
        return image.value(new ImageInteger(KIND_INT, c.value));
      case 'int64':
        return image.value(new ImageInteger(KIND_INT64, c.value));
      case 'uint32':
        return image.value(new ImageInteger(KIND_UINT32, c.value));
      case 'complex128':
        return image.value(new ImageComplex(c.real, c.imaginary));
      case 'nil dict':
      case 'nil list':
        throw new Error(`${c.type} is made at run time`);
    }
  }

  private flag(flag: InterfaceFlag): Code {
    if (flag === 'last') return this.call('wasInterface', []);
    if (typeof flag === 'boolean') return this.m.const(flag ? 1 : 0);
    return this.getVariable(flag.local);
  }

  private expression(e: Expression): Code {
    const { m } = this;
    const { image } = this.context;
    switch (e.op) {
      case 'constant':
        if (e.constant.type === 'nil dict') return this.call('nilDict', []);
        if (e.constant.type === 'nil list') return this.call('nilList', []);
        return this.constantAddress(this.constant(e.constant));
      case 'local':
        return this.getVariable(e.local);
      case 'assign':
        return this.teeVariable(e.local, this.expression(e.value));
      case 'sequence':
        return m.value([m.drop(this.expression(e.first)), this.expression(e.second)]);
      case 'field':
        return this.guarded(this.call('fieldChain', this.chain(e, 0)), this.failed());
      case 'invoke':
        return this.invocation(e);
      case 'call':
        return this.functionCall(e);
      case 'include':
        return this.guarded(
          this.call('include', [this.constantAddress(this.context.slot(e.name)), this.expression(e.data)]),
          this.failCallAt(e.position, INCLUDE),
        );
      case 'validate': {
        const value = this.expression(e.value);
        const flag = this.flag(e.isInterface);
        const checked = this.call('validate', [value, m.const(parameterTags[e.parameter]), flag]);
        // Anything is a reflect.Value.
        return e.parameter === 'value' ? checked : this.guarded(checked, this.failAt(e.position));
      }
      case 'and':
      case 'or': {
        const local = this.temporary;
        const last = e.arguments.length - 1;
        let result = this.operand(e, last);
        for (let i = last - 1; i >= 0; i--) {
          const condition = this.call('truth', [m.tee(local, this.operand(e, i))]);
          result =
            e.op === 'or' ? m.choose(condition, this.get(local), result) : m.choose(condition, result, this.get(local));
        }
        return result;
      }
      case 'choose':
        return m.choose(this.condition(e.condition), this.expression(e.whenTrue), this.expression(e.whenFalse));
      case 'raise': {
        const message = image.string(e.message);
        return m.value([
          ...e.before.map((b) => m.drop(this.expression(b))),
          m.drop(this.call('raise', [this.constantAddress(message)])),
          this.leave(this.failAt(e.position)),
          m.unreachable(),
        ]);
      }
    }
  }

  /** A method's call: the module looks it up, and fails where the value has none. */
  private invocation(e: Extract<Expression, { op: 'invoke' }>): Code {
    const { m } = this;
    const { image } = this.context;
    const receiver = this.expression(e.receiver);
    const flag = this.flag(e.isInterface);
    const name = image.string(e.name);
    // The flag is read before the arguments are evaluated: they may change what `last` means.
    const held = this.acquire();
    const flagHeld = this.acquire();
    const block = m.value([
      m.set(held, receiver),
      m.set(flagHeld, flag),
      this.guarded(
        this.call('invoke', [
          this.get(held),
          this.constantAddress(name),
          this.vector(e.arguments),
          m.const(e.arguments.length),
          this.get(flagHeld),
        ]),
        this.call('failInvokeAt', [
          this.position(e.position),
          this.position(e.callPosition),
          this.constantAddress(name),
          this.constantAddress(
            image.record(
              e.places.flatMap((place) =>
                recordOf(PLACE_SIZE, {
                  [PLACE_POSITION]: this.positionAddress(place.position),
                  [PLACE_IS_LITERAL]: place.isLiteral ? 1 : 0,
                }),
              ),
            ),
          ),
        ]),
      ),
    ]);
    this.release(held);
    this.release(flagHeld);
    return block;
  }

  private functionCall(e: Extract<Expression, { op: 'call' }>): Code {
    const { m } = this;
    const { image } = this.context;
    const fn = e.function;
    const fixed = fn.fixed?.[e.arguments.length];
    if (fixed) {
      const operands = e.arguments.map((argument) => this.expression(argument));
      return this.guarded(this.call(fixed, operands), this.failCallAt(e.position, fn.name));
    }
    const keys = fn.form === 'dict' ? constantKeys(e.arguments) : null;
    if (keys) return this.shaped(keys, e.arguments);
    const operands = this.operands(fn, e.arguments);
    if (fn.form === 'callee') {
      const text = e.callee ? image.string(e.callee) : 0;
      operands[0] = m.value([this.run('setCallee', [m.const(text)]), operands[0]]);
    }
    let call = this.call(fn.symbol, operands);
    if (fn.draws) {
      // The place is announced after the arguments, which may draw themselves, and before the call.
      const template = this.template.name ? image.string(this.template.name) : 0;
      const held = operands.map(() => this.newLocal());
      call = m.value([
        ...operands.map((operand, i) => m.set(held[i], operand)),
        this.run('drawAt', [m.const(template), m.const(image.string(e.site))]),
        this.call(
          fn.symbol,
          held.map((local) => this.get(local)),
        ),
      ]);
    }
    return this.guarded(call, this.failCallAt(e.position, fn.name));
  }

  /** An operand of `and` or `or`, and the positions that move to it. */
  private operand(e: LogicExpression, i: number): Code {
    const { m } = this;
    const value = this.expression(e.arguments[i]);
    const moves = (e.moves ?? []).flatMap(({ position, to }): Code[] => {
      const place = to[i];
      if (place === null) return [];
      return [m.copy(this.position(position), this.position(place), m.const(POSITION_SIZE))];
    });
    if (moves.length === 0) return value;
    const local = this.acquire();
    const block = m.value([m.set(local, value), ...moves, this.get(local)]);
    this.release(local);
    return block;
  }

  /** Is the value true? Of `and`, `or` and `not` only the truth is computed, not the value. */
  private condition(e: Expression): Code {
    const { m } = this;
    if (e.op === 'call' && e.function.form === 'negation') return m.isZero(this.condition(e.arguments[0]));
    if ((e.op !== 'and' && e.op !== 'or') || e.moves) return this.call('truth', [this.expression(e)]);
    const last = e.arguments.length - 1;
    let result = this.condition(e.arguments[last]);
    for (let i = last - 1; i >= 0; i--) {
      const condition = this.condition(e.arguments[i]);
      result = e.op === 'or' ? m.choose(condition, m.const(1), result) : m.choose(condition, result, m.const(0));
    }
    return result;
  }

  /** The arguments of a function as its guest function takes them: the variadic ones as an array and their number. */
  private operands(fn: TemplateFunction, values: Expression[]): Code[] {
    const fixed = fixedParameters(fn);
    const operands = values.slice(0, fixed).map((value) => this.expression(value));
    if (isVariadic(fn)) {
      const rest = values.slice(fixed);
      operands.push(this.vector(rest), this.m.const(rest.length));
    }
    return operands;
  }

  /** A dict of these keys: made first, its values put in as they are evaluated. */
  private shaped(keys: Uint8Array[], pairs: Expression[]): Code {
    const { m } = this;
    const sorted = keys.toSorted(compareByteArrays);
    const local = this.acquire();
    const block = m.value([
      m.set(local, this.call('shapedDict', [this.constantAddress(this.context.image.shape(sorted))])),
      ...keys.map((key, i) => {
        const offset = SHAPED_ENTRIES + sorted.indexOf(key) * ENTRY_SIZE + ENTRY_VALUE;
        return m.store(offset, this.get(local), this.expression(pairs[2 * i + 1]));
      }),
      this.get(local),
    ]);
    this.release(local);
    return block;
  }

  /** Address of an array of values, made when it is evaluated. */
  private vector(values: Expression[]): Code {
    const { m } = this;
    if (values.length === 0) return m.const(0);
    const local = this.acquire();
    const block = m.value([
      m.set(local, this.call('allocate', [m.const(values.length * 4)])),
      ...values.map((value, i) => m.store(i * 4, this.get(local), this.expression(value))),
      this.get(local),
    ]);
    this.release(local);
    return block;
  }
}

/** The keys of the arguments of `dict` where all are constant and distinct, and each has a value; otherwise null. */
function constantKeys(pairs: Expression[]): Uint8Array[] | null {
  const keys = new Map<string, Uint8Array>();
  if (pairs.length === 0) return null;
  for (let i = 0; i < pairs.length; i += 2) {
    const key = pairs[i];
    if (key.op !== 'constant' || key.constant.type !== 'string' || i + 1 === pairs.length) return null;
    keys.set(byteText(key.constant.value), key.constant.value);
  }
  return keys.size * 2 === pairs.length ? [...keys.values()] : null;
}
