// github.com/Masterminds/semver/v3 version.go, as far as the compiler asks: whether a text is a version at all.
// Follows github.com/Masterminds/semver/v3@v3.5.0 version.go.

import { quote } from '../strconv';

const LOOSE_VERSION =
  /^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/** Beyond so many digits a number is out of range anyhow; do not make a number of a megabyte of them. */
const MOST_DIGITS = 20;

/** Why NewVersion refuses a text, in its words; undefined where it takes it: one to three numbers that fit 64 bits. */
export function versionProblem(text: string): string | undefined {
  const match = LOOSE_VERSION.exec(text);
  if (!match) return 'Invalid Semantic Version';
  for (const number of match.slice(1, 4)) {
    if (number !== undefined && !isUint64(number)) {
      return `Error parsing version segment: strconv.ParseUint: parsing ${quote(number)}: value out of range`;
    }
  }
  if ((match[4] ?? '').split('.').some((part) => /^0[0-9]+$/.test(part))) return 'Version segment starts with 0';
  return undefined;
}

/** Whether decimal digits are a number of 64 bits. */
export function isUint64(digits: string): boolean {
  return digits.replace(/^0+/, '').length <= MOST_DIGITS && BigInt(digits) <= 0xffff_ffff_ffff_ffffn;
}
