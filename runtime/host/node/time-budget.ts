// How long a call may take: processor time, not time on the wall, since on a busy machine an honest module gets little of it.

import { now } from './clock';

/** However little a machine gives, a call ends after so many times its limit. */
export const MAX_WALL_FACTOR = 20;

/** The part of the processor that a call has which has it for itself: the system works a little, too. */
const WHOLE_SHARE = 0.9;

/** Processor time that this process has used, in milliseconds; of all its threads, so that it is never less than the module's. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The time of one call, which begins when it is made. `limitMs` may be Infinity. */
export class TimeBudget {
  private readonly wall = now();
  private readonly processor = processorTime();

  constructor(readonly limitMs: number) {}

  /** The time after which the call ends in any case, in milliseconds from now. */
  wallLeftMs(): number {
    return Math.max(1, this.wall + this.limitMs * MAX_WALL_FACTOR - now());
  }

  /** Milliseconds before which the budget cannot be spent. */
  leastLeftMs(): number {
    const left = Math.max(this.wall + this.limitMs - now(), this.processor + this.limitMs - processorTime());
    return Math.max(1, Math.min(left, this.wallLeftMs()));
  }

  /** Has the call had its processor time, or waited for it far too long? */
  isSpent(): boolean {
    const waited = now() - this.wall;
    if (waited < this.limitMs) return false;
    return waited >= this.limitMs * MAX_WALL_FACTOR || processorTime() - this.processor >= this.limitMs;
  }
  /** Asked of a call that was ended when its limit had passed on the wall: did it get so little of the processor that it may not have hung? */
  isStarved(): boolean {
    return !this.isSpent() && processorTime() - this.processor < this.limitMs * WHOLE_SHARE;
  }
}
