// `npm run test:registry`: the tests against real registries and with the field's own clients and engines, which tools/registry builds.
// Apart from `npm test`, which needs nothing but Node.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/registry/live/*.live.ts', 'test/host/live/*.live.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
