// Random template texts: the whole grammar of the language over the expressions of expressions.ts, in the proportions of
// charts. A text must not depend on where it stands: names it defines hold `@@`, which the judge replaces.

import type { HelmId } from '../../judge/helm';
import type { Choices } from './choices';
import { makeCall, makeOperand, makePrinted, type Scope, stringLiteral, type Type } from './expressions';

interface State {
  c: Choices;
  helm: HelmId;
  defines: string[];
  count: number;
  budget: number;
}

const texts = [
  'x',
  '\n',
  ' ',
  'a: ',
  '\n  b: c\n',
  '- ',
  '  ',
  '\t',
  'text }} more',
  '# comment\n',
  '"',
  'é',
  '\r\n',
  '{ { ',
  '}',
  'key: {}\n',
];
const includePipes = [
  '',
  ' | indent 2',
  ' | nindent 4',
  ' | quote',
  ' | trim',
  ' | upper',
  ' | trimSuffix "\\n" | nindent 2',
  ' | fromYaml | toJson',
  ' | trunc 63 | trimSuffix "-"',
  ' | b64enc',
  ' | sha256sum',
  ' | toYaml',
  ' | len',
];
const valuePipes = [
  '',
  '',
  ' | quote',
  ' | toYaml',
  ' | toYaml | nindent 4',
  ' | toYaml | indent 2',
  ' | toJson',
  ' | default "d"',
  ' | default dict | toYaml',
  ' | toString',
  ' | printf "%v"',
  ' | printf "%s-%v" "p"',
  ' | int',
  ' | int64',
  ' | float64',
  ' | toString | trunc 5',
  ' | squote',
  ' | kindOf',
  ' | empty',
  ' | not',
  ' | toString | upper | quote',
  ' | required "needed"',
  ' | empty | ternary "y" "n"',
  ' | toPrettyJson',
];

/** A template's text. */
export function makeTemplate(c: Choices, helm: HelmId): string {
  const state: State = { c, helm, defines: [], count: 0, budget: c.between(4, 30) };
  const definitions = c.many(0, 2, (i) => {
    const name = `@@.d${i}`;
    const scope: Scope = { helm, values: '$.Values', variables: [], extra: { any: ['.'] } };
    const body = makeBody({ ...state, budget: c.between(1, 6) }, scope, 1, false);
    state.defines.push(name);
    return `${open(c)}define "${name}"${close(c)}${body}${open(c)}end${close(c)}`;
  });
  const scope: Scope = { helm, values: '.Values', variables: [] };
  return definitions.join('') + makeBody(state, scope, 2, false);
}

/** A template with something left out, put in or exchanged, which mostly ends in a parse error. */
export function makeDamagedTemplate(c: Choices, helm: HelmId): string {
  let text = c.chance(3)
    ? `${c.pick(texts)}{{ ${makePrinted(c, { helm, values: '.Values', variables: [] }, undefined, 1)} }}`
    : makeTemplate(c, helm);
  for (let n = c.between(1, 2); n > 0; n--) {
    const at = c.below(text.length + 1);
    text = text.slice(0, at) + c.pick(pieces) + text.slice(at + c.pick([0, 0, 0, 1, 1, 2, 3, 9]));
  }
  return text;
}

