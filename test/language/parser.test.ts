// The template front end against what Go's text/template/parse does: canonical printing, error texts, positions, number
// and string literals by table, and every recorded run of the real Helm that ended in (or survived) parsing.
import { has, type Profile, profileById } from '../../language/profiles';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type ActionNode,
  IdealKind,
  isEmptyTree,
  type Node,
  NodeKind,
  type NumberNode,
  nodeText,
  type StringNode,
} from '../../language/ast';
import { columnAt, LineIndex, lineAt } from '../../language/bytes';
import { functionsByName } from '../../language/functions';
import { FunctionNames, Parser } from '../../language/parser';
import { parserRules } from '../../language/parser-rules';

/** The helms that the vectors' columns are of. */
const HELM_3 = profileById('3.17');
const HELM_4 = profileById('4.1');

class HelmFunctions extends FunctionNames {
  constructor(private readonly helm: Profile) {
    super();
  }

  find(source: Uint8Array, start: number, end: number): number {
    const known = functionsByName.get(text(source.subarray(start, end)));
    return known !== undefined && (known.since === undefined || has(this.helm, known.since)) ? 0 : -1;
  }
}

const bytes = (value: string): Uint8Array => new TextEncoder().encode(value);
const text = (value: Uint8Array): string => new TextDecoder().decode(value);

function parse(source: string | Uint8Array, helm: Profile = HELM_4, name = 'c/templates/t.txt'): Parser {
  const parser = new Parser(
    typeof source === 'string' ? bytes(source) : source,
    bytes(name),
    new HelmFunctions(helm),
    parserRules(helm),
  );
  parser.parse();
  return parser;
}

/** The line and message of the error, or the canonical text of the tree and its definitions. */
function outcome(source: string, helm?: Profile): string {
  const parser = parse(source, helm);
  if (parser.failed) return `${parser.errorLine}: ${text(parser.errorMessage)}`;
  const definitions = parser.definitions.map((d) => `[${text(d.name)}=${text(nodeText(d.body))}]`);
  return text(nodeText(parser.root)) + definitions.join('');
}

/** The one operand of `{{ SOURCE }}`. */
function operand<T extends Node>(source: string): T {
  const parser = parse(`{{${source}}}`);
  expect(text(parser.errorMessage)).toBe('');
  return (parser.root.nodes[0] as ActionNode).pipe.cmds[0].args[0] as T;
}

describe('nodes print themselves as Go prints them', () => {
  it.each([
    ['plain text }} with a lone delimiter', 'plain text }} with a lone delimiter'],
    ['{{  .a.b  }}', '{{.a.b}}'],
    ['{{$}}{{$.a}}{{.}}', '{{$}}{{$.a}}{{.}}'],
    ['{{print   1 "a"   .x}}', '{{print 1 "a" .x}}'],
    ['{{ .a|print |  quote }}', '{{.a | print | quote}}'],
    ['{{ (print 1).a.b }}', '{{(print 1).a.b}}'],
    ['{{ print (print (1)) }}', '{{print (print (1))}}'],
    ['{{ $x := 1 }}{{ $x = 2 }}{{ $x.y }}', '{{$x := 1}}{{$x = 2}}{{$x.y}}'],
    ['{{range $i, $e := .l}}{{$i}}{{$e}}{{else}}none{{end}}', '{{range $i, $e := .l}}{{$i}}{{$e}}{{else}}none{{end}}'],
    [
      '{{range .l}}{{if .a}}{{break}}{{end}}{{continue}}{{end}}',
      '{{range .l}}{{if .a}}{{break}}{{end}}{{continue}}{{end}}',
    ],
    ['{{if 1}}a{{else if 2}}b{{else}}c{{end}}', '{{if 1}}a{{else}}{{if 2}}b{{else}}c{{end}}{{end}}'],
    ['{{with 1}}a{{else with 2}}b{{end}}', '{{with 1}}a{{else}}{{with 2}}b{{end}}{{end}}'],
    ['{{template "a"}}{{template `b` .}}', '{{template "a"}}{{template "b" .}}'],
    ['{{define "a"}}x{{end}}y', 'y[a=x]'],
    ['{{block "a" .b}}x{{end}}y', '{{template "a" .b}}y[a=x]'],
    ['a  {{- 1 -}}  b {{- /* gone */ -}} c', 'a{{1}}bc'],
    ['a {{/* gone */}} b', 'a  b'],
    ['{{-1}}{{- -1 }}', '{{-1}}{{-1}}'],
    ['{{\'a\'}}{{`r\nw`}}{{"\\u00e9"}}', '{{\'a\'}}{{`r\nw`}}{{"\\u00e9"}}'],
    ['{{nil | print}}{{true}}', '{{nil | print}}{{true}}'],
    ['{{print | }}', '{{print}}'],
    ['{{\n  print\n  1\n}}', '{{print 1}}'],
    ['{{ .é }}{{ $ü := 1 }}', '{{.é}}{{$ü := 1}}'],
  ])('%j', (source, expected) => {
    expect(outcome(source)).toBe(expected);
  });
});

