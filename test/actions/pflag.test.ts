import { profileById } from '../../language/profiles';
import { describe, expect, it } from 'vitest';
import { exclusiveFlags, templateFlags } from '../../actions/helm-template/flags';
import { type Flag, ParsedFlags, readCsv } from '../../actions/helm-template/pflag';

/** A flag of every type. */
const flags: Flag[] = [
  { name: 'name', shorthand: 'n', type: 'string' },
  { name: 'yes', shorthand: 'y', type: 'bool' },
  { name: 'other', shorthand: 'o', type: 'bool' },
  { name: 'list', shorthand: 'l', type: 'strings' },
  { name: 'each', shorthand: 'e', type: 'stringArray' },
  { name: 'pairs', type: 'stringToString' },
  { name: 'count', type: 'int' },
  { name: 'rate', type: 'float32' },
  { name: 'wait', type: 'duration' },
  { name: 'maybe', type: 'string', alone: 'alone' },
  { name: 'old', type: 'bool', deprecated: 'use --yes instead' },
];
const parse = (...args: string[]) => new ParsedFlags(() => flags, args);

describe('the syntax of pflag', () => {
  it.each([
    [['--name', 'a'], 'a'],
    [['--name=a'], 'a'],
    [['--name=a=b'], 'a=b'],
    [['--name', '-y'], '-y'],
    [['--name='], ''],
    [['-n', 'a'], 'a'],
    [['-na'], 'a'],
    [['-n=a'], 'a'],
    [['-yn', 'a'], 'a'],
    [['-yna'], 'a'],
    [['--name', 'a', '--name', 'b'], 'b'],
  ])('%j names %j', (args, name) => {
    expect(parse(...args).text('name')).toBe(name);
  });

  it('takes arguments between flags, and everything behind --', () => {
    const parsed = parse('a', '-y', 'b', '--', '-o', '--name');
    expect(parsed.arguments).toEqual(['a', 'b', '-o', '--name']);
    expect([parsed.flag('yes'), parsed.flag('other')]).toEqual([true, false]);
  });

  it('takes a lone dash for an argument', () => {
    expect(parse('-').arguments).toEqual(['-']);
  });

  it('splits comma lists as CSV, and only those', () => {
    const parsed = parse('-l', 'a,"b,c"', '--list=d', '-l', '', '-e', 'a,b', '-e', 'c');
    expect(parsed.list('list')).toEqual(['a', 'b,c', 'd']);
    expect(parsed.list('each')).toEqual(['a,b', 'c']);
  });

  it('gives a value to a flag that stands alone', () => {
    expect(parse('--maybe', 'x').text('maybe')).toBe('alone');
    expect(parse('--maybe=x').text('maybe')).toBe('x');
  });

  it('knows bools as Go does', () => {
    expect(parse('--yes=F').flag('yes')).toBe(false);
    expect(parse('--yes=1').flag('yes')).toBe(true);
  });

  it('asks for help with -h and --help', () => {
    expect([parse('-h'), parse('a', '--help'), parse('-yh'), parse('--help=false')].map((p) => p.isHelp)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('says each time it is given that a flag is deprecated', () => {
    const notice = 'Flag --old has been deprecated, use --yes instead\n';
    expect(parse('--old', '--old').notices).toEqual([notice, notice]);
  });
});

describe('the words of pflag', () => {
  it.each([
    [['--nope=1'], 'unknown flag: --nope'],
    [['-Z'], "unknown shorthand flag: 'Z' in -Z"],
    [['-yZ'], "unknown shorthand flag: 'Z' in -Z"],
    [['---x'], 'bad flag syntax: ---x'],
    [['--=x'], 'bad flag syntax: --=x'],
    [['--name'], 'flag needs an argument: --name'],
    [['-yn'], "flag needs an argument: 'n' in -n"],
    [
      ['--yes=maybe'],
      'invalid argument "maybe" for "-y, --yes" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    [['--count=x'], 'invalid argument "x" for "--count" flag: strconv.ParseInt: parsing "x": invalid syntax'],
    [
      ['--count=9223372036854775808'],
      'invalid argument "9223372036854775808" for "--count" flag: strconv.ParseInt: parsing "9223372036854775808": value out of range',
    ],
    [['--rate=x'], 'invalid argument "x" for "--rate" flag: strconv.ParseFloat: parsing "x": invalid syntax'],
    [['--wait=5'], 'invalid argument "5" for "--wait" flag: time: missing unit in duration "5"'],
    [['--wait=5x'], 'invalid argument "5x" for "--wait" flag: time: unknown unit "x" in duration "5x"'],
    [['--pairs=a'], 'invalid argument "a" for "--pairs" flag: a must be formatted as key=value'],
    [
      ['-l', '"a'],
      'invalid argument "\\"a" for "-l, --list" flag: parse error on line 1, column 3: extraneous or missing " in quoted-field',
    ],
    [
      ['-l', 'a"b'],
      'invalid argument "a\\"b" for "-l, --list" flag: parse error on line 1, column 2: bare " in non-quoted-field',
    ],
  ])('%j', (args, message) => {
    expect(() => parse(...args)).toThrow(message);
  });

  it.each(['1h30m', '-1.5s', '0', '100ms', '.5h', '5µs'])('%s is a duration', (text) => {
    expect(parse('--wait', text).text('wait')).toBe(text);
  });
});

it('reads one record of CSV', () => {
  expect(readCsv('a,,"b ""c""",d e')).toEqual(['a', '', 'b "c"', 'd e']);
  expect(readCsv('a\nb')).toEqual(['a']);
  expect(readCsv('"a\nb",c')).toEqual(['a\nb', 'c']);
  expect(() => readCsv('\n')).toThrow('EOF');
  expect(() => readCsv('"a\nb')).toThrow('record on line 1; parse error on line 2, column 2: extraneous or missing "');
});

describe.each(['3.17', '4.3'])('the flags of Helm %s', (id) => {
  const helm = profileById(id);
  it('have each name and each letter once', () => {
    const all = templateFlags(helm);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    const letters = all.flatMap(({ shorthand }) => shorthand ?? []);
    expect(new Set(letters).size).toBe(letters.length);
  });

  it('are known where they exclude each other', () => {
    const names = templateFlags(helm).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(exclusiveFlags(helm).flat()));
  });
});
