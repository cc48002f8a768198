// Every Helm that people run: a release is a row. What one does otherwise than another is a quirk with a name, the versions that have
// it, and a word for chart authors; everything else asks quirks, never "which Helm".

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
  /** Lines of Helm's source that its log names, in the order of {@link LOG_LINES}. Helm 3 only. */
  readonly logLines?: readonly number[];
}

/** Messages that Helm 3's log prints with the line they come from; pkg/chartutil and pkg/releaseutil. */
export const LOG_LINES = [
  'coalesce.go: cannot overwrite table with non table',
  'coalesce.go: destination is a table',
  'dependencies.go: a tag that is no boolean',
  'dependencies.go: a condition that is no boolean',
  'dependencies.go: an import from a chart that has no such table',
  'dependencies.go: an import that finds no table',
  'manifest_sorter.go: an unknown hook',
] as const;

/** A difference between Helms that has a bit; what it is called and means: differences/differences.ts. */
export interface QuirkVersions {
  /** The number (runtime/abi/quirks.ts) of the bit that is set where the newer behaviour is. */
  readonly bit: number;
  /** The first 3.x and the first 4.x that behave in the newer way; absent: none of them does. */
  readonly since3?: number;
  readonly since4?: number;
}

// biome-ignore format: a table
export const quirkVersions: readonly QuirkVersions[] = [
  { bit: Q.COMPARED_TYPES_NAMED, since3: 20, since4: 0 },
  { bit: Q.RANGE_OVER_INTEGER, since3: 18, since4: 0 },
  { bit: Q.PARSER_LIMITS, since3: 20, since4: 0 },
  { bit: Q.COMMENT_LINES, since3: 18, since4: 0 },
  { bit: Q.ELSE_WITH, since3: 17, since4: 0 },
  { bit: Q.NAMED_GROUPS, since3: 15, since4: 0 },
  { bit: Q.JSON_SHORT_ESCAPES, since3: 15, since4: 0 },
  { bit: Q.YAML_1_4, since3: 15, since4: 0 },
  { bit: Q.MERGO_1, since3: 16, since4: 0 },
  { bit: Q.SPRIG_3_3, since3: 16, since4: 0 },
  { bit: Q.SEMVER_3_3, since3: 16, since4: 0 },
  { bit: Q.TOML_1_4, since3: 17, since4: 0 },
  { bit: Q.SKIP_SCHEMA_VALIDATION, since3: 16, since4: 0 },
  { bit: Q.TAKE_OWNERSHIP, since3: 17, since4: 0 },
  { bit: Q.NOTES_FLAGS_IDLE, since4: 2 },
  { bit: Q.DEBUG_ERROR_FIRST, since4: 2 },
  { bit: Q.REGEXP_CATEGORIES, since3: 20, since4: 0 },
  { bit: Q.URL_BRACKETS, since3: 19, since4: 0 },
  { bit: Q.KEY_ID_SHA256, since3: 20, since4: 0 },
  { bit: Q.TOML_1_5, since3: 18, since4: 0 },
  { bit: Q.TOML_1_6, since3: 20, since4: 1 },
  { bit: Q.SEMVER_3_4, since3: 19, since4: 0 },
  { bit: Q.SEMVER_3_5, since3: 21, since4: 2 },
  { bit: Q.JSON_SCHEMA_V6, since3: 18, since4: 0 },
  { bit: Q.COMMON_PACKAGE, since4: 0 },
  { bit: Q.METADATA_MAPS, since4: 0 },
  { bit: Q.KUBE_VERSION_GENERIC, since3: 19, since4: 0 },
  { bit: Q.KUBE_VERSION_NORMALIZED, since4: 1 },
  { bit: Q.KUBE_CLIENT_VERSION, since4: 0 },
  { bit: Q.IMPORTS_AS_TEXT, since3: 18, since4: 0 },
  { bit: Q.STRUCTURED_LOG, since4: 0 },
  { bit: Q.ERROR_CHAIN, since4: 0 },
  { bit: Q.WEBHOOK_ORDER, since4: 0 },
  { bit: Q.VALUES_DOCUMENTS, since4: 0 },
  { bit: Q.NULLS_KEPT, since3: 20, since4: 1 },
  { bit: Q.CHART_LOADER_4, since4: 0 },
  { bit: Q.ALIASES_APART, since4: 0 },
  { bit: Q.LOCK_WARNING, since3: 15, since4: 0 },
  { bit: Q.SUBCHART_WORDS, since3: 17, since4: 0 },
  { bit: Q.TOML_AND_PRETTY_FUNCTIONS, since3: 17, since4: 0 },
  { bit: Q.SECTION_NULLS_KEPT, since3: 17, since4: 0 },
  { bit: Q.FILE_LIMIT, since3: 18, since4: 0 },
  { bit: Q.CHART_BUDGET, since4: 3 },
  { bit: Q.NULLS_PASSED_ON, since3: 19, since4: 0 },
  { bit: Q.DOT_NAMES_REFUSED, since3: 20, since4: 1 },
  { bit: Q.MUST_TO_TOML, since4: 2 },
  { bit: Q.DOCUMENTS_KEEP_END, since4: 2 },
  { bit: Q.CHART_NULLS_REMOVED, since4: 2 },
  { bit: Q.EMPTY_FILE_LINES, since3: 21, since4: 3 },
  { bit: Q.SINGLE_QUOTED_COMMANDS, since4: 2 },
  { bit: Q.DURATION_FUNCTIONS, since4: 3 },
  { bit: Q.MUST_TO_YAML, since4: 0 },
];

