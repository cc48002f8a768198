// What a deep chart needs more stack for is done in another thread (runtime/host/node/deep.ts). This says which errors the compiler
// has: they come back from there as what they are.

import { hereOrDeep } from '#system/deep';
import type { ErrorClasses } from '../runtime/host/core/carried-error';
import { ChartError } from './chart/errors';
import { BinaryenMissing } from './link/binaryen-missing';
import { SchemaReferenceError } from './schema/missing';

/** All that can end the loading, the laying out and the compiling of a chart, besides what a thread knows itself. */
export const CHART_ERRORS: ErrorClasses = { BinaryenMissing, ChartError, SchemaReferenceError };

/** Does work on a chart here, or, where it needs more stack, as `job` in another thread: hereOrDeep with the compiler's errors. */
export const chartWork: typeof hereOrDeep = (work, job, tell) => hereOrDeep(work, job, tell, CHART_ERRORS);
