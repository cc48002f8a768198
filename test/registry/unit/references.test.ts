// References to OCI artifacts: what is one, and what is none.

import { describe, expect, it } from 'vitest';
import { formatReference, parseReference } from '../../../registry/oci/reference';

const HEX = 'a'.repeat(64);

describe('references', () => {
  it.each([
    ['oci://ghcr.io/org/app', { registry: 'ghcr.io', repository: 'org/app' }],
    ['oci://localhost:5000/app:1.2.3', { registry: 'localhost:5000', repository: 'app', tag: '1.2.3' }],
    ['oci://[::1]:5000/app:1', { registry: '[::1]:5000', repository: 'app', tag: '1' }],
    [`oci://h/a/b__c.d--e@sha256:${HEX}`, { registry: 'h', repository: 'a/b__c.d--e', digest: `sha256:${HEX}` }],
    [`oci://h/a:1@sha256:${HEX}`, { registry: 'h', repository: 'a', tag: '1', digest: `sha256:${HEX}` }],
    [`oci://h/a@sha512:${HEX}${HEX}`, { registry: 'h', repository: 'a', digest: `sha512:${HEX}${HEX}` }],
  ])('%s', (text, reference) => {
    expect(parseReference(text)).toEqual(reference);
    expect(formatReference(parseReference(text))).toBe(text);
  });

  it('have _ for the + of versions, as Helm writes it', () => {
    expect(parseReference('oci://h/a:1.2.3+build.4').tag).toBe('1.2.3_build.4');
  });

  it.each([
    ['oci://', 'a reference is oci://HOST/REPOSITORY'],
    ['oci://host', 'a reference is oci://HOST/REPOSITORY'],
    ['oci:///a', 'a reference is oci://HOST/REPOSITORY'],
    ['oci://host/', 'a repository has'],
    ['oci://host/Upper', 'a repository has'],
    ['oci://host/a//b', 'a repository has'],
    ['oci://host/../b', 'a repository has'],
    ['oci://host/a___b', 'a repository has'],
    ['oci://host/a:', 'the tag ""'],
    ['oci://host/a:b:c', 'the tag "b:c"'],
    [`oci://host/a:${'t'.repeat(129)}`, 'too long'],
    ['oci://host/a@sha256:abc', 'no sha256 or sha512 digest'],
    [`oci://host/a@sha256:${'A'.repeat(64)}`, 'no sha256 or sha512 digest'],
    [`oci://host/a@md5:${'a'.repeat(32)}`, 'no sha256 or sha512 digest'],
    ['oci://user:password@host/a', 'no sha256 or sha512 digest'],
    ['oci://ho_st/a', 'is no host'],
    ['oci://host:99999/a', 'there is no port 99999'],
    ['oci://host\u001b[0m/a', 'is no host'],
  ])('%j is none', (text, why) => {
    expect(() => parseReference(text)).toThrow(why);
  });

  it('are read in no time, however long', () => {
    const start = performance.now();
    expect(() => parseReference(`oci://host/${'a'.repeat(200)}!`)).toThrow();
    expect(() => parseReference(`oci://${'a-'.repeat(5000)}!/x`)).toThrow();
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
