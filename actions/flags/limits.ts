// The flags for the bounds of a module, the same in every command that runs one, and how their values are written. The bounds
// themselves and their defaults are the host's.

import type { HostError, Limits } from '../../runtime/host';

/** A flag that sets a limit. */
export interface LimitFlag {
  name: string;
  limit: keyof Limits;
  kind: 'size' | 'time';
  /** Refuses a value that cannot be read. */
  check(value: string): void;
}

const flag = (name: string, limit: keyof Limits, kind: 'size' | 'time'): LimitFlag => ({
  name,
  limit,
  kind,
  check: (value) => void (kind === 'size' ? parseSize(value) : parseTime(value)),
});

export const limitFlags: readonly LimitFlag[] = [
  flag('memory-limit', 'memoryBytes', 'size'),
  flag('time-limit', 'timeMs', 'time'),
  flag('output-limit', 'outputBytes', 'size'),
  flag('stack-limit', 'stackBytes', 'size'),
  flag('module-limit', 'moduleBytes', 'size'),
];

/**
 * What `template` bounds a chart with that it compiled itself: what helm renders must render, so these are there for charts
 * that would never end. A module from elsewhere keeps the host's defaults.
 */
export const chartLimits: Partial<Limits> = {
  moduleBytes: 2 ** 30,
  memoryBytes: 2 ** 32,
  timeMs: 10 * 60_000,
  outputBytes: 2 ** 30,
};

/** Bytes, from `262144`, `512KiB`, `64Mi`, `1g`. */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([kmg])i?)?b?$/i.exec(text.trim());
  const power = ' kmg'.indexOf((match?.[2] ?? ' ').toLowerCase());
  const bytes = match ? Math.floor(Number(match[1]) * 1024 ** power) : Number.NaN;
  if (!(bytes > 0)) throw new Error('give a size such as 512KiB, 64MiB or 1GiB');
  return bytes;
}

/** Milliseconds, from `10s`, `500ms`, `2m`; a number alone is seconds, and 0 is no limit. */
export function parseTime(text: string): number {
  const ms = milliseconds(text);
  if (ms === undefined) throw new Error(`${TIME_FORM}, or 0 for no limit`);
  return ms === 0 ? Number.POSITIVE_INFINITY : ms;
}

/** The same where there must be a limit. */
export function parseFiniteTime(text: string): number {
  const ms = milliseconds(text);
  if (!ms) throw new Error(TIME_FORM);
  return ms;
}

const TIME_FORM = 'give a time such as 500ms, 10s or 2m';

function milliseconds(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(text.trim());
  if (!match) return undefined;
  return Number(match[1]) * { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }[(match[2] ?? 's') as 'ms' | 's' | 'm' | 'h'];
}

/** The limits that the flags set. `value` gives a flag's text, or undefined where it was not given. */
export function readLimits(value: (name: string) => string | undefined): Partial<Limits> {
  const limits: Partial<Limits> = {};
  for (const { name, limit, kind } of limitFlags) {
    const text = value(name);
    if (text !== undefined && text !== '') limits[limit] = kind === 'size' ? parseSize(text) : parseTime(text);
  }
  return limits;
}

/** A host error's message, with the flag that moves the limit it names. */
export function describeHostError(error: HostError): string {
  const flag = limitFlags.find(({ limit }) => limit === error.limit);
  if (flag === undefined) return error.message;
  // Lines of the module's own may follow.
  const [, first, colon, rest] = /^(.*?)(:?)((?:\n[\s\S]*)?)$/.exec(error.message)!;
  return `${first} (--${flag.name})${colon}${rest}`;
}
