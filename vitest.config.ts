// `npm test` runs every suite; the recorded vectors take most of the time, and `npm run test:vectors` runs them alone.
// The time limits only end what hangs: no suite may fail because a machine is busy.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    maxWorkers: '100%',
    // No suite may depend on the configuration of whoever runs it.
    env: { KUBECONFIG: join(tmpdir(), 'mistletoe-no-kubeconfig') },
    testTimeout: 1_200_000,
    hookTimeout: 3_600_000,
  },
});
