// `npm run bench:packages`: bundles bench/packages/packages.ts and starts it. Needs a built dist/.
import { importTypeScript } from '../../tools/build/typescript.mjs';

const { main } = await importTypeScript('bench/packages/packages.ts');
await main();