describe('rejected texts', () => {
  it.each([
    ['{{', '1: unclosed action'],
    ['{{ 1\n\n', '3: unclosed action started at c/templates/t.txt:1'],
    ['\n{{ 1 "a\n', '2: unterminated quoted string'],
    ['{{ 1\n "a\n', '2: unterminated quoted string in action started at c/templates/t.txt:1'],
    ['{{ `a', '1: unterminated raw quoted string'],
    ["{{ 'a", '1: unterminated character constant'],
    ['{{/* a', '1: unclosed comment'],
    ['{{/* a */ }}', '1: comment ends before closing delimiter'],
    ['{{ (1 }}', '1: unclosed left paren'],
    ['{{ 1) }}', '1: unexpected right paren'],
    ['{{ .x : 1 }}', '1: expected :='],
    ['{{}}', '1: missing value for command'],
    ['{{print ()}}', '1: missing value for parenthesized pipeline'],
    ['{{if}}{{end}}', '1: missing value for if'],
    ['{{ | print }}', '1: unexpected "|" in command'],
    ['{{ print 1, 2 }}', '1: unexpected "," in operand'],
    ['{{ .a-b }}', "1: bad character U+002D '-'"],
    ['{{ \u00a0 }}', '1: unrecognized character in action: U+00A0'],
    ['{{ “a” }}', "1: unrecognized character in action: U+201C '“'"],
    ['{{ print "a" \u0001 }}', '1: unrecognized character in action: U+0001'],
    ['{{ nope }}', '1: function "nope" not defined'],
    ['{{ $x }}', '1: undefined variable "$x"'],
    ['{{if $x := 1}}{{end}}{{$x}}', '1: undefined variable "$x"'],
    ['{{$x := 1}}{{define "a"}}{{$x}}{{end}}', '1: undefined variable "$x"'],
    ['{{$x := 1}}{{block "a" .}}{{$x}}{{end}}', '1: undefined variable "$x"'],
    ['{{ $x, $y := 1 }}', '1: too many declarations in command'],
    ['{{range $x, $y, $z := 1}}{{end}}', '1: too many declarations in range'],
    ['{{range $x, 1}}{{end}}', '1: range can only initialize variables'],
    ['{{ 1 | 2 }}', '1: non executable command in pipeline stage 2'],
    ['{{ nil.a }}', '1: unexpected . after term "nil"'],
    ['{{ "a".b }}', '1: unexpected . after term "\\"a\\""'],
    ['{{end}}', '1: unexpected {{end}}'],
    ['{{else}}', '1: unexpected {{else}}'],
    ['\n{{if 1}}\n', '3: unexpected EOF'],
    ['{{if 1}}{{else}}{{else}}{{end}}', '1: expected end; found {{else}}'],
    ['{{if 1}}{{else with 1}}{{end}}', '1: unexpected <with> in input'],
    ['{{define "a"}}{{else}}', '1: unexpected {{else}} in define clause'],
    ['{{define a}}{{end}}', '1: unexpected "a" in define clause'],
    ['{{if 1}}{{define "a"}}{{end}}{{end}}', '1: unexpected <define> in command'],
    ['{{block "a"}}{{end}}', '1: missing value for block clause'],
    ['{{block "a" .}}\n{{else}}', '1: unexpected {{else}} in block clause'],
    ['{{template "abcdefghijkl" "a" }} {{template abcdefghijkl}}', '1: unexpected "abcdefghij"... in template clause'],
    ['{{break}}', '1: {{break}} outside {{range}}'],
    ['{{range 1}}{{block "a" .}}{{continue}}{{end}}{{end}}', '1: {{continue}} outside {{range}}'],
    ['{{ "\\q" }}', '1: invalid syntax'],
    ["{{ '' }}", '1: invalid syntax'],
    ["{{ 'ab' }}", "1: malformed character constant: 'ab'"],
    ['{{ 1a }}', '1: bad number syntax: "1a"'],
    ['{{ 1+2 }}', '1: bad number syntax: "1+2"'],
    ['{{ 1i+2i }}', '1: syntax error scanning complex number'],
    ['{{ 1e999+2i }}', '1: strconv.ParseFloat: parsing "1e999": value out of range'],
    ['{{ 1e309 }}', '1: illegal number syntax: "1e309"'],
    ['{{ 18446744073709551616 }}', '1: integer overflow: "18446744073709551616"'],
    ['{{ 0x1_ }}', '1: illegal number syntax: "0x1_"'],
  ])('%j', (source, expected) => {
    expect(outcome(source)).toBe(expected);
  });

  it('counts the lines of a comment as the Go of each Helm does', () => {
    const source = '{{/* one\ntwo */}}\n{{nope}}';
    expect(outcome(source, HELM_4)).toBe('3: function "nope" not defined');
    expect(outcome(source, HELM_3)).toBe('2: function "nope" not defined');
  });

  it('nests as deep as the stack bears', () => {
    const parens = (depth: number) => `{{${'('.repeat(depth)}1${')'.repeat(depth)}}}`;
    const ifs = (depth: number) => `${'{{if 1}}'.repeat(depth)}${'{{end}}'.repeat(depth)}`;
    expect(parse(parens(1000)).failed).toBe(false);
    expect(parse(ifs(1000)).failed).toBe(false);
    expect(parse(`{{if 1}}${'{{else if 2}}'.repeat(50000)}{{end}}`).failed).toBe(false);
  });
});

