// Node's own cache of compiled code, for what is loaded as Node loads it.

import { codeFolder } from '../runtime/host/node/kept-code';

/** Node 22 and later can keep the compiled form of what is loaded from here on. */
export function keepCompiledCode(): void {
  const { enableCompileCache } = require('node:module') as { enableCompileCache?: (folder?: string) => void };
  const folder = codeFolder();
  if (folder !== undefined) enableCompileCache?.(folder);
}
