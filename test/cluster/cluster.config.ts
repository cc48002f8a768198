// `npm run test:cluster`: the commands on a cluster against a real API server, which tools/cluster builds. Apart from `npm test`,
// which needs nothing but Node. MISTLETOE_CLUSTER=all runs every case, which takes half an hour; without it, of many alike a few are run.
// One server serves all files but that which compares whole clusters: what others write to theirs is none of its business, so it has
// one of its own.
import { defineConfig } from 'vitest/config';

const isWhole = process.env['MISTLETOE_CLUSTER'] === 'all';
const WHOLE_CLUSTER = 'test/cluster/equality.live.ts';
const MANY = 'test/cluster/many.live.ts';

/** Some of the files with a server of their own, behind those of a lower `groupOrder`. */
const onServer = (name: string, groupOrder: number, files: { include: string[]; exclude?: string[] }) => ({
  test: {
    name,
    ...files,
    globalSetup: 'test/cluster/server.ts',
    // A busy machine is given time: these limits end what hangs.
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    maxWorkers: 2,
    sequence: { groupOrder },
  },
});

export default defineConfig({
  test: {
    projects: [
      onServer('commands', 0, {
        include: ['test/cluster/*.live.ts', 'test/cluster/modules/*.live.ts'],
        exclude: [WHOLE_CLUSTER, MANY],
      }),
      onServer('equality', 1, { include: [WHOLE_CLUSTER] }),
      ...(isWhole ? [onServer('many', 2, { include: [MANY] })] : []),
    ],
  },
});
