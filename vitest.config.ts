// `npm test` runs every suite but the recorded vectors, which take long: those are `npm run test:vectors`.
import { configDefaults, defineConfig } from 'vitest/config';

const vectors = process.env.MISTLETOE_SUITE === 'vectors';

export default defineConfig({
  test: {
    include: vectors ? ['test/golden/vectors-*.test.ts'] : ['test/**/*.test.ts'],
    exclude: vectors
      ? configDefaults.exclude
      : [...configDefaults.exclude, 'test/golden/vectors-*.test.ts', 'test/fuzz/**'],
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