describe('definitions of one text', () => {
  it.each([
    ['an empty one gives way', '{{define "a"}} {{end}}{{define "a"}}x{{end}}', '[a=x]'],
    ['an empty one replaces nothing', '{{define "a"}}x{{end}}{{define "a"}}\n{{/* c */}}{{end}}', '[a=x]'],
    [
      'two that are not empty are an error',
      '{{define "a"}}x{{end}}\n{{define "a"}}y{{end}}',
      '2: template: multiple definition of template "a"',
    ],
    ['the main template counts under its name', '{{define "c/templates/t.txt"}}x{{end}}', 'x'],
    [
      'a main template beside a definition of its name',
      '{{define "c/templates/t.txt"}}x{{end}}y',
      '1: template: multiple definition of template "c/templates/t.txt"',
    ],
    ['an empty definition of its name vanishes', '{{define "c/templates/t.txt"}}{{end}}y', 'y'],
  ])('%s', (_, source, expected) => {
    expect(outcome(source)).toBe(expected);
  });

  it('knows an empty tree', () => {
    expect(isEmptyTree(parse(' \n\t\u00a0\u2003{{/* c */}} ').root)).toBe(true);
    expect(isEmptyTree(parse(' {{""}}').root)).toBe(false);
    expect(isEmptyTree(parse('\u200b').root)).toBe(false);
  });
});

