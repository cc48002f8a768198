// The names of template functions as the parser asks for them: those of the table that a Helm has.

import { functionsByName } from './functions';
import { FunctionNames } from './parser';
import { has, type Profile } from './profiles';

/** The functions of a Helm's templates. */
export class KnownFunctions extends FunctionNames {
  constructor(private readonly helm: Profile) {
    super();
  }

  has(source: Uint8Array, start: number, end: number): boolean {
    const found = functionsByName.get(Buffer.from(source.subarray(start, end)).toString('latin1'));
    return found !== undefined && (found.since === undefined || has(this.helm, found.since));
  }
}
