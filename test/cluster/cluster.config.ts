// `npm run test:cluster`: the commands on a cluster against a real API server, which tools/cluster builds. Apart from `npm test`,
// which needs nothing but Node. One server serves all files.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/cluster/*.live.ts'],
    globalSetup: 'test/cluster/server.ts',
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
  },
});
