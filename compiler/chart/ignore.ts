/**
 * .helmignore: which paths of a chart directory Helm never reads.
 * As Helm's, its surprising negation included; archives are never filtered.
 * Follows helm.sh/helm/v4@v4.3.1 pkg/ignore/rules.go.
 */

import { textOf } from '../../gostd/bytes';
import { ChartError } from './errors';
import { trimSpace } from '../../gostd/strings';
import { BadPatternError, filepathMatch } from '../../gostd/path/match';

/** Go's bufio.Scanner refuses a line that does not fit its buffer. */
const MAX_LINE_BYTES = 65535;

/** What has a meaning of its own in a glob; or its end. */
const SPECIAL = /[*?[\\]|$/;

interface IgnoreRule {
  /** Tells whether the rule's glob matches a path of the chart. */
  match(path: string): boolean;
  negate: boolean;
  directoryOnly: boolean;
}

/** The rules of one .helmignore file. */
export class IgnoreRules {
  private readonly rules: IgnoreRule[] = [];

  /** Reads the text of a .helmignore file. Throws ChartError in Helm's words. */
  static parse(text: Uint8Array): IgnoreRules {
    const rules = new IgnoreRules();
    for (let start = 0; start < text.length; ) {
      const newline = text.indexOf(10, start);
      const end = newline < 0 ? text.length : newline;
      if (end - start > MAX_LINE_BYTES) throw new ChartError('bufio.Scanner: token too long');
      let line = textOf(text.subarray(start, end));
      if (start === 0 && line.startsWith('\ufeff')) line = line.slice(1);
      rules.add(line);
      start = end + 1;
    }
    return rules;
  }

  /** Adds the rule that Helm always has: no dotfiles directly in templates/. */
  addDefaults(): void {
    this.add('templates/.?*');
  }

  /**
   * Tells whether a path (from the chart's root, '/' separated) is left out.
   * A negated rule leaves out whatever it does not match: Helm's behaviour, not gitignore's.
   */
  ignores(path: string, isDirectory: boolean): boolean {
    return this.rules.some(({ directoryOnly, negate, match }) =>
      negate ? (directoryOnly && !isDirectory) || !match(path) : !(directoryOnly && !isDirectory) && match(path),
    );
  }

  private add(line: string): void {
    let rule = trimSpace(line);
    if (rule === '' || rule.startsWith('#')) return;
    if (rule.includes('**')) throw new ChartError('double-star (**) syntax is not supported');
    try {
      filepathMatch(rule, 'abc');
    } catch (error) {
      throw new ChartError((error as Error).message);
    }
    const negate = rule.startsWith('!');
    if (negate) rule = rule.slice(1);
    const directoryOnly = rule.endsWith('/');
    if (directoryOnly) rule = rule.slice(0, -1);
    const wholePath = rule.includes('/');
    if (rule.startsWith('/')) rule = rule.slice(1);
    // What stands in front of the first character that means more than itself.
    const literal = rule.slice(0, rule.search(SPECIAL));
    this.rules.push({
      negate,
      directoryOnly,
      match: wholePath
        ? (path) => path.startsWith(literal) && matches(rule, path)
        : (path) => matches(rule, path.slice(path.lastIndexOf('/') + 1)),
    });
  }
}

/** A glob that became malformed when its `!` or `/` was cut off matches nothing. */
function matches(glob: string, name: string): boolean {
  try {
    return filepathMatch(glob, name);
  } catch (error) {
    if (error instanceof BadPatternError) return false;
    throw error;
  }
}
