// Versions and their ranges as Masterminds/semver reads them: the guest's code answers, so that a chart's templates, its
// dependencies and a registry's tags are compared alike.

import { run } from './values';

/** Is the text a version, perhaps with parts left out (`v1.2`)? Source: semver.NewVersion. */
export function isVersion(text: string): boolean {
  return run((instance) => instance.exports.isVersion(instance.place(text)) !== 0);
}

/** Does the version satisfy the constraint (`>= 1.2, < 2 || ^3`)? Throws an Error in semver's words where one cannot be read. */
export function satisfies(constraint: string, version: string): boolean {
  return run((instance) => {
    const answer = instance.exports.versionSatisfies(instance.place(constraint), instance.place(version));
    if (answer < 0) throw new Error(instance.problem());
    return answer === 1;
  });
}

/** Why the text is no constraint, in semver's words; undefined: it is one. */
export function constraintProblem(text: string): string | undefined {
  try {
    satisfies(text, '0.0.0');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The order of two versions, as a sort wants it. */
export function compareVersions(a: string, b: string): number {
  return run((instance) => instance.exports.versionOrder(instance.place(a), instance.place(b)));
}

/** The highest of the versions that satisfy a constraint; what is no version is passed over. */
export function highestVersion(versions: Iterable<string>, constraint: string): string | undefined {
  let best: string | undefined;
  for (const version of versions) {
    if (!isVersion(version) || !satisfies(constraint, version)) continue;
    if (best === undefined || compareVersions(version, best) > 0) best = version;
  }
  return best;
}
