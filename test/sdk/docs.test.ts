// Every TypeScript block of the pages for authors, as its reader would paste it into a package: its types are right, it is built, and it renders. A block that
// is a part of a package stands in the frame that its page says around it; a block without a frame here fails. And every command of
// these pages is one, with its flags.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readInput } from '../../actions/development/cases';
import { runProgram } from '../../cli/program';
import { convertChart } from '../../compiler/convert';
import { openModule } from '../../runtime/host';
import { buildPackage } from '../../toolchain/typescript/build';
import { checkTypes } from '../../toolchain/typescript/types';
import { fixturesFolder } from '../judge/fixtures';
import { needs } from '../judge/needs';

const PAGES = ['docs/typescript.md', 'sdk/README.md'];
const folder = mkdtempSync(join(tmpdir(), 'mistletoe-docs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The frames of parts, by the words that they begin with. */
const FRAMES: [beginning: string, frame: (block: string) => string][] = [
  [
    'const password = randomText',
    (block) => `import { definePackage, type Resource } from '@mistletoe-dev/sdk';
import type { Secret } from 'kubernetes-types/core/v1';
export default definePackage({
  metadata: { name: 'drawn' },
  generate(_, { name, namespace, randomText, lookup }) {
    ${block}
    return [{ apiVersion: 'v1', kind: 'Secret', metadata: { name }, data, stringData: { others: others?.join() ?? '' } } satisfies Resource<Secret>];
  },
});`,
  ],
  [
    'dependencies: {',
    (block) => `import { type ChartInput, definePackage } from '@mistletoe-dev/sdk';
export default definePackage<{ team: string }>({ metadata: { name: 'caller' },
${block}
});`,
  ],
];

interface Block {
  name: string;
  source: string;
}

const blocks: Block[] = PAGES.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(([, text]) => {
    const block = text!.trim();
    const isWhole = block.startsWith('import ');
    const frame = isWhole ? (whole: string) => whole : FRAMES.find(([beginning]) => block.startsWith(beginning))?.[1];
    if (frame === undefined) throw new Error(`${page} has a block that no frame here is for:\n${block}`);
    return { name: `${page}: ${block.split('\n', 1)[0]}`, source: frame(block) };
  }),
);
const isTest = ({ source }: Block) => source.includes('testPackage');

const built = needs('the built SDK (npm run build)', existsSync('dist/sdk/types/index.d.ts'));

describe.runIf(built)('blocks', () => {
  beforeAll(async () => {
    const scope = join(folder, 'node_modules/@mistletoe-dev');
    mkdirSync(scope, { recursive: true });
    symlinkSync(resolve('dist/sdk'), join(scope, 'sdk'));
    symlinkSync(resolve('.'), join(scope, 'mistletoe'));
    for (const name of ['kubernetes-types', 'typescript', 'vitest', 'esbuild', 'quickjs-wasi']) {
      symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name));
    }
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const { wasm } = await convertChart(join(fixturesFolder, 'storefront'));
    writeFileSync(join(folder, 'storefront.wasm'), wasm);
  });

  test('there are some of each kind', () => {
    expect(blocks.filter(isTest).length).toBeGreaterThanOrEqual(2);
    expect(blocks.filter((block) => !isTest(block)).length).toBeGreaterThanOrEqual(4);
  });

  test.each(blocks)('$name', async (block) => {
    const file = join(folder, isTest(block) ? 'case.ts' : 'package.ts');
    // A README's part of a test file leaves out where `expect` comes from.
    const head = isTest(block) && !block.source.includes("'vitest'") ? "import { expect } from 'vitest';\n" : '';
    writeFileSync(file, head + block.source);
    expect(await checkTypes(file)).toMatch(/^\d+\.\d+\./);
    if (isTest(block)) return;
    const { wasm } = await buildPackage(file, { cacheFolder: join(folder, 'engines') });
    const given = { name: 'shop', namespace: 'apps', now: 1, entropy: 'e', team: 'web' };
    const { result, message, files } = openModule(wasm).generate({ data: given }).data;
    expect({ result, message }).toEqual({ result: 'Ok', message: undefined });
    expect(files.size).toBeGreaterThan(0);
  });
});

test('every input of a case is one', () => {
  const inputs = [...readFileSync('docs/typescript.md', 'utf8').matchAll(/```yaml\n(# tests\/.*?)```/gs)];
  expect(inputs.length).toBeGreaterThan(0);
  for (const [, text] of inputs) expect(readInput('input.yaml', text!).keys).toContain('lookups');
});

describe('commands', () => {
  const pages = [...PAGES, 'docs/languages.md', 'docs/handlebars.md', 'docs/eject.md', 'docs/gitops.md'];
  const commands = pages.flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/```(?:console|sh)\n(.*?)```/gs)].flatMap(([, text]) =>
      [...text!.matchAll(/^[^#\n]*?\bmistletoe ([a-z-]+)([^#|\n]*)/gm)].map(([, command, rest]) => ({
        page,
        command: command!,
        flags: [...rest!.matchAll(/(?<=\s)--?[a-z][a-z-]*/g)].map(([flag]) => flag),
      })),
    ),
  );
  const helps = new Map<string, Promise<string>>();
  const helpOf = (command: string) => {
    const known =
      helps.get(command) ?? runProgram([command, '--help'], {}).then(({ stdout }) => Buffer.from(stdout).toString());
    helps.set(command, known);
    return known;
  };

  test('are there', () => expect(commands.length).toBeGreaterThan(15));

  test.each(commands)('$page: $command $flags', async ({ command, flags }) => {
    const help = await helpOf(command);
    expect(help).toMatch(new RegExp(`^Usage: mistletoe ${command}`, 'm'));
    for (const flag of flags) expect(help).toMatch(new RegExp(`(?:^|[\\s,])${flag}(?![a-z-])`, 'm'));
  });
});
