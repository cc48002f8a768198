// Every Helm that people run: a release is a row. What one does otherwise than another is a quirk with a name, the versions that have
// it, and a word for chart authors; everything else asks quirks, never "which Helm".

import * as L from '../runtime/abi/log-lines';
import * as Q from '../runtime/abi/quirks';
import { apiVersionsOf } from './api-versions';

/** How Helm calls itself, as `.Capabilities.HelmVersion` has it. */
export interface HelmBuild {
  version: string;
  gitCommit: string;
  gitTreeState: string;
  goVersion: string;
  /** Helm 4 only. */
  kubeClientVersion?: string;
}

/** A Helm whose semantics are known: one patch of a minor release, which was asked. */
export interface Profile {
  /** `4.3` */
  readonly id: string;
  /** What a module's label says: `4.3.1`. {@link findProfile} understands it. */
  readonly label: string;
  readonly major: 3 | 4;
  /** Numbers of runtime/abi/quirks.ts, ascending: what this Helm does in the newer way. */
  readonly quirks: readonly number[];
  readonly build: HelmBuild;
  /** `.Capabilities.KubeVersion` without a cluster. */
  readonly kubeVersion: string;
  /** `.Capabilities.APIVersions` without a cluster. */
  readonly apiVersions: readonly string[];
  /** Lines of Helm's source that its log names, by the numbers of runtime/abi/log-lines.ts. Helm 3 only. */
  readonly logLines?: readonly number[];
}

/** A difference between Helms that has a bit; what it is called and means: differences/differences.ts. */
export interface QuirkVersions {
  /** The number (runtime/abi/quirks.ts) of the bit that is set where the newer behaviour is. */
  readonly bit: number;
  /** The first 3.x and the first 4.x that behave in the newer way; absent: none of them does. */
  readonly since3?: number;
  readonly since4?: number;
}

/** None of them does. */
const NEVER = -1;

/** A row: the bit, the first 3.x, the first 4.x. Numbers alone: a table of objects takes time at each start. */
// biome-ignore format: a table
const QUIRKS: readonly number[] = [
  Q.COMPARED_TYPES_NAMED, 20, 0,
  Q.RANGE_OVER_INTEGER, 18, 0,
  Q.PARSER_LIMITS, 20, 0,
  Q.COMMENT_LINES, 18, 0,
  Q.ELSE_WITH, 17, 0,
  Q.NAMED_GROUPS, 15, 0,
  Q.JSON_SHORT_ESCAPES, 15, 0,
  Q.YAML_1_4, 15, 0,
  Q.MERGO_1, 16, 0,
  Q.SPRIG_3_3, 16, 0,
  Q.SEMVER_3_3, 16, 0,
  Q.TOML_1_4, 17, 0,
  Q.SKIP_SCHEMA_VALIDATION, 16, 0,
  Q.TAKE_OWNERSHIP, 17, 0,
  Q.COMMAND_FLAGS_4, NEVER, 0,
  Q.NOTES_FLAGS_IDLE, NEVER, 2,
  Q.DEBUG_ERROR_FIRST, NEVER, 2,
  Q.REGEXP_CATEGORIES, 20, 0,
  Q.URL_BRACKETS, 19, 0,
  Q.KEY_ID_SHA256, 20, 0,
  Q.TOML_1_5, 18, 0,
  Q.TOML_1_6, 20, 1,
  Q.SEMVER_3_4, 19, 0,
  Q.SEMVER_3_5, 21, 2,
  Q.JSON_SCHEMA_V6, 18, 0,
  Q.COMMON_PACKAGE, NEVER, 0,
  Q.METADATA_MAPS, NEVER, 0,
  Q.KUBE_VERSION_GENERIC, 19, 0,
  Q.KUBE_VERSION_NORMALIZED, NEVER, 1,
  Q.KUBE_CLIENT_VERSION, NEVER, 0,
  Q.IMPORTS_AS_TEXT, 18, 0,
  Q.STRUCTURED_LOG, NEVER, 0,
  Q.ERROR_CHAIN, NEVER, 0,
  Q.WEBHOOK_ORDER, NEVER, 0,
  Q.VALUES_DOCUMENTS, NEVER, 0,
  Q.NULLS_KEPT, 20, 1,
  Q.CHART_LOADER_4, NEVER, 0,
  Q.ALIASES_APART, NEVER, 0,
  Q.LOCK_WARNING, 15, 0,
  Q.SUBCHART_WORDS, 17, 0,
  Q.TOML_AND_PRETTY_FUNCTIONS, 17, 0,
  Q.SECTION_NULLS_KEPT, 17, 0,
  Q.FILE_LIMIT, 18, 0,
  Q.CHART_BUDGET, NEVER, 3,
  Q.NULLS_PASSED_ON, 19, 0,
  Q.DOT_NAMES_REFUSED, 20, 1,
  Q.MUST_TO_TOML, NEVER, 2,
  Q.DOCUMENTS_KEEP_END, NEVER, 2,
  Q.CHART_NULLS_REMOVED, NEVER, 2,
  Q.EMPTY_FILE_LINES, 21, 3,
  Q.SINGLE_QUOTED_COMMANDS, NEVER, 2,
  Q.DURATION_FUNCTIONS, NEVER, 3,
  Q.MUST_TO_YAML, NEVER, 0,
];

