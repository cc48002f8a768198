// Other Nodes than the one that runs the tests, where tools/node/node.mjs has fetched them.

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const cache = process.env['MISTLETOE_JUDGES'] ?? join(homedir(), '.cache/mistletoe/judges');

/** Names and programs. */
export const otherNodes: string[][] = ['20', '24'].flatMap((major) => {
  const program = join(cache, `node-${major}/node_modules/node-${process.platform}-${process.arch}/bin/node`);
  return existsSync(program) ? [[`Node ${major}`, program]] : [];
});