interface Row {
  id: string;
  patch: number;
  /** Other patches that were asked (tools/record/vectors.mjs --like) and answer as this one does, but for their own names. */
  alike?: number[];
  /** What later patches do in the newer way besides. */
  later?: { patch: number; quirks: number[] };
  go: string;
  /** Minor version of the Kubernetes libraries, which decides the default capabilities. */
  kubernetes: number;
  gitCommit?: string;
  logLines?: number[];
}

const LINES_3_14 = [286, 289, 94, 63, 269, 286, 192];
const LINES_3_16 = [286, 289, 94, 63, 269, 286, 190];
const LINES_3_17 = [298, 301, 94, 63, 269, 286, 190];
const LINES_3_18 = [298, 301, 95, 64, 270, 287, 199];
const LINES_3_19 = [303, 306, 95, 64, 270, 287, 199];
const LINES_3_20 = [316, 319, 95, 64, 270, 287, 199];

// Commits stand where the judge is a released binary; built from the module proxy Helm knows none.
// biome-ignore format: a table
const rows: readonly Row[] = [
  { id: '3.14', patch: 4, go: '1.21.13', kubernetes: 29, logLines: LINES_3_14 },
  { id: '3.15', patch: 4, go: '1.22.12', kubernetes: 30, logLines: LINES_3_14 },
  { id: '3.16', patch: 4, go: '1.22.12', kubernetes: 31, logLines: LINES_3_16 },
  { id: '3.17', patch: 2, go: '1.23.7', kubernetes: 32, logLines: LINES_3_17, alike: [4], later: { patch: 3, quirks: [Q.FILE_LIMIT] }, gitCommit: 'cc0bbbd6d6276b83880042c1ecb34087e84d41eb' },
  { id: '3.18', patch: 6, go: '1.24.6', kubernetes: 33, logLines: LINES_3_18 },
  { id: '3.19', patch: 5, go: '1.24.13', kubernetes: 34, logLines: LINES_3_19 },
  { id: '3.20', patch: 2, go: '1.26.8', kubernetes: 35, logLines: LINES_3_20 },
  { id: '3.21', patch: 4, go: '1.26.8', kubernetes: 36, logLines: LINES_3_20 },
  { id: '3.22', patch: 0, go: '1.26.8', kubernetes: 37, logLines: LINES_3_20 },
  { id: '4.0', patch: 5, go: '1.26.8', kubernetes: 34 },
  { id: '4.1', patch: 4, go: '1.25.9', kubernetes: 35, gitCommit: '05fa37973dc9e42b76e1d2883494c87174b6074f' },
  { id: '4.2', patch: 4, go: '1.26.8', kubernetes: 36 },
  { id: '4.3', patch: 1, go: '1.26.8', kubernetes: 37, alike: [0, 2] },
];