/** Every difference that has a bit. */
export function quirkVersions(): QuirkVersions[] {
  const all: QuirkVersions[] = [];
  for (let at = 0; at < QUIRKS.length; at += 3) {
    const [bit, since3, since4] = QUIRKS.slice(at, at + 3);
    all.push({ bit, ...(since3 !== NEVER && { since3 }), ...(since4 !== NEVER && { since4 }) });
  }
  return all;
}

/**
 * A Helm: its id, the patch, the Go it is built with, the minor version of its Kubernetes libraries, which decides the default
 * capabilities, and what few have besides. Lists and constants only, which the engine takes as they lie.
 */
type Row = readonly [id: string, patch: number, go: string, kubernetes: number, more?: More];

interface More {
  /** Other patches that were asked (tools/record/vectors.mjs --like) and answer as this one does, but for their own names. */
  readonly alike?: readonly number[];
  /** What later patches do in the newer way besides. */
  readonly later?: { readonly patch: number; readonly quirks: readonly number[] };
  readonly gitCommit?: string;
  /** The 3.x whose lines the log names. */
  readonly log?: number;
}

// Commits stand where the judge is a released binary; built from the module proxy Helm knows none.
// biome-ignore format: a table
const rows: readonly Row[] = [
  ['3.14', 4, '1.21.13', 29, { log: 14 }],
  ['3.15', 4, '1.22.12', 30, { log: 14 }],
  ['3.16', 4, '1.22.12', 31, { log: 16 }],
  ['3.17', 2, '1.23.7', 32, { log: 17, alike: [4], later: { patch: 3, quirks: [Q.FILE_LIMIT] }, gitCommit: 'cc0bbbd6d6276b83880042c1ecb34087e84d41eb' }],
  ['3.18', 6, '1.24.6', 33, { log: 18 }],
  ['3.19', 5, '1.24.13', 34, { log: 19 }],
  ['3.20', 2, '1.26.8', 35, { log: 20 }],
  ['3.21', 4, '1.26.8', 36, { log: 20 }],
  ['3.22', 0, '1.26.8', 37, { log: 20 }],
  ['4.0', 5, '1.26.8', 34],
  ['4.1', 4, '1.25.9', 35, { gitCommit: '05fa37973dc9e42b76e1d2883494c87174b6074f' }],
  ['4.2', 4, '1.26.8', 36],
  ['4.3', 1, '1.26.8', 37, { alike: [0, 2] }],
];

/** {@link Profile.logLines} of 3.x. A function: the default Helm has none. */
// biome-ignore format: a table
const logLinesOf = (minor: number): readonly number[] | undefined => inOrder([
  L.LOG_TABLE, L.LOG_NO_TABLE, L.LOG_TAG, L.LOG_CONDITION, L.LOG_IMPORT_FROM, L.LOG_IMPORT, L.LOG_HOOK,
], ({
  14: [286, 289, 94, 63, 269, 286, 192],
  16: [286, 289, 94, 63, 269, 286, 190],
  17: [298, 301, 94, 63, 269, 286, 190],
  18: [298, 301, 95, 64, 270, 287, 199],
  19: [303, 306, 95, 64, 270, 287, 199],
  20: [316, 319, 95, 64, 270, 287, 199],
} as Record<number, readonly number[]>)[minor]);

/** Lines by the numbers of their messages. */
function inOrder(messages: readonly number[], lines: readonly number[] | undefined): readonly number[] | undefined {
  return lines && Array.from({ length: L.LOG_COUNT }, (_, message) => lines[messages.indexOf(message)]!);
}

/** Profiles that were asked for, by id. */
const made = new Map<string, Profile>();

function profileOf(row: Row): Profile {
  const [id] = row;
  let profile = made.get(id);
  if (profile === undefined) {
    profile = makeProfile(row);
    made.set(id, profile);
  }
  return profile;
}

