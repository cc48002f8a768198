// Other Nodes than the one that runs the tests, where tools/node/node.mjs has fetched them.

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { needs } from './needs';

const cache = process.env['MISTLETOE_JUDGES'] ?? join(homedir(), '.cache/mistletoe/judges');

/** Names and programs. In CI, which fetches them, one that is missing is no reason to leave its tests out: they fail. */
export const otherNodes: string[][] = ['20', '24']
  .filter((major) => !process.versions.node.startsWith(`${major}.`))
  .flatMap((major) => {
    const program = join(cache, `node-${major}/node_modules/node-${process.platform}-${process.arch}/bin/node`);
    return needs(`Node ${major} (node tools/node/node.mjs ${major})`, existsSync(program))
      ? [[`Node ${major}`, program]]
      : [];
  });
