// An ejected package evaluated by Node instead of QuickJS. One test builds the real module, so that the two are known to agree.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageInNode as evaluate } from '../../toolchain/eject/proof';
import type { Renders } from '../../verify/against/against';

/** The package in a folder. */
export async function packageInNode(folder: string): Promise<Renders> {
  return { render: await evaluate(join(folder, 'package.ts'), readFileSync(join(folder, 'chart.wasm'))) };
}
