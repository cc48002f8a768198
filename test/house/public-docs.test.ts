// Whatever the package exports has a doc comment, and so has every member of it that a user can reach: read off the sources
// with the TypeScript compiler.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const entries = [
  'index.ts',
  'runtime/host/index.ts',
  'runtime/host/browser.ts',
  'verify/vitest.ts',
  'toolchain/index.ts',
  'sdk/index.ts',
  'compiler/browser.ts',
];

const isOurs = (node: ts.Node) => !node.getSourceFile().fileName.includes('/node_modules/');
const isHidden = (node: ts.Declaration) =>
  (ts.getCombinedModifierFlags(node) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;

const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile) as { config: unknown };
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, resolve('.'));
const program = ts.createProgram(entries, { ...options, noEmit: true });
const checker = program.getTypeChecker();

function undocumented(): string[] {
  const missing = new Set<string>();

  const isDocumented = (symbol: ts.Symbol) => symbol.getDocumentationComment(checker).length > 0;
  const say = (node: ts.Node, name: string) => {
    const file = node.getSourceFile();
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    missing.add(`${file.fileName.replace(`${resolve('.')}/`, '')}:${line + 1} ${name}`);
  };

  for (const entry of entries) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!;
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const declaration = symbol.declarations?.find(isOurs);
      if (!declaration) continue;
      if (!isDocumented(symbol)) say(declaration, symbol.name);
      if (!ts.isClassDeclaration(declaration)) continue;
      for (const member of declaration.members) {
        const method = member.name && checker.getSymbolAtLocation(member.name);
        if (method && ts.isMethodDeclaration(member) && !isHidden(member) && !isDocumented(method)) {
          say(member, `${symbol.name}.${method.name}`);
        }
      }
    }
  }
  return [...missing].sort();
}

test('every export is documented', () => {
  expect(undocumented()).toEqual([]);
});

test('docs/library.md has every name that programs can import, and no other', () => {
  const module = checker.getSymbolAtLocation(program.getSourceFile('index.ts')!)!;
  const names = checker.getExportsOfModule(module).map(({ name }) => name);
  const [, table = ''] = /\n## Every name\n(.*?)\n## /s.exec(readFileSync('docs/library.md', 'utf8')) ?? [];
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  const listed = rows.flatMap((row) => [...row.split('|')[1]!.matchAll(/`(\w+)`/g)].map(([, name]) => name!));
  const withSections = [...listed, 'renderChart', 'convertToModule', 'inspectModule', 'runPackage'];
  expect([...withSections].sort()).toEqual([...names].sort());
});
