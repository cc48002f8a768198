// What verification calls identical, random and different.

import { describe, expect, it } from 'vitest';
import { compareOutcomes, type Outcome } from '../../verify/compare/compare';
import { changes, linesOf, showLine } from '../../verify/compare/diff';
import { findChanging, shape } from '../../verify/compare/random';

const outcome = (stdout: string, code = 0, stderr = ''): Outcome => ({
  stdout: Buffer.from(stdout),
  stderr,
  code,
  ms: 1,
});

describe('changes', () => {
  it.each([
    ['', '', []],
    ['a b c', 'a b c', []],
    ['a b c', 'a x c', [[1, 2, 1, 2]]],
    ['a b c', 'b c', [[0, 1, 0, 0]]],
    ['b c', 'a b c', [[0, 0, 0, 1]]],
    [
      'a b c d e',
      'a x c d y e',
      [
        [1, 2, 1, 2],
        [4, 4, 4, 5],
      ],
    ],
  ])('%j → %j', (a, b, expected) => {
    const split = (text: string) => (text === '' ? [] : text.split(' '));
    expect(changes(split(a), split(b)).map((c) => [c.aFrom, c.aTo, c.bFrom, c.bTo])).toEqual(expected);
  });

  it('leads from one text to the other, whatever they are', () => {
    let state = 7;
    const next = (below: number) => (state = (state * 1103515245 + 12345) % 2147483648) % below;
    for (let round = 0; round < 300; round++) {
      const text = () => Array.from({ length: next(12) }, () => 'abc'[next(3)]);
      const a = text();
      const b = text();
      const rebuilt: string[] = [];
      let at = 0;
      for (const change of changes(a, b)) {
        rebuilt.push(...a.slice(at, change.aFrom), ...b.slice(change.bFrom, change.bTo));
        at = change.aTo;
      }
      expect([...rebuilt, ...a.slice(at)]).toEqual(b);
    }
  });

  it('does not take forever over texts that share nothing', () => {
    const a = Array.from({ length: 20_000 }, (_, i) => `a${i}`);
    const b = Array.from({ length: 20_000 }, (_, i) => `b${i}`);
    expect(changes(a, b)).toEqual([{ aFrom: 0, aTo: 20_000, bFrom: 0, bTo: 20_000 }]);
  });
});

describe('lines', () => {
  it('tells a missing line end', () => {
    expect(linesOf('a\nb\n')).toEqual(['a', 'b']);
    expect(linesOf('a\nb')[1]).not.toBe('b');
    expect(showLine(linesOf('a\nb')[1])).toBe('b (no line end)');
  });

  it('shows bytes that could not be seen', () => {
    expect(showLine('a\x00b')).toBe('a\\x00b');
    expect(showLine(Buffer.from('é').toString('latin1'))).toBe('é');
    expect(showLine('\xe9')).toBe('\\xe9');
    expect(showLine(Buffer.from('\u200b').toString('latin1'))).toBe('\\u200b');
  });
});