const pieces = [
  '',
  ' ',
  '{{',
  '}}',
  '{{-',
  '-}}',
  '{{ end }}',
  '{{ else }}',
  '{{ else if .x }}',
  '{{ else with . }}',
  '{{ break }}',
  '{{ continue }}',
  '{{/*',
  '*/}}',
  '{{ /* c */ }}',
  '{{ define "q" }}',
  '{{ block "@@.b" . }}',
  '{{ template "nope" }}',
  '{{ if }}',
  '{{ range }}',
  '{{ with $x := }}',
  '{{ range $a, $b, $c := . }}',
  '(',
  ')',
  '|',
  '| |',
  '.',
  '..',
  '.1',
  '$',
  '$x',
  '$x := ',
  '$x = ',
  ':=',
  '=',
  ',',
  '"',
  '`',
  "'",
  "'a'",
  "'ab'",
  '"\\',
  '"\\q"',
  '\n',
  '\t',
  '\0',
  '1',
  '1.',
  '0x',
  '1e',
  '1_',
  '0b2',
  '08',
  '9999999999999999999',
  '1i',
  '1e1000',
  'nil',
  'true',
  'and',
  'x',
  'end',
  'nil.x',
  '1.x',
  '"a".b',
  '(1).x',
  '.a.b.',
  '-',
  '+',
  '!',
  '@',
  '#',
  '%',
  '&',
  '*',
  '?',
  '[',
  ']',
  '{',
  '}',
  '\\',
  'é',
  '\u{1F600}',
  '\ufeff',
  '\u00a0',
  '\r\n',
  '- ',
  ' -',
  '{{ . | 1 }}',
  '{{ 1 | 2 }}',
  '{{ . | . }}',
  '{{ () }}',
  '{{ "x" "y" }}',
  '{{ nil }}',
  '{{ $ }}',
  '{{ .x.y.z }}',
  '{{.}}',
  '{{ `a\nb` }}',
  '{{ "a\nb" }}',
  '{{ . }',
  '{ {',
  '}}}',
  '{{{',
  '{{- -}}',
  '{{ -1 }}',
  '{{--1}}',
  '{{ 3 -}}',
  '{{ undefined }}',
  '{{ template }}',
  '{{ template 1 }}',
  '{{ define }}',
  '{{ define x }}',
  '{{ end }}{{ end }}',
  '{{ break x }}',
  '{{ if true }}',
  '{{ with . }}',
  '{{ range . }}',
];

function open(c: Choices): string {
  return c.pick(['{{ ', '{{- ', '{{', '{{-  ']);
}

function close(c: Choices): string {
  return c.pick([' }}', ' -}}', '}}', ' }}\n', '\n}}']);
}

function action(c: Choices, text: string): string {
  return `${open(c)}${text}${close(c)}`;
}

/** What follows the dot's change: the root is only reached through `$`. */
function inner(scope: Scope, type: Type): Scope {
  return {
    ...scope,
    values: '$.Values',
    variables: [...scope.variables],
    extra: { any: ['.'], [type]: ['.'] },
  };
}

function makeBody(state: State, outer: Scope, depth: number, inLoop: boolean): string {
  const scope: Scope = { ...outer, variables: [...outer.variables] };
  let out = '';
  for (let n = state.c.between(1, 4); n > 0; n--) out += makeStatement(state, scope, depth, inLoop);
  return out;
}

function makeStatement(state: State, scope: Scope, depth: number, inLoop: boolean): string {
  const { c } = state;
  if (state.budget-- <= 0) return c.pick(texts);
  switch (c.below(depth > 0 ? 15 : 8)) {
    case 0:
      return c.pick(texts);
    case 1:
    case 2:
      return action(c, makeOperand(c, scope, 'any', 1) + c.pick(valuePipes));
    case 3:
      return action(c, makeCall(c, scope, 'any', 2) + c.pick(valuePipes));
    case 4: {
      const type = c.pick<Type>(['string', 'dict', 'list', 'int', 'any', 'bool']);
      const name = `$v${state.count++}`;
      const text = action(c, `${name} := ${pipe(c, scope, type)}`);
      scope.variables.push({ name, type });
      return text;
    }
    case 5: {
      if (scope.variables.length === 0) return c.pick(texts);
      const { name, type } = c.pick(scope.variables);
      return action(c, `${name} = ${pipe(c, scope, type)}`);
    }
    case 6:
      return makeInclude(state, scope);
    case 7:
      if (inLoop && c.chance(2))
        return (
          action(c, `if ${makeOperand(c, scope, 'bool', 1)}`) +
          action(c, c.pick(['break', 'continue'])) +
          action(c, 'end')
        );
      if (c.chance(3)) return c.pick(['{{/* a comment */}}', '{{- /* a\ncomment */ -}}']);
      return makeUpdate(c, scope);
    case 8:
    case 9:
    case 10: {
      let out = action(c, `if ${condition(c, scope)}`) + makeBody(state, scope, depth - 1, inLoop);
      if (c.chance(4)) out += action(c, `else if ${condition(c, scope)}`) + makeBody(state, scope, depth - 1, inLoop);
      if (c.chance(2)) out += action(c, 'else') + makeBody(state, scope, depth - 1, inLoop);
      return out + action(c, 'end');
    }
    case 11:
    case 12: {
      const type = c.pick<Type>(['dict', 'list', 'string', 'any']);
      const inside = inner(scope, type);
      let head = pipe(c, scope, type);
      if (c.chance(3)) {
        const name = `$w${state.count++}`;
        head = `${name} := ${head}`;
        inside.variables.push({ name, type });
      }
      let out = action(c, `with ${head}`) + makeBody(state, inside, depth - 1, inLoop);
      if (c.chance(8))
        out +=
          action(c, `else with ${pipe(c, scope, 'any')}`) + makeBody(state, inner(scope, 'any'), depth - 1, inLoop);
      if (c.chance(3)) out += action(c, 'else') + makeBody(state, scope, depth - 1, inLoop);
      return out + action(c, 'end');
    }
    default: {
      const type = c.pick<Type>(['list', 'dict', 'strings', 'list', 'int']);
      const inside = inner(scope, 'any');
      let head =
        type === 'int' ? c.pick(['3', '(until 3)', '(int 2)', `${scope.values}.missing`]) : pipe(c, scope, type);
      const shape = c.below(4);
      if (shape > 0) {
        const names = shape === 1 ? [`$e${state.count++}`] : [`$k${state.count++}`, `$e${state.count++}`];
        head = `${names.join(', ')} := ${head}`;
        for (const name of names) inside.variables.push({ name, type: 'any' });
      }
      let out = action(c, `range ${head}`) + makeBody(state, inside, depth - 1, true);
      if (c.chance(3)) out += action(c, 'else') + makeBody(state, scope, depth - 1, inLoop);
      return out + action(c, 'end');
    }
  }
}