function makeProfile([id, patch, go, kubernetes, { gitCommit, log } = {}]: Row): Profile {
  const label = `${id}.${patch}`;
  const isFour = id.startsWith('4');
  const build: HelmBuild = {
    version: `v${label}`,
    gitCommit: gitCommit ?? '',
    gitTreeState: gitCommit === undefined ? '' : 'clean',
    goVersion: `go${go}`,
  };
  if (isFour) build.kubeClientVersion = `v1.${kubernetes}`;
  let newer: readonly number[] | undefined;
  // Of most profiles nobody asks.
  const profile: { -readonly [Name in keyof Profile]: Profile[Name] } = {
    id,
    label,
    major: isFour ? 4 : 3,
    build,
    kubeVersion: `v1.${kubernetes}.0`,
    get quirks() {
      newer ??= newerQuirks(id);
      return newer;
    },
    get apiVersions() {
      return apiVersionsOf(kubernetes);
    },
  };
  if (log !== undefined) profile.logLines = logLinesOf(log);
  return profile;
}

/** What a Helm does in the newer way. */
function newerQuirks(id: string): readonly number[] {
  const [major, minor] = id.split('.').map(Number);
  const newer: number[] = [];
  for (let at = 0; at < QUIRKS.length; at += 3) {
    const since = QUIRKS[at + major - 2];
    if (since !== NEVER && minor >= since) newer.push(QUIRKS[at]);
  }
  return newer.sort((a, b) => a - b);
}

/** Every known Helm, oldest first. */
export function profiles(): readonly Profile[] {
  return rows.map(profileOf);
}

/** Other patches of its minor version that were asked: they answer as it does, but for their own names and the quirks that they have. */
export function alikePatches({ id }: Profile): { patch: number; quirks: readonly number[] }[] {
  const row = rowOf(id);
  return (row?.[4]?.alike ?? []).map((patch) => ({ patch, quirks: laterQuirks(row, patch) }));
}

function laterQuirks(row: Row | undefined, patch: number): readonly number[] {
  const later = row?.[4]?.later;
  return later !== undefined && patch >= later.patch ? later.quirks : [];
}

const rowOf = (id: string) => rows.find((row) => row[0] === id);
const majorOf = ([id]: Row) => (id.startsWith('4') ? 4 : 3);
const newestOf = (major: 3 | 4) => profileOf(rows.findLast((row) => majorOf(row) === major)!);

/** The Helm whose semantics a chart gets where nobody says otherwise. */
export const defaultProfile: Profile = newestOf(4);

/** Is it so in this Helm? `quirk`: a number of runtime/abi/quirks.ts. */
export function has(profile: Profile, quirk: number): boolean {
  return profile.quirks.includes(quirk);
}

const quirkWords = new WeakMap<Profile, bigint>();

/** The word of a profile's quirks as the guest keeps it: bit n is set where quirk n is the newer behaviour. */
export function quirkWord(profile: Profile): bigint {
  let word = quirkWords.get(profile);
  if (word === undefined) {
    word = BigInt.asIntN(
      64,
      profile.quirks.reduce((bits, bit) => bits | (1n << BigInt(bit)), 0n),
    );
    quirkWords.set(profile, word);
  }
  return word;
}

/** A Helm that was asked for, and how well it is known. */
export interface FoundProfile {
  profile: Profile;
  /** The version is newer or older than any known one of its major version: the nearest one stands for it. */
  isNearest: boolean;
  /** It is a patch of a known minor version that nobody has asked yet: what is known of another one (`4.3.1`) stands for it. */
  insteadOf?: string;
}

/**
 * The profile of a version: `4`, `4.3`, `4.3.1`, `v4.3.1`, `v4.3.1+g1234567`. A major version alone is its newest minor. Another
 * patch of a known minor version has its rules and a name of its own. Undefined: that is no version of Helm 3 or 4.
 */
export function findProfile(version: string): FoundProfile | undefined {
  // What a module's label says, as a rule: no regular expression has to be compiled for it.
  const labelled = rows.find(([id, patch]) => version === `${id}.${patch}`);
  if (labelled) return { profile: profileOf(labelled), isNearest: false };
  const steps = /^(\d\.\d+)>(\d\.\d+):(\d+)$/.exec(version);
  if (steps)
    return { profile: stepBetween(profileById(steps[1]), profileById(steps[2]), Number(steps[3])), isNearest: false };
  const match = /^v?([34])(?:\.(\d+)(?:\.(\d+))?)?(?:[-+].*)?$/.exec(version.trim());
  if (!match) return undefined;
  const major = Number(match[1]) as 3 | 4;
  if (match[2] === undefined) return { profile: newestOf(major), isNearest: false };
  const minor = Number(match[2]);
  const exact = rowOf(`${major}.${minor}`);
  if (exact) {
    const profile = profileOf(exact);
    return match[3] === undefined ? { profile, isNearest: false } : patchOf(profile, Number(match[3]));
  }
  const same = rows.filter((row) => majorOf(row) === major);
  const below = same.filter(([id]) => Number(id.split('.')[1]) < minor);
  return { profile: profileOf(below.at(-1) ?? same[0]!), isNearest: true };
}

