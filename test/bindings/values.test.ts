import { profileById } from '../../language/profiles';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { mergeValues, mergeValuesMap, parseYaml, setFilePaths, yamlToJson } from '../../runtime/bindings/values';

describe('parseYaml', () => {
  it.each([
    ['', null],
    ['a: 1', new Map([['a', 1n]])],
    ['a: 1.0', new Map([['a', 1]])],
    ['[0x10, 017, 1_000, 18446744073709551615, 1e3]', [16n, 15n, 1000n, 18446744073709551615n, 1000]],
    ['[yes, Off, ~, .inf, 2001-01-01, "1"]', [true, false, null, Number.POSITIVE_INFINITY, '2001-01-01', '1']],
    ['{1: a, yes: b, 1.5: c}', new Map(Object.entries({ 1: 'a', true: 'b', 1.5: 'c' }))],
    ['a: 1\n---\na: 2', new Map([['a', 1n]])],
    ['😀: é', new Map([['😀', 'é']])],
  ])('%j', (text, value) => {
    expect(parseYaml(text)).toEqual(value);
    expect(parseYaml(Buffer.from(text))).toEqual(value);
  });

  it('keeps the order of keys', () => {
    expect([...(parseYaml('{z: 1, a: 2, m: 3}') as Map<string, unknown>).keys()]).toEqual(['z', 'a', 'm']);
  });

  it("throws go-yaml's message", () => {
    expect(() => parseYaml('a: [')).toThrow(/^yaml: line 1: did not find expected node content$/);
    expect(() => parseYaml('a: *b')).toThrow(/^yaml: unknown anchor 'b' referenced$/);
  });
});

describe('yamlToJson', () => {
  it('gives numbers as templates see them', () => {
    expect(yamlToJson('a: 1e6\nb: [9007199254740993, -0.0, 1e-7, 1e21]')).toBe(
      '{"a": 1000000,"b": [9007199254740992,-0.0,1e-07,1e+21]}',
    );
  });

  it('escapes what YAML would read otherwise', () => {
    const text = yamlToJson('"\\x7f\\u0085\\u2028\\n\\t\\"\\\\é😀"');
    expect(text).toBe('"\\u007f\\u0085\\u2028\\n\\t\\"\\\\é😀"');
    expect(JSON.parse(text)).toBe('\u007f\u0085\u2028\n\t"\\é😀');
  });

  it("throws sigs.k8s.io/yaml's message", () => {
    expect(() => yamlToJson('.inf')).toThrow(/^error converting YAML to JSON: json: unsupported value: \+Inf$/);
  });
});