function pipe(c: Choices, scope: Scope, type: Type): string {
  return c.chance(3) ? makeCall(c, scope, type, 1) : makeOperand(c, scope, type, 2);
}

function condition(c: Choices, scope: Scope): string {
  const operand = (type: Type) => makeOperand(c, scope, type, 1);
  switch (c.below(6)) {
    case 0:
      return operand('bool');
    case 1:
      return `and ${operand('any')} ${operand('any')}`;
    case 2:
      return `or ${operand('any')} (not ${operand('any')})`;
    case 3:
      return `${c.pick(['eq', 'ne', 'lt', 'ge'])} ${operand('string')} ${operand('string')}`;
    case 4:
      return c.chance(2) ? `hasKey ${operand('dict')} "a"` : `kindIs "map" ${operand('any')}`;
    default:
      return operand('any');
  }
}

/** A call of a template of this text, or a text given to `tpl`. */
function makeInclude(state: State, scope: Scope): string {
  const { c } = state;
  const data = scope.values.startsWith('$')
    ? c.pick(['$', '.', '(dict "Values" $.Values "x" .)'])
    : c.pick(['.', '$', '(merge (dict "a" 1) .)', '.Values.m1']);
  if (state.defines.length === 0 || c.chance(4)) {
    const text = stringLiteral(
      c.pick([
        '{{ .Values.s0 }}',
        'a{{ 1 }}b',
        '{{ . | kindOf }}',
        '{{ range until 2 }}x{{ . }}{{ end }}',
        '{{ $.Values.m1 | toYaml }}',
        '{{ if .Values }}y{{ end }}',
        '{{ "x" | quote }}',
        '{{ .Chart.Name }}',
        '{{ . ',
      ]),
      undefined,
    ).replaceAll('\\u007b', '{');
    return action(c, `tpl ${text} ${data}${c.pick(includePipes)}`);
  }
  const name = `"${c.pick(state.defines)}"`;
  if (c.chance(5)) return action(c, `template ${name} ${data}`);
  return action(c, `include ${name} ${data}${c.pick(includePipes)}`);
}

/** A statement for its effect on a map. */
function makeUpdate(c: Choices, scope: Scope): string {
  const map = makeOperand(c, scope, 'dict', 0);
  const value = makeOperand(c, scope, 'any', 1);
  return action(
    c,
    c.pick([
      `$_ := set ${map} "k" ${value}`,
      `set ${map} "a" ${value} | toJson`,
      `$_ := unset ${map} "a"`,
      `merge ${map} (dict "a" ${value}) | toYaml`,
      `mergeOverwrite (dict) ${map} | toJson`,
      `$_ := set ${scope.values} "s0" ${value}`,
    ]),
  );
}
