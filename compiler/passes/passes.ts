// Passes over the IR of one unit: what common shapes of templates can be done cheaper. Each keeps output, effects and errors,
// their order included. Each is a file, with a folder of its own under test/filetest/passes.

import type { Template, Unit } from '../ir/ir';
import { choose } from './choose';
import { foldConstants } from './fold';
import { joinTexts } from './join-texts';
import { placePiped } from './place-piped';
import { type Stage, stages } from './stages';
import { writePrints } from './write-prints';

/** What makes each stage of the one before it, in place. */
const passes: Record<Stage, ((template: Template, unit: Unit) => void) | null> = {
  lower: null,
  'place-piped': placePiped,
  fold: foldConstants,
  choose,
  'write-prints': writePrints,
  'join-texts': joinTexts,
};

/** Brings a unit from the stage `from` to the stage `to`, in place. */
export function runPasses(unit: Unit, to: Stage = stages[stages.length - 1], from: Stage = 'lower'): void {
  for (const stage of stages.slice(stages.indexOf(from) + 1, stages.indexOf(to) + 1)) {
    for (const template of [unit.main, ...unit.definitions]) passes[stage]!(template, unit);
  }
}
