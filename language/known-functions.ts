// The names of template functions as the parser asks for them: those of the table that a Helm has.

import { functionsByName } from './functions';
import { FunctionNames } from './parser';
import { has, type Profile } from './profiles';

/** No name is longer. */
const LONGEST = Math.max(...[...functionsByName.keys()].map((name) => name.length));

/** The functions of a Helm's templates. What is compiled knows them by their names, so all have one number. */
export class KnownFunctions extends FunctionNames {
  constructor(private readonly helm: Profile) {
    super();
  }

  find(source: Uint8Array, start: number, end: number): number {
    if (end - start > LONGEST) return -1;
    const found = functionsByName.get(String.fromCharCode(...source.subarray(start, end)));
    return found !== undefined && (found.since === undefined || has(this.helm, found.since)) ? 0 : -1;
  }
}
