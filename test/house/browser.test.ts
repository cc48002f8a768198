// What also runs in a browser names nothing of Node: no module of it, no Buffer, no process. What it needs of the system it imports
// from `#system/…`, which is runtime/host/node in Node and runtime/host/browser in a browser, with the same exports.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const ROOMS = [
  'language',
  'gostd',
  'compiler',
  'runtime/abi',
  'runtime/bindings',
  'runtime/host/core',
  'runtime/host/browser',
];

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...ROOMS], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file.endsWith('.ts'));

/** What a source has of Node, as it runs: types are gone then. */
function ofNode(text: string): string[] {
  const source = ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      const isType = ts.isImportDeclaration(node) ? node.importClause?.isTypeOnly : node.isTypeOnly;
      const from = node.moduleSpecifier?.getText(source) ?? '';
      if (!isType && /node:|host\/node/.test(from)) found.push(from);
      return;
    }
    if (ts.isIdentifier(node) && ['Buffer', 'process', 'require', '__dirname'].includes(node.text)) {
      const { parent } = node;
      const isMember = ts.isPropertyAccessExpression(parent) && parent.name === node;
      const isName = (ts.isMethodDeclaration(parent) || ts.isPropertyAssignment(parent)) && parent.name === node;
      // Declared here, it is another one.
      const isOwn = new RegExp(`\\bfunction ${node.text}\\(`).test(text);
      if (!isMember && !isName && !isOwn) found.push(node.text);
    }
    if (ts.isStringLiteralLike(node) && node.text.startsWith('node:')) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test.each(files)('%s', (file) => {
  expect(ofNode(readFileSync(file, 'utf8'))).toEqual([]);
});

test('what it finds', () => {
  const text = `
    import { readFileSync } from 'node:fs';
    import { findAsset } from '../host/node/assets';
    import type { Hash } from 'node:crypto';
    const a: Buffer = Buffer.from('x');
    process.exit();
    await import('node:zlib');`;
  expect(ofNode(text)).toEqual(["'node:fs'", "'../host/node/assets'", 'Buffer', 'process', 'node:zlib']);
});

describe('both systems export the same', () => {
  const used = new Set(
    files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/'#system\/(\w+)'/g)].map(([, name]) => name!)),
  );
  test.each([...used])('%s', async (name) => {
    expect(readdirSync('runtime/host/browser')).toContain(`${name}.ts`);
    const node = Object.keys(await import(`../../runtime/host/node/${name}.ts`));
    const browser = Object.keys(await import(`../../runtime/host/browser/${name}.ts`));
    // What is asked of `#system` is typed as Node's; the browser must have it too.
    const wanted = files.flatMap((file) => {
      const source = readFileSync(file, 'utf8');
      return [...source.matchAll(new RegExp(`import \\{([^}]*)\\} from '#system/${name}'`, 'g'))].flatMap(([, list]) =>
        list!
          .split(',')
          .map((one) => one.trim().split(' as ')[0]!)
          .filter((one) => one !== '' && !one.startsWith('type ')),
      );
    });
    for (const one of wanted) {
      expect(node).toContain(one);
      expect(browser).toContain(one);
    }
  });
});
