// Binaryen, which only compiling needs: an optional dependency of a hundred megabytes, loaded when something is linked.

import { importBinaryen } from '#system/binaryen';
import { BinaryenMissing } from './binaryen-missing';

/** Loads it. Throws BinaryenMissing, which says what to install. */
export async function loadBinaryen(): Promise<typeof import('binaryen').default> {
  try {
    return await importBinaryen();
  } catch (error) {
    if (!/MODULE_NOT_FOUND$/.test(String((error as { code?: unknown }).code))) throw error;
    throw new BinaryenMissing(
      'converting needs Binaryen, an optional dependency that is not installed (rendering does without it): npm install binaryen@132',
    );
  }
}

/** Does work in Binaryen, which throws objects that are no errors. Throws an Error with their words. */
export function withErrors<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Error) throw error;
    throw new Error((error as { message?: string } | null)?.message ?? String(error));
  }
}
