// `npm run bench`: bundles the harness, which is TypeScript like the rest, and starts it. Needs a built dist/ (npm run build).
import { nodeOf } from '../tools/node/node.mjs';
import { bundleTypeScript, importTypeScript } from '../tools/build/typescript.mjs';

const { main } = await importTypeScript('bench/main.ts');
process.exitCode = await main(process.argv.slice(2), {
  warm: await bundleTypeScript('bench/warm.ts'),
  node24: nodeOf(24),
});
