// Work that needs a deep call stack: a page has no thread with a deeper one.

import type * as node from '../node/deep';

export const hereOrDeep: typeof node.hereOrDeep = (work, _job, tell) => work(tell);
