// The differences between Helms by their names, with what is to be said of them.

import { type Difference, differencesOf, FIRST, type Profile, type QuirkVersions, quirkVersions } from '../profiles';
import { type DifferenceWords, quirkWords } from './quirk-words';

/** A named difference between Helms that has a bit. */
export interface Quirk extends QuirkVersions, DifferenceWords {}

/** Every quirk. */
export const quirks: readonly Quirk[] = quirkVersions().map((versions) => ({
  ...versions,
  ...quirkWords[versions.bit],
}));

/** What two Helms have otherwise: a quirk, what they assume of a cluster, or how they call themselves. */
export interface ProfileDifference extends DifferenceWords, Pick<Difference, 'take'> {}

const beyondQuirks: Readonly<Record<Exclude<Difference['of'], number>, DifferenceWords>> = {
  'default-capabilities': {
    name: 'default-capabilities',
    explanation:
      '`.Capabilities.KubeVersion` and `.Capabilities.APIVersions` without a cluster are those of the Kubernetes libraries that ' +
      'Helm is built with. Give --kube-version and --api-versions where charts depend on them.',
    cause: 'k8s.io/client-go',
  },
  'helm-version': {
    name: 'helm-version',
    explanation:
      '`.Capabilities.HelmVersion` names another version: templates that print or compare it change with every Helm.',
    cause: 'internal/version',
  },
};

/** Is it one of those that only move blank lines? They stand first among the differences between two Helms. */
export function isShownFirst({ name }: ProfileDifference): boolean {
  return quirks.some((quirk) => quirk.name === name && FIRST.includes(quirk.bit));
}

/** What one Helm has otherwise than another, in an order that never changes. */
export function differencesBetween(from: Profile, to: Profile): ProfileDifference[] {
  return differencesOf(from, to).map(({ of, take }) => ({
    ...(typeof of === 'number' ? quirkWords[of] : beyondQuirks[of]),
    take,
  }));
}

/** The explanation of a difference between Helms, by its name. */
export function explanationOf(name: string): { explanation: string; cause: string; since: string } | undefined {
  const beyond = Object.values(beyondQuirks).find((one) => one.name === name);
  if (beyond) return { explanation: beyond.explanation, cause: beyond.cause, since: 'every version' };
  const quirk = quirks.find((one) => one.name === name);
  return quirk && { explanation: quirk.explanation, cause: quirk.cause, since: sinceWords(quirk) };
}

/** `Helm 3.20 and 4.1`: the versions that began a quirk. */
export function sinceWords({ since3, since4 }: QuirkVersions): string {
  const versions = [
    ...(since3 === undefined ? [] : [`3.${since3}`]),
    ...(since4 === undefined ? [] : [since4 === 0 ? '4' : `4.${since4}`]),
  ];
  return `Helm ${versions.join(' and ')}`;
}
