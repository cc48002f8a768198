// Versions and ranges outside of templates.

import { describe, expect, it } from 'vitest';
import {
  compareVersions,
  constraintProblem,
  highestVersion,
  isVersion,
  satisfies,
} from '../../runtime/bindings/versions';

describe('versions', () => {
  it.each([
    ['1.2.3', true],
    ['v1.2', true],
    ['1', true],
    ['1.2.3-rc.1+b', true],
    ['', false],
    ['latest', false],
    ['1.2.3.4', false],
  ])('%j is one: %s', (text, is) => {
    expect(isVersion(text)).toBe(is);
  });

  it.each([
    ['^1.2', '1.9.9', true],
    ['^1.2', '2.0.0', false],
    ['^1.2', '1.3.0-rc.1', false],
    ['>0.0.0-0', '1.3.0-rc.1', true],
    ['~1.2.3 || >= 3', '1.2.9', true],
    ['1.2 - 1.4', '1.4.7', true],
    ['*', '0.1.0', true],
  ])('%j takes %s: %s', (constraint, version, is) => {
    expect(satisfies(constraint, version)).toBe(is);
  });

  it('that cannot be read are said to be so', () => {
    expect(constraintProblem('^1.2')).toBeUndefined();
    expect(constraintProblem('latest')).toBe('improper constraint: "latest"');
  });

  it('are ordered, and the highest is found', () => {
    const list = ['1.0.0', 'latest', '1.10.0', '1.2.0', '2.0.0-rc.1', '1.9.0'];
    expect(list.filter(isVersion).sort(compareVersions)).toEqual(['1.0.0', '1.2.0', '1.9.0', '1.10.0', '2.0.0-rc.1']);
    expect(highestVersion(list, '*')).toBe('1.10.0');
    expect(highestVersion(list, '<1.3')).toBe('1.2.0');
    expect(highestVersion(list, '>=3')).toBeUndefined();
  });
});
