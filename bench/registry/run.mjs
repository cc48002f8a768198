// `npm run bench:registry`: bundles bench/registry/registry.ts and starts it. Needs a built dist/ and the judges of tools/registry.
import { importTypeScript } from '../../tools/build/typescript.mjs';

const { main } = await importTypeScript('bench/registry/registry.ts');
process.exitCode = await main();
