// Compares one render of ours with helm's, which runs again where that can say more: over a chart that draws something, or where
// a difference may be helm's own.

import { compareOutcomes, type Compared, type FindPlace, isSame, type Outcome, type Words } from '../compare/compare';

/** What a chart draws from outside: nothing, randomness alone, or the clock too. */
export type Draws = 'nothing' | 'entropy' | 'all';

/** How often helm runs at most to find what it prints differently each time. */
const MAX_RUNS = 5;

/** Between runs of helm over a chart that reads the clock: most of them print seconds. */
const CLOCK_STEP_MS = 1050;

/**
 * The comparison of ours with `runs`, to which further runs are added. Two runs may agree about a small random number or an order
 * of two, so a few more follow while ours is not explained.
 */
export async function compareRepeating(
  runs: Outcome[],
  ours: Outcome,
  draws: Draws,
  ask: () => Promise<Outcome>,
): Promise<Compared> {
  if (isSame(runs[0], ours) && draws === 'nothing') return compareOutcomes(runs, ours);
  const another = async () => {
    if (draws === 'all') await new Promise((wake) => setTimeout(wake, CLOCK_STEP_MS));
    runs.push(await ask());
  };
  await another();
  let result = compareOutcomes(runs, ours);
  while (result.status === 'different' && runs.length < MAX_RUNS) {
    await another();
    result = compareOutcomes(runs, ours);
  }
  return result;
}

/** A comparison, with the template lines behind what it shows: `places` is asked only where there is something to show. */
export async function withPlaces(
  compared: Compared,
  runs: readonly Outcome[],
  ours: Outcome,
  places: () => Promise<FindPlace | undefined>,
  words?: Words,
): Promise<Compared> {
  if (compared.differences.length === 0 && compared.random.length === 0) return compared;
  const find = await places();
  return find ? compareOutcomes(runs, ours, find, words) : compared;
}