describe('mergeValues', () => {
  const set = (...expressions: string[]) => mergeValues({ helm: profileById('4.1'), set: expressions });

  it.each([
    ['k=1', '{"k": !!int 1}'],
    ['k=-7,j=+3,i=007,h=0', '{"h": !!int 0,"i": "007","j": !!int 3,"k": !!int -7}'],
    ['k=TRUE,j=Null,i=1.5,h=', '{"h": "","i": "1.5","j": null,"k": true}'],
    ['k=9223372036854775808', '{"k": "9223372036854775808"}'],
    ['k={a,1,},j={}', '{"j": [""],"k": ["a",!!int 1,""]}'],
    ['a.b[1][0].c=x', '{"a": {"b": [null,[{"c": "x"}]]}}'],
    ['k\\.j=a\\,b', '{"k.j": "a,b"}'],
    ['k[0]', '{"k": []}'],
    ['=1', '{}'],
  ])('--set %s', (expression, text) => expect(set(expression)).toBe(text));

  it.each([
    ['k', 'key "k" has no value'],
    ['k=1,,', 'key "" has no value (cannot end with ,)'],
    ['a..b=1', 'key map "a" has no value'],
    ['k={a', "list must terminate with '}'"],
    ['k[x]=1', 'error parsing index: strconv.Atoi: parsing "x": invalid syntax'],
    [
      'k[99999999999999999999]=1',
      'error parsing index: strconv.Atoi: parsing "99999999999999999999": value out of range',
    ],
    ['k[-1]=1', 'negative -1 index not allowed'],
    ['k[65537]=1', 'index of 65537 is greater than maximum supported index of 65536'],
    ["k[0]a'=1", "unexpected data at end of array index: ['a' '\\'']"],
    ['k=1,k.j=2', 'unable to parse key: interface conversion: interface {} is int64, not map[string]interface {}'],
    ['k=1,k[0]=2', 'unable to parse key: interface conversion: interface {} is int64, not []interface {}'],
    [`${'a.'.repeat(31)}a=1`, 'value name nested level is greater than maximum supported nested level of 30'],
  ])('--set %s fails', (expression, message) => {
    expect(() => set(expression)).toThrow(new Error(`failed parsing --set data: ${message}`));
  });

  it('takes an index without end for the end of the text in Helm 4 only', () => {
    expect(set('a=1,k[0')).toBe('{"a": !!int 1}');
    expect(() => mergeValues({ helm: profileById('3.17'), set: ['a=1,k[0'] })).toThrow('error parsing index: EOF');
  });

  it('applies the kinds of flags in a fixed order', () => {
    const text = mergeValues({
      helm: profileById('4.1'),
      setLiteral: ['f=a,b=\\'],
      setFile: ['e=x'],
      setString: ['d=1', 'c=2'],
      set: ['c=1', 'b=1'],
      setJson: ['b={"x":1.5}', '{"a":{"y":2}}'],
      files: [
        { name: 'one', text: 'a: {x: 1, w: 1}\nb: 1' },
        { name: 'two', text: 'a: {z: null}' },
      ],
      readFile: (path) => Buffer.from(`content of ${path}`),
    });
    expect(text).toBe(
      '{"a": {"w": 1,"x": 1,"y": 2,"z": null},"b": !!int 1,"c": "2","d": "1","e": "content of x","f": "a,b=\\\\"}',
    );
  });

  it('reads --set-json as a stream of values', () => {
    const json = (text: string) => mergeValues({ helm: profileById('4.1'), setJson: [text] });
    expect(json('a=1 ,b="x" c=,d[1]=[null]')).toBe('{"a": 1,"b": "x","c": null,"d": [null,[null]]}');
    expect(json('a={"b":{}}x=2')).toBe('{"a": {"b": {}},"x": 2}');
    expect(() => json('a=01')).toThrow(new Error('failed parsing --set-json data a=01'));
    expect(() => json(' {"a":')).toThrow(new Error('failed parsing --set-json data JSON:  {"a":'));
    expect(() => mergeValues({ helm: profileById('3.17'), setJson: ['{"a":1}'] })).toThrow(
      new Error('failed parsing --set-json data {"a":1}'),
    );
  });

  it('merges all documents of a file in Helm 4', () => {
    const files = [{ name: 'f', text: 'a: {b: 1, c: 1}\n--- # two\na: {b: 2}' }];
    expect(mergeValues({ helm: profileById('4.1'), files })).toBe('{"a": {"b": 2,"c": 1}}');
    expect(mergeValues({ helm: profileById('3.17'), files })).toBe('{"a": {"b": 1,"c": 1}}');
  });

  it('keeps bytes that are no text', () => {
    const text = mergeValues({ helm: profileById('4.1'), setFile: ['k=x'], readFile: () => Uint8Array.of(0xff, 0x00) });
    expect(text).toBe('{"k": !!binary "/wA="}');
  });

  it('gives int64 as bigint', () => {
    const values = mergeValuesMap({ helm: profileById('4.1'), files: [{ name: 'f', text: 'a: 1' }], set: ['b=1'] });
    expect(values).toEqual(
      new Map<string, unknown>([
        ['a', 1],
        ['b', 1n],
      ]),
    );
  });

  it('keeps nothing of a call that failed', () => {
    expect(() => set('a=1,b')).toThrow();
    expect(set('c=1')).toBe('{"c": !!int 1}');
  });

  it('survives nesting that is too deep', () => {
    expect(() => set(`a${'[0]'.repeat(200_000)}=1`)).toThrow('nested too deeply');
    expect(set('c=1')).toBe('{"c": !!int 1}');
  });
});

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'toolkit-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'v.yaml'), 'a: 1\n');
  writeFileSync(join(folder, 'list.yaml'), '[1]\n');

  const merge = (flags: { files?: string[]; setFile?: string[] }) =>
    mergeValues({ helm: profileById('4.1'), ...flags });

  it('reads -f and --set-file', () => {
    const path = join(folder, 'v.yaml');
    expect(merge({ files: [path], setFile: [`b=${path}`, `c={${path}}`] })).toBe(
      '{"a": 1,"b": "a: 1\\n","c": ["a: 1\\n"]}',
    );
  });

  it.each([
    [{ files: ['FOLDER/none'] }, 'open FOLDER/none: no such file or directory'],
    [{ files: ['FOLDER'] }, 'read FOLDER: is a directory'],
    [
      { files: ['FOLDER/list.yaml'] },
      'failed to parse FOLDER/list.yaml: cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: ' +
        'json: cannot unmarshal array into Go value of type map[string]interface {}',
    ],
    [{ files: ['a%b'] }, 'parse "a%b": invalid URL escape "%b"'],
    [{ setFile: ['k=FOLDER/none,j'] }, 'failed parsing --set-file data: open FOLDER/none: no such file or directory'],
    [{ setFile: ['k={}'] }, 'failed parsing --set-file data: open : no such file or directory'],
  ])('%j fails', (flags, message) => {
    const placed = JSON.parse(JSON.stringify(flags).replaceAll('FOLDER', folder));
    expect(() => merge(placed)).toThrow(new Error(message.replaceAll('FOLDER', folder)));
  });

  it('tells what --set-file names', () => {
    expect(setFilePaths('a=x,b={y,z\\,w},c[1]=v,d', profileById('4.1'))).toEqual(['x', 'y', 'z,w', 'v']);
  });
});
