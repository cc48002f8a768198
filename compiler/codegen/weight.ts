// How large and how deep the statements of a template are. Engines refuse functions beyond a size (V8: 7,654,321 bytes, 50,000
// locals) and take long over deep ones, so the emitter cuts what is larger than this into several functions.

import type { Expression, Statement, Template } from '../ir/ir';
import { blocksOf, childrenOf, expressionsOf } from '../ir/visit';

/** A template of more than this many operations, locals, or levels of blocks is cut. Charts of people are far below. */
const MAX_WEIGHT = 40_000;
const MAX_LOCALS = 10_000;
const MAX_DEPTH = 400;

/** About the number of operations in a piece, and the levels of blocks. */
export const PIECE_WEIGHT = 4000;
export const PIECE_DEPTH = 100;

/** The number of operations in each statement, with those in its blocks. */
export type Weights = ReadonlyMap<Statement, number>;

/** The weights of a template's statements where it has to be cut, otherwise null. */
export function weighTemplate(template: Template): Weights | null {
  // Nearly no template has to be cut: weights are kept in a second walk.
  if (template.locals <= MAX_LOCALS && isLight(template)) return null;
  return weigh(template, new Map<Statement, number>()).weights;
}

function isLight(template: Template): boolean {
  const { weight, deepest } = weigh(template, null);
  return weight <= MAX_WEIGHT && deepest <= MAX_DEPTH;
}

/** The weights of all statements, their sum, and the levels of blocks. Keeps no weights where `weights` is null. */
function weigh<W extends Map<Statement, number> | null>(template: Template, weights: W) {
  let deepest = 0;
  const expression = (e: Expression): number => {
    let weight = 1;
    for (const child of childrenOf(e)) weight += expression(child);
    return weight;
  };
  const block = (list: Statement[], depth: number): number => {
    deepest = Math.max(deepest, depth);
    let total = 0;
    for (const s of list) {
      let weight = 1;
      for (const e of expressionsOf(s)) weight += expression(e);
      for (const inner of blocksOf(s)) weight += block(inner, depth + 1);
      weights?.set(s, weight);
      total += weight;
    }
    return total;
  };
  const weight = block(template.body, 0);
  return { weight, deepest, weights };
}

/** Cuts a list into runs of about PIECE_WEIGHT. What is heavier than that stands alone. */
export function cutList(list: Statement[], weights: Weights): Statement[][] {
  const runs: Statement[][] = [];
  let run: Statement[] = [];
  let total = 0;
  for (const s of list) {
    const weight = weights.get(s)!;
    if (run.length > 0 && total + weight > PIECE_WEIGHT) {
      runs.push(run);
      run = [];
      total = 0;
    }
    run.push(s);
    total += weight;
  }
  if (run.length > 0) runs.push(run);
  return runs;
}

/** Does a list leave or continue a loop around it? */
export function leavesLoop(list: Statement[]): boolean {
  return list.some((s) => {
    if (s.op === 'break' || s.op === 'continue') return true;
    return s.op === 'range' ? leavesLoop(s.empty) : blocksOf(s).some(leavesLoop);
  });
}
