// Profiles: how a Helm is named, and that the page about them is theirs.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { quirks } from '../../language/differences/differences';
import { quirkWords } from '../../language/differences/quirk-words';
import { alikePatches, defaultProfile, findProfile, has, profiles } from '../../language/profiles';
import { FILE_LIMIT } from '../../runtime/abi/quirks';
import { helmVersionsPage } from '../../language/versions-page';

describe('profiles', () => {
  it('are found by what people call a Helm', () => {
    const id = (version: string) => findProfile(version)?.profile.id;
    expect(id('4')).toBe(defaultProfile.id);
    expect(id('3')).toBe('3.22');
    expect(id('v3.17.2')).toBe('3.17');
    expect(id('4.1.4+g05fa379')).toBe('4.1');
    expect(findProfile('4.99')).toEqual({ profile: defaultProfile, isNearest: true });
    for (const none of ['', '2', '5.1', 'x', '4.x', '3.17,4.3']) expect(findProfile(none)).toBeUndefined();
  });

  it('lend their rules to other patches, which keep their own names', () => {
    const other = findProfile('v4.3.99')!;
    expect(other).toMatchObject({ isNearest: false, insteadOf: defaultProfile.label });
    expect(other.profile).toEqual({
      ...defaultProfile,
      label: '4.3.99',
      build: { ...defaultProfile.build, version: 'v4.3.99' },
    });
    expect(findProfile(defaultProfile.build.version)).toEqual({ profile: defaultProfile, isNearest: false });
    // Asked, and found to answer as the profile's patch does.
    const { patch } = alikePatches(defaultProfile)[0]!;
    expect(findProfile(`${defaultProfile.id}.${patch}`)!.insteadOf).toBeUndefined();
    // What a patch began, later ones have.
    const limited = (version: string) => has(findProfile(version)!.profile, FILE_LIMIT);
    expect(['3.17', '3.17.2', '3.17.3', '3.17.4', '3.18'].map(limited)).toEqual([false, false, true, true, true]);
  });

  it('have quirks that some have and some have not', () => {
    expect(new Set(quirks.map(({ bit }) => bit)).size).toBe(quirks.length);
    expect(Object.keys(quirkWords).map(Number).sort()).toEqual(quirks.map(({ bit }) => bit).sort());
    expect(new Set(quirks.map(({ name }) => name)).size).toBe(quirks.length);
    for (const { name, bit } of quirks) {
      const those = profiles().filter((profile) => has(profile, bit)).length;
      expect([name, those > 0 && those < profiles().length]).toEqual([name, true]);
    }
  });

  it('are what docs/helm-versions.md shows (node tools/generate/helm-versions.mjs)', () => {
    expect(readFileSync('docs/helm-versions.md', 'utf8')).toBe(helmVersionsPage());
  });
});