describe('random values', () => {
  const changing = (...texts: string[]) => findChanging(texts.map(linesOf));

  it('are where two runs differ, by word', () => {
    const found = changing('a: 1\npassword: xK3jf9Q2\nb: 2\n', 'a: 1\npassword: 92hdUe7a\nb: 2\n');
    expect(found.areas).toMatchObject([{ from: 1, to: 2, spans: [{ start: 10, end: 18, kind: 'text' }] }]);
    expect(found.explains(linesOf('a: 1\npassword: Zz8s0Qp1\nb: 2\n'))).toBe(true);
  });

  it.each([
    ['another length', 'a: 1\npassword: Zz8s0Qp\nb: 2\n'],
    ['another character', 'a: 1\npassword: Zz8s0Q-1\nb: 2\n'],
    ['another key', 'a: 1\npasswort: Zz8s0Qp1\nb: 2\n'],
    ['another line', 'a: 2\npassword: Zz8s0Qp1\nb: 2\n'],
    ['a further line', 'a: 1\npassword: Zz8s0Qp1\nb: 2\nc: 3\n'],
  ])('do not excuse %s', (_, text) => {
    const found = changing('a: 1\npassword: xK3jf9Q2\nb: 2\n', 'a: 1\npassword: 92hdUe7a\nb: 2\n');
    expect(found.explains(linesOf(text))).toBe(false);
  });

  it('in a long base64 text are the part that changes', () => {
    const text = (password: string) =>
      `data: ${Buffer.from(`user=admin&host=db.example.com&password=${password}&port=5432&database=shop`).toString('base64')}\n`;
    const found = changing(text('aB3dE6gH9k'), text('Xy7Zw4Vu1t'));
    expect(found.explains(linesOf(text('Qq2Ww3Ee4r')))).toBe(true);
    expect(found.explains(linesOf(text('Qq2Ww3Ee4r').replace('dXNlcj1h', 'dXNlcj1i')))).toBe(false);
  });

  it('are dates as a whole, of which two runs only show the seconds', () => {
    const found = changing('at: "2026-01-02T15:04:05Z"\n', 'at: "2026-01-02T15:04:06Z"\n');
    expect(found.areas[0].spans).toMatchObject([{ kind: 'time' }]);
    expect(found.explains(linesOf('at: "2026-01-02T15:05:00Z"\n'))).toBe(true);
    expect(found.explains(linesOf('at: "2026-01-02"\n'))).toBe(false);
  });

  it('a time of the day changes as a whole', () => {
    const found = changing('at: "15:04:05" of day 2\n', 'at: "15:04:06" of day 2\n');
    expect(found.explains(linesOf('at: "15:05:00" of day 2\n'))).toBe(true);
    expect(found.explains(linesOf('at: "15:05:00" of day 3\n'))).toBe(false);
  });

  it('are keys as a whole, whose beginnings are often the same', () => {
    const key = (length: string, seed: string, size: number) =>
      `key: ${Buffer.from(`-----BEGIN RSA PRIVATE KEY-----\nMIIE${length}IBAAKCAQEA${seed.repeat(size)}\n-----END RSA PRIVATE KEY-----\n`).toString('base64')}\n`;
    const found = changing(key('pA', 'a8Bk', 90), key('pA', 'x7Qp', 90));
    expect(found.explains(linesOf(key('ow', 'Zz3k', 89)))).toBe(true);
    expect(found.explains(linesOf(key('ow', 'Zz3k', 40)))).toBe(false);
    expect(found.explains(linesOf(key('ow', 'Zz3k', 89).replace('key', 'kez')))).toBe(false);
  });

  it('may be lines that come and go', () => {
    const key = (...lines: string[]) =>
      `key: |\n  -----BEGIN-----\n${lines.map((l) => `  ${l}\n`).join('')}  -----END-----\nz: 1\n`;
    const found = changing(key('MIIE0', 'abcdE', 'F=='), key('MIIE9', 'x8dkE', 'kkdi2', 'G=='));
    expect(found.explains(linesOf(key('MIIEx', 'zzzzz', 'Q==')))).toBe(true);
    expect(found.explains(linesOf(key('MIIEx', 'zzzzz', 'Q==').replace('z: 1', 'z: 2')))).toBe(false);
  });

  it.each([
    [['12', '97'], '^[0-9]{2}$'],
    [['abc', 'xyz'], '^[a-z]{3}$'],
    [['a1', 'B22'], '^[0-9a-zA-Z]{1,6}$'],
  ])('have a shape: %j', (texts, pattern) => {
    expect(`^${shape(texts)}$`).toBe(pattern);
  });
});

