// The Helm that --helm names, the same in every command.

import { defaultProfile, findProfile, type HelmChoice, type Profile } from '../../language/profiles';
import { UsageError } from '../command';

/** The profile of a flag's value; the default one where the flag is not given. Throws UsageError for what is no version of Helm. */
export function namedHelm(version: HelmChoice | undefined): Profile {
  if (version === undefined) return defaultProfile;
  if (typeof version === 'object') return version;
  const found = findProfile(String(version));
  if (!found) throw new UsageError(`--helm ${version}: give a version of Helm, such as ${defaultProfile.id} or 3`);
  return found.profile;
}

/** What is to be said of a flag's value that is no known version: a line for standard error, or nothing. */
export function unknownHelmWarning(version: HelmChoice | undefined): string {
  const words = unknownHelm(version);
  return words === '' ? '' : `Warning: ${words}\n`;
}

/** The same as a sentence. */
export function unknownHelm(version: HelmChoice | undefined): string {
  const found = version === undefined || typeof version === 'object' ? undefined : findProfile(String(version));
  if (!found?.isNearest && found?.insteadOf === undefined) return '';
  const known = found.insteadOf ?? found.profile.id;
  return `Helm ${String(version).trim().replace(/^v/, '')} is not known to this version of mistletoe: it is taken for Helm ${known}`;
}
