// `npm run bench:packages`: bundles bench/packages.ts and starts it. Needs a built dist/.
import { importTypeScript } from '../tools/build/typescript.mjs';

const { main } = await importTypeScript('bench/packages.ts');
await main();