describe('positions', () => {
  it('are those of the tokens that Go takes', () => {
    const action = parse('ab\n{{ .a.b.c | print (.d) $.e.f }}').root.nodes[1] as ActionNode;
    const [first, second] = action.pipe.cmds;
    expect([action.pos, action.line, action.pipe.pos, first.pos, second.pos]).toEqual([6, 2, 6, 6, 15]);
    expect(first.args.map((node) => node.pos)).toEqual([8]);
    expect(second.args.map((node) => [node.kind, node.pos])).toEqual([
      [NodeKind.Identifier, 15],
      [NodeKind.Pipe, 22],
      [NodeKind.Variable, 27],
    ]);
  });

  it('become lines and byte columns', () => {
    const source = bytes('é{{1}}\n\nab');
    const index = new LineIndex(source);
    for (const [pos, line, column] of [
      [0, 1, 0],
      [4, 1, 4],
      [7, 1, 7],
      [8, 2, 0],
      [9, 3, 0],
      [11, 3, 2],
    ]) {
      expect([lineAt(source, pos), columnAt(source, pos)]).toEqual([line, column]);
      expect([index.line(pos), index.column(pos)]).toEqual([line, column]);
    }
  });
});

describe('number literals', () => {
  const describeNumber = (source: string) => {
    const node = operand<NumberNode>(source);
    const pattern = (BigInt(node.hi) << 32n) | BigInt(node.lo);
    return [
      node.isInt ? BigInt.asIntN(64, pattern) : null,
      node.isUint ? pattern : null,
      node.isFloat ? node.float64 : null,
      node.ideal(),
    ];
  };

  it.each<[string, bigint | null, bigint | null, number | null, number]>([
    ['0', 0n, 0n, 0, IdealKind.Int],
    ['-0', 0n, 0n, 0, IdealKind.Int],
    ['-0.0', 0n, 0n, -0, IdealKind.Float],
    ['+7', 7n, null, 7, IdealKind.Int],
    ['-7', -7n, null, -7, IdealKind.Int],
    ['0777', 511n, 511n, 511, IdealKind.Int],
    ['0o17', 15n, 15n, 15, IdealKind.Int],
    ['0b1_01', 5n, 5n, 5, IdealKind.Int],
    ['0x1E', 30n, 30n, 30, IdealKind.Int],
    ['-0x1E', -30n, null, -30, IdealKind.Float],
    ['1_000_000', 1000000n, 1000000n, 1000000, IdealKind.Int],
    ['9223372036854775807', 9223372036854775807n, 9223372036854775807n, 2 ** 63, IdealKind.Int],
    ['-9223372036854775808', -(2n ** 63n), null, -(2 ** 63), IdealKind.Int],
    ['18446744073709551615', null, 2n ** 64n - 1n, 2 ** 64, IdealKind.Overflow],
    ['1.0', 1n, 1n, 1, IdealKind.Float],
    ['1.5', null, null, 1.5, IdealKind.Float],
    ['.5e1', 5n, 5n, 5, IdealKind.Float],
    ['-1e18', -(10n ** 18n), null, -1e18, IdealKind.Float],
    ['1e19', null, 10n ** 19n, 1e19, IdealKind.Float],
    ['1e20', null, null, 1e20, IdealKind.Float],
    ['0x1.8p1', 3n, 3n, 3, IdealKind.Float],
    ['09.5', null, null, 9.5, IdealKind.Float],
    ['0i', 0n, 0n, 0, IdealKind.Complex],
    ['2+0i', 2n, 2n, 2, IdealKind.Complex],
    ["'a'", 97n, 97n, 97, IdealKind.Int],
    ["'\\n'", 10n, 10n, 10, IdealKind.Int],
    ["'é'", 233n, 233n, 233, IdealKind.Int],
  ])('%s', (source, int, uint, float, ideal) => {
    expect(describeNumber(source)).toEqual([int, uint, float, ideal]);
  });

  it('keeps both parts of a complex constant', () => {
    const node = operand<NumberNode>('1.5-2i');
    expect([node.isComplex, node.isFloat, node.float64, node.imaginary]).toEqual([true, false, 1.5, -2]);
  });

  it.each([
    '0.1',
    '123456789.123456789',
    '1.7976931348623157e308',
    '4.9e-324',
    '2.4703282292062328e-324',
    '2.2250738585072011e-308',
    '9007199254740993.0',
    '9007199254740992.99999999999999999999999999',
    '0.000000000000000000000000000000000000000000001e45',
    '8.5e-400',
  ])('converts %s exactly', (source) => {
    expect(operand<NumberNode>(source).float64).toBe(Number(source));
  });
});

