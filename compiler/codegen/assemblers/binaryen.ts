// The assembler whose code is Binaryen's expressions.

import type binaryen from 'binaryen';
import type { Assembler } from '../assembler';

type Ref = binaryen.ExpressionRef;

/**
 * Assembles into a Binaryen module. `guest` gives the internal name of a function that the guest exports, and throws
 * MissingFunction.
 */
export function binaryenAssembler(
  { i32, none }: typeof binaryen,
  m: binaryen.Module,
  guest: (name: string) => string,
): Assembler<Ref> {
  return {
    const: (value) => m.i32.const(value),
    load: (offset, address) => m.i32.load(offset, 4, address),
    store: (offset, address, value) => m.i32.store(offset, 4, address, value),
    fill: (address, value, size) => m.memory.fill(address, value, size),
    copy: (to, from, size) => m.memory.copy(to, from, size),
    isZero: (value) => m.i32.eqz(value),
    equal: (a, b) => m.i32.eq(a, b),
    notEqual: (a, b) => m.i32.ne(a, b),
    add: (a, b) => m.i32.add(a, b),
    less: (a, b) => m.i32.lt_u(a, b),
    get: (local) => m.local.get(local, i32),
    set: (local, value) => m.local.set(local, value),
    tee: (local, value) => m.local.tee(local, value, i32),
    call: (name, operands) => m.call(name, operands, i32),
    callGuest: (name, operands) => m.call(guest(name), operands, i32),
    runGuest: (name, operands) => m.call(guest(name), operands, none),
    drop: (value) => m.drop(value),
    nop: () => m.nop(),
    return: (value) => m.return(value),
    unreachable: () => m.unreachable(),
    if: (condition, then, otherwise) => m.if(condition, then, otherwise),
    choose: (condition, whenTrue, whenFalse) => m.if(condition, whenTrue, whenFalse),
    block: (label, body) => m.block(label, body, none),
    value: (body) => m.block(null, body, i32),
    loop: (label, body) => m.loop(label, body),
    branch: (label, condition) => m.br(label, condition),
    addFunction(name, locals, body) {
      m.addFunction(name, i32, i32, new Array<number>(locals - 1).fill(i32), m.block(null, body, i32));
    },
  };
}
