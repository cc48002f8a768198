// What a program calls the verbs with, checked before anything runs: whoever writes JavaScript, or spreads options together, gets one clear
// error where TypeScript would have refused the call. What is wrong with a call is a CommandError, whatever the verb.

import { findProfile, type HelmChoice, knownVersions, type Profile, resolveProfile } from '../language/profiles';
import { defaultLimits } from '../runtime/host/core/limits';
import { CommandError } from './command';

/** What a value is, for people. */
export function kindOf(value: unknown): string {
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return typeof value === 'string' ? 'a text' : String(value);
}

const isText = (value: unknown) => typeof value === 'string';
const isObject = (value: unknown) => typeof value === 'object' && value !== null;
const isBytes = (value: unknown) => value instanceof Uint8Array;
/** What `loadModule` gives. */
const isLoaded = (value: unknown) => isObject(value) && 'isPairExport' in (value as object);

/** Kinds of options: what a value of one is in words, and what its items are, where it is a list. */
const KINDS = {
  text: { words: 'a text', is: isText },
  file: { words: "a path or a module's bytes", is: (value: unknown) => isText(value) || isBytes(value) },
  module: {
    words: "a path, a module's bytes or a loaded module",
    is: (value: unknown) => isText(value) || isBytes(value) || isLoaded(value),
  },
  texts: { words: 'a list of texts', is: Array.isArray, item: 'text' },
  switch: { words: 'true or false', is: (value: unknown) => typeof value === 'boolean' },
  count: { words: 'a whole number', is: Number.isSafeInteger },
  moment: { words: 'a text or a number', is: (value: unknown) => isText(value) || Number.isFinite(value) },
  helm: {
    words: 'a version of Helm',
    is: (value: unknown) => isText(value) || isObject(value) || Number.isFinite(value),
  },
  data: { words: 'an object or YAML', is: (value: unknown) => isText(value) || isObject(value) },
  object: { words: 'an object', is: isObject },
  objects: { words: 'a list of objects', is: Array.isArray, item: 'object' },
  found: { words: 'a file or a list of objects', is: (value: unknown) => isText(value) || Array.isArray(value) },
  limits: { words: 'an object of limits', is: isObject },
  failing: { words: 'true, false or a text', is: (value: unknown) => typeof value === 'boolean' || isText(value) },
  function: { words: 'a function', is: (value: unknown) => typeof value === 'function' },
} as const satisfies Record<string, { words: string; is(value: unknown): boolean; item?: string }>;

/** The kind of each option that a verb has. */
export type OptionKinds<Options> = Readonly<Record<keyof Options, keyof typeof KINDS>>;

/** Throws CommandError where options are not what a verb takes. */
export function checkOptions<Options extends object>(
  verb: string,
  options: Options,
  kinds: OptionKinds<Options>,
): void {
  if (!isObject(options)) throw new CommandError(`${verb}: its options must be an object, and are ${kindOf(options)}`);
  const given = Object.entries(options) as [keyof Options & string, unknown][];
  for (const [name, value] of given) {
    if (!Object.hasOwn(kinds, name)) {
      throw new CommandError(
        `${verb} has no option ${JSON.stringify(name)}: there are ${Object.keys(kinds).join(', ')}`,
      );
    }
    if (value === undefined) continue;
    checkKind(`${verb}: ${name}`, value, kinds[name]);
    if (kinds[name] === 'limits') checkLimits(`${verb}: ${name}`, value as object);
  }
}

function checkKind(place: string, value: unknown, kind: keyof typeof KINDS): void {
  const { words, is, item } = KINDS[kind] as { words: string; is(value: unknown): boolean; item?: 'text' | 'object' };
  if (!is(value)) throw new CommandError(`${place} must be ${words}, and is ${kindOf(value)}`);
  if (item !== undefined)
    for (const [i, each] of (value as unknown[]).entries()) checkKind(`${place}[${i}]`, each, item);
}

function checkLimits(place: string, limits: object): void {
  for (const [name, value] of Object.entries(limits)) {
    if (!Object.hasOwn(defaultLimits, name)) {
      throw new CommandError(
        `${place} has no ${JSON.stringify(name)}: there are ${Object.keys(defaultLimits).join(', ')}`,
      );
    }
    if (value !== undefined && !(typeof value === 'number' && value > 0)) {
      throw new CommandError(`${place}.${name} must be a number greater than 0, and is ${kindOf(value)}`);
    }
  }
}

/** Throws CommandError where what a verb cannot do without is not a value of that kind. */
export function checkGiven(verb: string, what: string, given: unknown, kind: keyof typeof KINDS): void {
  checkKind(`${verb}: ${what}`, given, kind);
}

/** Throws CommandError where what a verb works on is not named by a text. */
export function checkNamed(verb: string, what: string, named: unknown): void {
  checkGiven(verb, what, named, 'text');
}

/** The Helm that an option names, the default one where it names none. Throws CommandError for what is no version of Helm. */
export function helmOfOption(helm: HelmChoice | undefined): Profile {
  if (helm !== undefined && typeof helm !== 'object' && !findProfile(String(helm))) {
    throw new CommandError(`helm ${JSON.stringify(helm)} is no version of Helm that is known: ${knownVersions()}`);
  }
  return resolveProfile(helm);
}
