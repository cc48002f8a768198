import { describe, expect, it } from 'vitest';
import { decodeJson, JsonNumber, parseJsonDocument } from '../../../gostd/encoding/json';
import { bigFloatText, toDecimal, toInteger } from '../../../compiler/schema/numbers';
import { GoUrl } from '../../../gostd/net/url';

const decimal = (text: string) => toDecimal(new JsonNumber(text))!;

describe('numbers of schemas', () => {
  it.each([
    ['0', '0'],
    ['-0.0', '0'],
    ['1', '1'],
    ['100000', '100000'],
    ['1000000', '1e+06'],
    ['1234567', '1.234567e+06'],
    ['0.1', '0.1'],
    ['0.0001', '0.0001'],
    ['0.00001', '1e-05'],
    ['-12.50', '-12.5'],
    ['1e21', '1e+21'],
    ['1e300', '1e+300'],
    ['123456789012345678901234567890', '1.2345678901234567890123456789e+29'],
    ['0.333333333333333333333333', '0.333333333333333333333333'],
    ['3.141592653589793', '3.141592653589793'],
  ])('%s is printed as %s by math/big', (text, printed) => {
    expect(bigFloatText(decimal(text))).toBe(printed);
  });

  it('have no zeros at their ends', () => {
    expect(decimal('0012.500e2'.replace(/^00/, ''))).toMatchObject({ digits: '125', exponent: 1, negative: false });
    expect(decimal('-0.00120')).toMatchObject({ digits: '12', exponent: -4, negative: true });
  });

  it('are integers where nothing is behind the point', () => {
    expect(toInteger(new JsonNumber('1e3'))).toBe(1000n);
    expect(toInteger(new JsonNumber('2.50'))).toBeNull();
    expect(toInteger('2')).toBeNull();
  });
});

describe('JSON', () => {
  it('keeps the text of numbers and the last of equal keys', () => {
    expect(parseJsonDocument(Buffer.from('{"a":1.0,"a":[2e1]}'))).toEqual(new Map([['a', [new JsonNumber('2e1')]]]));
  });

  it('tells what stands behind the first value', () => {
    expect(decodeJson(Buffer.from('{} x')).rest.toString()).toBe(' x');
    expect(() => parseJsonDocument(Buffer.from('{} x'))).toThrow('invalid character after top-level value');
  });
});

describe('URLs', () => {
  it.each([
    ['http://a/b/c', 'd', 'http://a/b/d'],
    ['http://a/b/c', '../d', 'http://a/d'],
    ['http://a/b/c', '/d?x#y', 'http://a/d?x#y'],
    ['http://a/b/c', '#y', 'http://a/b/c#y'],
    ['http://a/b/c', 'https://z', 'https://z'],
    ['http://a/b/c?q', '', 'http://a/b/c?q'],
    ['file:///values.schema.json', 'x/y.json', 'file:///x/y.json'],
    ['', '#/definitions/a b', '#/definitions/a%20b'],
    ['', 'a:b', 'a:b'],
    ['urn:example:root', '#a', 'urn:example:root#a'],
  ])('%s with %s is %s', (base, reference, resolved) => {
    expect(GoUrl.parse(base).resolve(GoUrl.parse(reference)).toString()).toBe(resolved);
  });

  it.each([
    ['%zz', 'parse "%zz": invalid URL escape "%zz"'],
    [':x', 'parse ":x": missing protocol scheme'],
    ['1:x', 'parse "1:x": first path segment in URL cannot contain colon'],
    ['http://a b/', 'parse "http://a b/": invalid character " " in host name'],
    ['http://[::1', `parse "http://[::1": missing ']' in host`],
    ['http://a:x/', 'parse "http://a:x/": invalid port ":x" after host'],
  ])('%s cannot be parsed', (text, message) => {
    expect(() => GoUrl.parse(text)).toThrow(message);
  });
});
