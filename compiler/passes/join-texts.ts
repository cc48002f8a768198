// Texts that stand side by side (around a comment, say, or a branch that is gone) become one.

import type { Statement, Template } from '../ir/ir';
import { rewrite } from '../ir/rewrite';

/** Joins texts. */
export function joinTexts(template: Template): void {
  rewrite(template, {
    list(statements) {
      const out: Statement[] = [];
      for (const s of statements) {
        const last = out[out.length - 1];
        if (s.op !== 'text' || last?.op !== 'text') {
          out.push(s);
          continue;
        }
        const bytes = new Uint8Array(last.bytes.length + s.bytes.length);
        bytes.set(last.bytes);
        bytes.set(s.bytes, last.bytes.length);
        out[out.length - 1] = { op: 'text', bytes, line: last.line };
      }
      return out;
    },
  });
}
