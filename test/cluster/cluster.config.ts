// `npm run test:cluster`: the commands on a cluster against a real API server, which tools/cluster builds. Apart from `npm test`,
// which needs nothing but Node. One server serves all files. MISTLETOE_CLUSTER=all runs every case, which takes half an hour;
// without it, of many alike a few are run.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/cluster/*.live.ts'],
    exclude: process.env['MISTLETOE_CLUSTER'] === 'all' ? [] : ['test/cluster/many.live.ts'],
    globalSetup: 'test/cluster/server.ts',
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
  },
});
