// language/functions.ts is the only place that knows a template function by name: whoever decides something for some functions reads a
// column of the table. So no other file that ships lists names, keys a table by them, or compares a function's name with one.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { templateFunctions } from '../../language/functions';

/** Words that mean something else as often: Go's types. */
const types = new Set(templateFunctions.flatMap(({ parameters, result }) => [...parameters, result]));

const names = new Set(templateFunctions.map(({ name }) => name).filter((name) => !types.has(name)));

/** The table; and what eject makes of each function, one by one. */
const TABLES = ['language/functions.ts', 'toolchain/eject/templates/functions.ts'];

const files = execFileSync('git', ['ls-files', '*.ts', ':!runtime', ':!test', ':!bench'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && !TABLES.includes(file));

/** The places of a source that know functions by name. */
function knowsFunctions(text: string): string[] {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const named = (node: ts.Node) => ts.isStringLiteralLike(node) && names.has(node.text);
  /** Is it the name of a function: `name`, `fn.name`, `e.function.name`? */
  const isName = (node: ts.Expression) => /(?:^|\.)(?:function|fn|called|func)\??\.name$/.test(node.getText(source));
  const add = (node: ts.Node) => {
    const { line } = source.getLineAndCharacterOfPosition(node.getStart(source));
    found.push(`${line + 1}: ${node.getText(source).replace(/\s+/g, ' ').slice(0, 60)}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isArrayLiteralExpression(node)) {
      // An entry of a map counts by its key.
      const keys = node.elements.map((e) =>
        ts.isArrayLiteralExpression(e) && e.elements.length > 0 ? e.elements[0]! : e,
      );
      const count = keys.filter(named).length;
      if (count >= 2 && count * 2 > keys.length) add(node);
    } else if (ts.isObjectLiteralExpression(node)) {
      const keys = node.properties.map((property) =>
        property.name && ts.isIdentifier(property.name) ? property.name.text : '',
      );
      const count = keys.filter((key) => names.has(key)).length;
      if (count >= 3 && count * 4 > keys.length * 3) add(node);
    } else if (ts.isStringLiteralLike(node)) {
      const words = node.text.split(' ');
      if (words.length >= 3 && words.every((word) => names.has(word))) add(node);
    } else if (ts.isRegularExpressionLiteral(node)) {
      // Alternatives of an expression.
      const lists = [...node.text.matchAll(/\w+(?:\|\w+)+/g)].map(([list]) => list.split('|'));
      if (lists.some((list) => list.length >= 3 && list.filter((word) => names.has(word)).length * 2 > list.length)) {
        add(node);
      }
    } else if (ts.isBinaryExpression(node)) {
      const { left, right } = node;
      if ((named(left) && isName(right)) || (named(right) && isName(left))) add(node);
    } else if (ts.isSwitchStatement(node)) {
      const cases = node.caseBlock.clauses.filter((clause) => ts.isCaseClause(clause) && named(clause.expression));
      const count = node.caseBlock.clauses.length;
      if (cases.length > 0 && (isName(node.expression) || (cases.length >= 4 && cases.length * 2 > count))) add(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test.each(files)('%s', (file) => {
  expect(knowsFunctions(readFileSync(file, 'utf8'))).toEqual([]);
});

describe('what it finds', () => {
  test.each([
    ["const calm = new Set(['toYaml', 'quote']);"],
    ["const writers = new Map([['b64enc', 'writeB64enc'], ['squote', 'writeSquote']]);"],
    ['const forms = { toYaml: 1, quote: 2, nindent: 3 };'],
    ["const helm = 'include tpl required'.split(' ');"],
    ['const FRESH = /^(?:dict|deepCopy|omit|pick)\\b/;'],
    ["if (e.function.name === 'ternary') choose(e);"],
    ["switch (fn.name) { case 'tpl': break; default: }"],
    ["switch (name) { case 'hasKey': case 'pluck': case 'dig': case 'tpl': break; default: }"],
  ])('%s', (text) => {
    expect(knowsFunctions(text)).toHaveLength(1);
  });
});
