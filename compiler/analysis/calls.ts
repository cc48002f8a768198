// Which template functions a chart calls, and what follows from that: the parts of the guest that its module needs, and what it
// draws from outside.

import { functionOf, partsOf, type TemplateFunction } from '../../language/functions';
import type { Unit } from '../ir/ir';
import { type Visitor, visit } from '../ir/visit';

/** A template function that takes randomness or the time from outside, and where the chart's templates call it. */
export interface Draw {
  name: string;
  from: 'entropy' | 'clock' | 'both';
  /** `chart/templates/file.yaml:line:column`, as errors have it */
  places: string[];
}

/** What the templates of a chart call. */
export interface Calls {
  /** Families of the functions, in order. */
  families: string[];
  /** Functions that draw, in order. */
  draws: Draw[];
  /** Can the templates reach these parts of the guest? Texts that `tpl` runs can reach all. */
  uses: { tpl: boolean; time: boolean; version: boolean; regex: boolean };
}

/** Looks at the calls of all units. */
export function analyseCalls(units: readonly Unit[]): Calls {
  const { functions, draws } = collectCalls(units);
  const parts = new Set([...functions].flatMap(partsOf));
  const tpl = parts.has('evaluator');
  return {
    families: [...new Set([...functions].map((fn) => fn.family))].sort(),
    draws,
    uses: {
      tpl,
      time: tpl || parts.has('time'),
      version: tpl || parts.has('version'),
      regex: tpl || parts.has('regex'),
    },
  };
}

/** The template functions that units call, and the calls of those that draw, by the functions' names. */
function collectCalls(units: readonly Unit[]): { functions: Set<TemplateFunction>; draws: Draw[] } {
  const functions = new Set<TemplateFunction>();
  const draws = new Map<string, Draw>();
  for (const unit of units) {
    const add = (called: TemplateFunction, position: number) => {
      functions.add(called);
      const { name, draws: from } = called;
      if (from === undefined) return;
      const { line, column } = unit.positions[position];
      const place = `${unit.path}:${line}:${column}`;
      const draw = draws.get(name) ?? { name, from, places: [] };
      if (!draw.places.includes(place)) draw.places.push(place);
      draws.set(name, draw);
    };
    const visitor: Visitor = {
      expression(e) {
        if (e.op === 'call') add(e.function, e.position);
        if (e.op === 'include') functions.add(functionOf('include'));
      },
      statement(s) {
        if (s.op === 'printInclude' || s.op === 'printIncludeIndented') functions.add(functionOf('include'));
        if (s.op === 'printYamlIndented') functions.add(functionOf('yaml'));
        if (s.op === 'write') add(s.function, s.position);
      },
    };
    for (const template of [unit.main, ...unit.definitions]) visit(template, visitor);
  }
  return { functions, draws: [...draws.values()].sort((a, b) => (a.name < b.name ? -1 : 1)) };
}
