// A piped value is evaluated before the other arguments, into a local of its own: `f (then (set %1 x) a) %1`. Where the other
// arguments are such that their time makes no difference, it takes its place at the end: `f a x`.

import type { Expression, Template } from '../ir/ir';
import { rewrite } from '../ir/rewrite';
import { visit } from '../ir/visit';

/** Puts piped values back into the calls that take them. */
export function placePiped(template: Template): void {
  const uses = countUses(template);
  rewrite(template, {
    before(e) {
      if (e.op !== 'call') return e;
      const [first] = e.arguments;
      if (first?.op !== 'sequence' || first.first.op !== 'assign' || e.arguments.length < 2) return e;
      const { local, value } = first.first;
      if (uses.set[local] !== 1 || uses.read[local] !== 1) return e;
      const last = e.arguments[e.arguments.length - 1];
      const read = last.op === 'validate' ? last.value : last;
      if (read.op !== 'local' || read.local !== local) return e;
      const others = [first.second, ...e.arguments.slice(1, -1)];
      if (!others.every(isTimeless)) return e;
      return { ...e, arguments: [...others, last.op === 'validate' ? { ...last, value } : value] };
    },
  });
}

/** How often each local is set and read. */
function countUses(template: Template): { set: Uint32Array; read: Uint32Array } {
  const set = new Uint32Array(template.locals);
  const read = new Uint32Array(template.locals);
  visit(template, {
    expression(e) {
      if (e.op === 'assign') set[e.local]++;
      if (e.op === 'local') read[e.local]++;
      if ('isInterface' in e && typeof e.isInterface === 'object') read[e.isInterface.local]++;
    },
    statement(s) {
      if (s.op !== 'range') return;
      for (const local of [s.key, s.item, s.itemFlag]) if (local !== null) set[local]++;
    },
  });
  return { set, read };
}

/** Constants, and new values made of nothing else. */
function isTimeless(e: Expression): boolean {
  return e.op === 'constant' || (e.op === 'call' && e.function.effects === 'fresh' && e.arguments.every(isTimeless));
}
