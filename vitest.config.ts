// `npm test` runs every suite; the recorded vectors take most of the time, and `npm run test:vectors` runs them alone.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
