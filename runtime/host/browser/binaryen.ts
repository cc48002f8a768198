// Binaryen in a browser: as whoever serves the page serves it.

import type * as node from '../node/binaryen';

export const importBinaryen: typeof node.importBinaryen = async () => (await import('binaryen')).default;