function profileOf({ id, patch, go, kubernetes, gitCommit, logLines }: Row): Profile {
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
  if (logLines !== undefined) profile.logLines = logLines;
  return profile;
}

/** What a Helm does in the newer way. */
function newerQuirks(id: string): readonly number[] {
  const [major, minor] = id.split('.').map(Number);
  const newer = quirkVersions.filter((quirk) => {
    const since = major === 3 ? quirk.since3 : quirk.since4;
    return since !== undefined && minor >= since;
  });
  return newer.map(({ bit }) => bit).sort((a, b) => a - b);
}

/** Every known Helm, oldest first. */
export const profiles: readonly Profile[] = rows.map(profileOf);

/** Other patches of its minor version that were asked: they answer as it does, but for their own names and the quirks that they have. */
export function alikePatches({ id }: Profile): { patch: number; quirks: readonly number[] }[] {
  const row = rows.find((one) => one.id === id);
  return (row?.alike ?? []).map((patch) => ({ patch, quirks: laterQuirks(row, patch) }));
}

function laterQuirks(row: Row | undefined, patch: number): readonly number[] {
  return row?.later !== undefined && patch >= row.later.patch ? row.later.quirks : [];
}

const newestOf = (major: 3 | 4) => profiles.filter((profile) => profile.major === major).at(-1)!;

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
  const steps = /^(\d\.\d+)>(\d\.\d+):(\d+)$/.exec(version);
  if (steps)
    return { profile: stepBetween(profileById(steps[1]), profileById(steps[2]), Number(steps[3])), isNearest: false };
  const match = /^v?([34])(?:\.(\d+)(?:\.(\d+))?)?(?:[-+].*)?$/.exec(version.trim());
  if (!match) return undefined;
  const major = Number(match[1]) as 3 | 4;
  if (match[2] === undefined) return { profile: newestOf(major), isNearest: false };
  const minor = Number(match[2]);
  const same = profiles.filter((profile) => profile.major === major);
  const exact = same.find(({ id }) => id === `${major}.${minor}`);
  if (exact) return match[3] === undefined ? { profile: exact, isNearest: false } : patchOf(exact, Number(match[3]));
  const minorOf = ({ id }: Profile) => Number(id.split('.')[1]);
  const below = same.filter((profile) => minorOf(profile) < minor);
  return { profile: below.at(-1) ?? same[0]!, isNearest: true };
}

/** A patch of the minor version of a profile. */
function patchOf(profile: Profile, patch: number): FoundProfile {
  const label = `${profile.id}.${patch}`;
  if (label === profile.label) return { profile, isNearest: false };
  const build = { ...profile.build, version: `v${label}`, gitCommit: '', gitTreeState: '' };
  const isKnown = alikePatches(profile).some((one) => one.patch === patch);
  const later = laterQuirks(
    rows.find(({ id }) => id === profile.id),
    patch,
  );
  return {
    profile: { ...profile, label, build, quirks: [...profile.quirks, ...later].sort((a, b) => a - b) },
    isNearest: false,
    ...(isKnown ? {} : { insteadOf: profile.label }),
  };
}

/** The profile with an id that `Profile.id` gave. */
export function profileById(id: string): Profile {
  if (id.includes('>')) return findProfile(id)!.profile;
  const found = profiles.find((profile) => profile.id === id);
  if (!found) throw new Error(`no profile ${id}`);
  return found;
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
  const list = quirkVersions
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