/** Does a Helm answer what was asked for: its minor version, or its major version alone? `wanted`: the profile of `given`. */
export function isAskedFor(helm: Profile, given: HelmChoice, wanted: Profile): boolean {
  return wanted.id === helm.id || (/^v?\d+$/.test(String(given)) && wanted.major === helm.major);
}

/** A patch of the minor version of a profile. */
function patchOf(profile: Profile, patch: number): FoundProfile {
  const label = `${profile.id}.${patch}`;
  if (label === profile.label) return { profile, isNearest: false };
  const build = { ...profile.build, version: `v${label}`, gitCommit: '', gitTreeState: '' };
  const isKnown = alikePatches(profile).some((one) => one.patch === patch);
  const later = laterQuirks(rowOf(profile.id), patch);
  return {
    profile: { ...profile, label, build, quirks: [...profile.quirks, ...later].sort((a, b) => a - b) },
    isNearest: false,
    ...(isKnown ? {} : { insteadOf: profile.label }),
  };
}

/** The profile with an id that `Profile.id` gave. */
export function profileById(id: string): Profile {
  if (id.includes('>')) return findProfile(id)!.profile;
  const found = rowOf(id);
  if (!found) throw new Error(`no profile ${id}`);
  return profileOf(found);
}

/** How a caller names a Helm: a profile, a version (`4.3`, `3`), or a major version's number. */
export type HelmChoice = Profile | string | number;

/** The profile that a caller named; the default one where none was. Throws RangeError for what is no Helm. */
export function resolveProfile(helm: HelmChoice | undefined): Profile {
  if (helm === undefined) return defaultProfile;
  if (typeof helm === 'object') return helm;
  const found = findProfile(String(helm));
  if (!found) throw new RangeError(`there is no Helm ${helm}: give a version such as ${defaultProfile.id}`);
  return found.profile;
}

/** The versions that are known, for people: `3.14 to 3.22 and 4.0 to 4.3`. */
export function knownVersions(): string {
  const range = (major: 3 | 4) => {
    const ids = rows.filter((row) => majorOf(row) === major).map(([id]) => id);
    return `${ids[0]} to ${ids.at(-1)}`;
  };
  return `${range(3)} and ${range(4)}`;
}

/** Something that two Helms have otherwise. */
export interface Difference {
  /** A quirk's number; or what they assume of a cluster, or how they call themselves. */
  readonly of: number | 'default-capabilities' | 'helm-version';
  /** What takes it over from the other Helm. */
  take(from: Profile, to: Profile): Partial<Profile>;
}

const beyondQuirks: readonly (Difference & { differs(a: Profile, b: Profile): boolean })[] = [
  {
    of: 'default-capabilities',
    differs: (a, b) => a.kubeVersion !== b.kubeVersion,
    take: (_, to) => ({ kubeVersion: to.kubeVersion, apiVersions: to.apiVersions }),
  },
  {
    of: 'helm-version',
    differs: (a, b) => a.build.version !== b.build.version,
    take: (_, to) => ({ build: to.build, major: to.major, logLines: to.logLines }),
  },
];

/** The quirks that only move blank lines come first, so that what follows shows nothing else. */
export const FIRST: readonly number[] = [Q.DOCUMENTS_KEEP_END];

/** What one Helm has otherwise than another, in an order that never changes. */
export function differencesOf(from: Profile, to: Profile): Difference[] {
  const list = quirkVersions()
    .filter(({ bit }) => has(from, bit) !== has(to, bit))
    .sort((a, b) => Number(FIRST.includes(b.bit)) - Number(FIRST.includes(a.bit)))
    .map(
      ({ bit }): Difference => ({
        of: bit,
        take: (now) => ({
          quirks: (has(to, bit) ? [...now.quirks, bit] : now.quirks.filter((one) => one !== bit)).sort((a, b) => a - b),
        }),
      }),
    );
  return [...list, ...beyondQuirks.filter(({ differs }) => differs(from, to))];
}

/**
 * A Helm that never was: `from` with the first `count` of its differences from `to` taken over. With all of them it prints what
 * `to` prints. Its id is `3.17>4.3:5`.
 */
export function stepBetween(from: Profile, to: Profile, count: number): Profile {
  let profile: Profile = from;
  for (const { take } of differencesOf(from, to).slice(0, count)) profile = { ...profile, ...take(profile, to) };
  const id = `${from.id}>${to.id}:${count}`;
  return { ...profile, id, label: id };
}