describe('compareOutcomes', () => {
  it('compares bytes', () => {
    expect(compareOutcomes([outcome('a\n')], outcome('a\n')).status).toBe('identical');
    const { status, differences } = compareOutcomes([outcome('a\nb\n')], outcome('a\nc\n'));
    expect(status).toBe('different');
    expect(differences).toMatchObject([
      {
        what: 'output',
        hunks: [{ helm: 1, ours: 1, lines: [{ kind: ' ' }, { kind: '-', text: 'b' }, { kind: '+', text: 'c' }] }],
      },
    ]);
  });

  it('notices a line end', () => {
    expect(compareOutcomes([outcome('a\n')], outcome('a')).status).toBe('different');
  });

  it('compares the error and the exit code', () => {
    const fails = outcome('', 1, 'Error: no\n');
    expect(compareOutcomes([fails], outcome('', 1, 'Error: no\n'))).toMatchObject({
      status: 'failed-alike',
      error: 'Error: no',
    });
    expect(compareOutcomes([fails], outcome('', 1, 'Error: yes\n')).differences).toMatchObject([{ what: 'error' }]);
    expect(compareOutcomes([fails], outcome('')).differences.map(({ what }) => what)).toEqual(['exit code', 'error']);
  });

  it('lists warnings apart, in any order', () => {
    const warned = outcome('a\n', 0, 'one\ntwo\n');
    expect(compareOutcomes([warned], outcome('a\n', 0, 'two\none\n'))).toMatchObject({
      status: 'identical',
      warnings: undefined,
    });
    expect(compareOutcomes([warned], outcome('a\n'))).toMatchObject({
      status: 'identical',
      warnings: { hunks: [{ lines: [{ text: 'one' }, { text: 'two' }] }] },
    });
  });

  it('lists random places and shows none of their bytes', () => {
    const run = (word: string, last: string) => outcome(`# x\nkey: ${word}\n\n\n\n\nend: ${last}\n`);
    const runs = [run('aaaa1111', 'same'), run('bbbb2222', 'same')];
    expect(compareOutcomes(runs, run('cccc3333', 'same'))).toMatchObject({
      status: 'random',
      random: [{ line: 2, lines: 1, column: 6, before: 'key: ', kind: 'text' }],
    });
    const different = compareOutcomes(runs, run('cccc3333', 'other'));
    expect(different.status).toBe('different');
    expect(JSON.stringify(different.differences)).not.toMatch(/aaaa|cccc/);
  });

  it('takes ours for proven where one of several unlike runs is the same', () => {
    const result = compareOutcomes([outcome('a\nb\nc\n'), outcome('c\na\n')], outcome('c\na\n'));
    expect(result.differences).toEqual([]);
  });
});

describe('violations of a schema', () => {
  const head = "Error: values don't meet the specifications of the schema(s) in the following chart(s):\n";
  const tail = '\n\n';
  const compare = (helm: string, ours: string) =>
    compareOutcomes([outcome('', 1, head + helm + tail)], outcome('', 1, head + ours + tail));
  const v6 = "web:\n- at '/a': 'anyOf' failed\n  - at '/a': missing property 'q'\n  - at '/a': got null, want string\n";

  it.each([
    [
      "web:\n- at '': additional properties 'd', 'a', 'b' not allowed\n",
      "web:\n- at '': additional properties 'a', 'b', 'd' not allowed\n",
    ],
    [
      `${v6}- at '/b': got null, want string\n`,
      "web:\n- at '/b': got null, want string\n- at '/a': 'anyOf' failed\n  - at '/a': got null, want string\n  - at '/a': missing property 'q'\n",
    ],
    [
      'web:\n- (root): Additional property a is not allowed\n- b: q is required\n',
      'web:\n- b: q is required\n- (root): Additional property a is not allowed\n',
    ],
  ])('come in any order: %#', (helm, ours) => {
    const result = compare(helm, ours);
    expect(result.status).toBe('failed-alike');
    expect(result.notes.join()).toContain('no fixed order');
  });

  it.each([
    [
      "web:\n- at '': additional properties 'd', 'a' not allowed\n",
      "web:\n- at '': additional properties 'a', 'c' not allowed\n",
    ],
    [v6, "web:\n- at '/a': 'anyOf' failed\n- at '/a': missing property 'q'\n  - at '/a': got null, want string\n"],
    ['web:\n- b: q is required\nshop:\n- c: q is required\n', 'web:\n- c: q is required\nshop:\n- b: q is required\n'],
    ['web:\n- b: q is required\n', 'web:\n- b: q is required\n- b: q is required\n'],
  ])('are others: %#', (helm, ours) => {
    expect(compare(helm, ours).status).toBe('different');
  });

  it('are the only lines without an order', () => {
    const other = compareOutcomes([outcome('', 1, 'Error: no\n- a\n- b\n')], outcome('', 1, 'Error: no\n- b\n- a\n'));
    expect(other.status).toBe('different');
  });
});
