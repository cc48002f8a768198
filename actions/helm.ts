// The Helm that --helm names, the same in every command.

import { defaultProfile, findProfile, type Profile } from '../language/profiles';
import { CommandError } from './command';

/** The profile of a flag's value; the default one where the flag is not given. Throws CommandError for what is no version of Helm. */
export function namedHelm(version: string | undefined): Profile {
  if (version === undefined) return defaultProfile;
  const found = findProfile(version);
  if (!found) throw new CommandError(`--helm ${version}: give a version of Helm, such as ${defaultProfile.id} or 3`);
  return found.profile;
}