describe('string literals', () => {
  it.each([
    ['"plain é"', 'plain é'],
    ['"\\a\\b\\f\\n\\r\\t\\v\\\\\\""', '\x07\b\f\n\r\t\v\\"'],
    ['"\\x41\\101\\u00e9\\U0001F600"', 'AA\u00e9\u{1f600}'],
    ['`raw \\n "x"`', 'raw \\n "x"'],
    ['`a\r\nb`', 'a\nb'],
  ])('%j', (source, expected) => {
    expect(text(operand<StringNode>(source).text)).toBe(expected);
  });

  it('may hold any byte, but bad UTF-8 is replaced', () => {
    expect([...operand<StringNode>('"\\xff"').text]).toEqual([0xff]);
    const parser = parse(new Uint8Array([...bytes('{{"'), 0xff, ...bytes('"}}')]));
    const node = (parser.root.nodes[0] as ActionNode).pipe.cmds[0].args[0] as StringNode;
    expect([...node.text]).toEqual([0xef, 0xbf, 0xbd]);
  });

  it.each(['"\\\'"', '"\\400"', '"\\ud800"', '"\\x4"', '"\\U00110000"'])('rejects %s', (source) => {
    expect(outcome(`{{${source}}}`)).toBe('1: invalid syntax');
  });
});

interface Run {
  ok: boolean;
  err?: string;
}

interface Vector {
  name: string;
  template?: string;
  tpath?: string;
  files?: Record<string, string | { b64: string }>;
  v3?: Run;
  v4?: Run;
}

const VECTORS = resolve('test/vectors');
const AREAS = readdirSync(VECTORS).filter((name) => name.endsWith('.json'));

describe('texts that the real Helm has parsed', () => {
  const ParseError = /^Error: parse error at \(([^)]*):(\d+)\): (.*?)\n\nUse --debug/s;

  /** What Helm makes of a parse error: the line, and the words behind the last colon and space. */
  const helmError = (parser: Parser): string =>
    `${parser.errorLine}: ${`: ${text(parser.errorMessage)}`.split(': ').at(-1)}`;

  /** The text of a template that an error names by chart and path. */
  const templateText = (vector: Vector, location: string): string | Uint8Array | undefined => {
    const path = location.slice(location.indexOf('/') + 1);
    if (path === (vector.tpath ?? 'templates/t.txt') && vector.template !== undefined) return vector.template;
    const file = vector.files?.[path];
    return typeof file === 'object' ? new Uint8Array(Buffer.from(file.b64, 'base64')) : file;
  };

  it.each(AREAS)('%s', (area) => {
    const vectors = JSON.parse(readFileSync(join(VECTORS, area), 'utf8')) as Vector[];
    for (const vector of vectors) {
      for (const helm of [HELM_3, HELM_4]) {
        const run = helm === HELM_3 ? vector.v3 : vector.v4;
        if (run === undefined) continue;
        const error = ParseError.exec(run.err ?? '');
        if (error !== null) {
          const [, location, line, message] = error;
          const source = templateText(vector, location);
          expect(source, `${vector.name}: ${location}`).toBeDefined();
          const parser = parse(source as string | Uint8Array, helm, location);
          expect(`${parser.failed} ${helmError(parser)}`, `${vector.name} Helm ${helm}`).toBe(
            `true ${line}: ${message}`,
          );
        } else if (run.ok && vector.template !== undefined) {
          const parser = parse(vector.template, helm);
          expect(text(parser.errorMessage), `${vector.name} Helm ${helm}`).toBe('');
        }
      }
    }
  });
});
