// The files of an ejected package that say the same for every chart, but for its name.

import { installSteps, type OwnPackages, quoted } from '../../own-packages';
import { describeSteps, type Step } from '../../next-steps';
import { textLiteral } from '../values/types';
import type { ProjectState } from './state';

/** What the texts depend on. */
export interface ProjectFacts {
  name: string;
  version: string;
  description: string;
  state: ProjectState;
  /** where package.json has our own packages from */
  own: OwnPackages;
}

/** What `npm run build` writes: another file than the chart's module. */
const moduleFile = (name: string) => (name === 'chart' ? 'chart-package.wasm' : `${name}.wasm`);

/** package.ts: the package itself. A person goes on from there; it is written once. */
export function packageFile({ name, version }: ProjectFacts): string {
  return `import { definePackage } from '@mistletoe-dev/sdk';
import { type ChartData, chartLabels, renderChart } from '@mistletoe-dev/sdk/chart';
import { templates } from './templates';
import type { Values } from './values';

/** ${name}, of which ./chart renders whatever ./templates does not. */
export default definePackage<ChartData<Values>>({
  metadata: { name: '${name}', version: '${version}', labels: chartLabels },
  dependencies: { chart: './chart.wasm' },
  generate: (data, context) => renderChart('chart', data, context, templates),
});
`;
}

/** templates/index.ts: which templates are TypeScript. */
export function templatesIndex(templates: readonly { path: string; module: string; name: string }[]): string {
  const imports = templates.map(({ module, name }) => `import { ${name} } from './${module}';\n`).join('');
  const entries = templates.map(({ path, name }) => `  ${textLiteral(path)}: ${name},\n`).join('');
  return `import type { Template } from '@mistletoe-dev/sdk/chart';
${imports}import type { Values } from '../values';

/** The templates that are TypeScript, by the paths that they have in the chart. */
export const templates: Record<string, Template<Values>> = {${entries === '' ? '' : `\n${entries}`}};
`;
}

/** package.json. Scripts name the steps in the order in which a person wants them. */
export function packageJson({ name, version, description, state, own }: ProjectFacts): string {
  const helm = state.helm;
  const content = {
    name: `${name}-package`,
    version,
    private: true,
    ...(description === '' ? {} : { description }),
    type: 'module',
    scripts: {
      chart: `mistletoe convert chart -o chart.wasm --helm ${helm}`,
      build: `npm run chart && mistletoe build package.ts -o ${moduleFile(name)}`,
      check: 'tsc',
      test: 'vitest run',
    },
    devDependencies: {
      ...own.specs,
      // TypeScript 7 has no interface for programs, by which further templates are ejected.
      typescript: '>=5.5 <7',
      vitest: '^3.2',
    },
    mistletoe: state,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

export const TSCONFIG = `${JSON.stringify(
  {
    compilerOptions: {
      target: 'ES2023',
      lib: ['ES2023'],
      module: 'ESNext',
      moduleResolution: 'bundler',
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      isolatedModules: true,
      resolveJsonModule: true,
      noUnusedLocals: true,
    },
    include: ['**/*.ts'],
    exclude: ['node_modules', 'chart'],
  },
  null,
  2,
)}\n`;

/**
 * The package's own test: what it renders by default is what the chart rendered when it was ejected. Its time is that of a busy machine that
 * links the chart for the first time.
 */
export const TEST_FILE = `import { testPackage } from '@mistletoe-dev/sdk/testing';
import { expect, test } from 'vitest';
import expected from './expected.json';

const standing = { name: 'test', namespace: 'default', now: 946684800, entropy: 'test' };

interface Case {
  set: string;
  values: object;
  objects: unknown[];
  /** where the chart renders nothing with these values: its own words, if it has any */
  error?: string;
}

for (const { set, values, objects, error } of expected as Case[]) {
  const promise = error === undefined ? 'renders what the chart rendered' : 'refuses, as the chart did';
  test(\`\${set}: the package \${promise}\`, async () => {
    const render = async () => (await testPackage('package.ts')).render({ values }, standing).objects;
    if (error === undefined) expect(await render()).toEqual(objects);
    else await expect(render()).rejects.toThrow(error || undefined);
  }, 600_000);
}
`;

export const gitignore = ({ name }: ProjectFacts): string => `node_modules/\n${moduleFile(name)}\n`;

/** What a person types in a new package, after what installs it. `chart`: where the chart is from there. */
export function firstSteps({ name }: ProjectFacts, chart: string, hasMore: boolean): Step[] {
  return [
    ['npm run build', `chart.wasm, then ${moduleFile(name)}`],
    ['npm test', 'what the chart rendered with its own values'],
    [`npx mistletoe verify ${quoted(chart)} --against . --fuzz 20`, 'what both render, with further values'],
    ...(hasMore ? [['npx mistletoe eject . --template all', 'whatever can be TypeScript'] as const] : []),
  ];
}

/** What a person types once further templates are TypeScript. */
export const nextTemplateSteps: readonly Step[] = [['npm run check'], ['npm run build'], ['npm test']];

/** README.md. `chart`: where the chart is from the package; `hasMore`: templates are still its own. */
export function readme(facts: ProjectFacts, chart: string, hasMore: boolean): string {
  const { name, state, own } = facts;
  const install = installSteps(own).map((command): Step => [command]);
  return `# ${name} as a package

This package renders what the Helm chart ${name} renders. What has become TypeScript is in \`templates/\`; the rest is the chart in
\`chart/\`, compiled to \`chart.wasm\`, which the package calls.

\`\`\`sh
${describeSteps([...install, ...firstSteps(facts, chart, hasMore)]).replace(/^ {2}/gm, '')}\`\`\`
${own.note === undefined ? '' : `\n${own.note}\n`}
\`npx mistletoe eject . --template templates/NAME.yaml\` makes TypeScript of one template, and \`npm run check\` asks TypeScript about all files. A
file of your own is imported (\`import { limits } from './limits'\`), and \`npm test\` runs whatever ends with \`.test.ts\`.

\`values.ts\` says what the values look like; values that only some charts have are optional there. The values' defaults are still those
of \`chart/values.yaml\`.
${textsNote(state)}`;
}

/** Which templates the chart keeps though they are TypeScript; empty where there are none. */
function textsNote({ forText }: ProjectState): string {
  return forText.length === 0
    ? ''
    : `\nOther templates take a checksum of these, so the chart keeps them too: ${forText.join(', ')}.\n`;
}

/** README.md once more templates are TypeScript: a person's own words stay. */
export function readmeWith(text: string, before: ProjectState, after: ProjectState): string {
  const [old, next] = [textsNote(before), textsNote(after)];
  if (old !== '' && text.includes(old)) return text.replace(old, () => next);
  return old === '' && text.endsWith('of `chart/values.yaml`.\n') ? text + next : text;
}
