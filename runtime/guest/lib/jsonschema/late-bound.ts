// What the validation of schemas calls of parts that are linked only where a chart's schemas need them: each is an import that
// the linker binds to the guest's own export of that name (compiler/link/guest-code.ts).
// Follows nothing: it is of our own making.

import { Value } from '../../core/value';

/** Validates with the compiled schema at an address, as Helm 4 does (v6/validate.ts); the errors as text, or null. */
// @ts-ignore: decorator
@external('mist', 'validateV6')
export declare function callV6(address: usize, value: Value): Value;

/** The same as Helm 3 does it (gojsonschema/validate.ts). */
// @ts-ignore: decorator
@external('mist', 'validateGojsonschema')
export declare function callGojsonschema(address: usize, value: Value): Value;

/** Does a text hold a match of a pattern (pattern.ts)? */
// @ts-ignore: decorator
@external('mist', 'matchesPattern')
export declare function callPattern(pattern: Value, text: Value): bool;

/** What is wrong with a string of a format, or null (v6/formats.ts). */
// @ts-ignore: decorator
@external('mist', 'formatProblem')
export declare function callFormat(format: u32, s: Value): Value;

/** Has a string a format, for Helm 3 (gojsonschema/formats.ts)? */
// @ts-ignore: decorator
@external('mist', 'hasLegacyFormat')
export declare function callGojsonschemaFormat(format: u32, s: Value): bool;
