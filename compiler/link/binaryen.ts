// Binaryen, which only compiling needs: an optional dependency of a hundred megabytes, loaded when something is linked.

import { importBinaryen } from '#system/binaryen';
import { BinaryenMissing } from './binaryen-missing';

type Binaryen = typeof import('binaryen').default;

let loaded: Promise<Binaryen> | undefined;

/** Loads it, once in a process. Throws BinaryenMissing, which says what to install. */
export async function loadBinaryen(): Promise<Binaryen> {
  try {
    loaded ??= importBinaryen();
    return await loaded;
  } catch (error) {
    loaded = undefined;
    if (!/MODULE_NOT_FOUND$/.test(String((error as { code?: unknown }).code))) throw error;
    throw new BinaryenMissing(
      'converting needs Binaryen, an optional dependency that is not installed (rendering does without it): npm install binaryen@132',
    );
  }
}

/**
 * Does work in Binaryen, which throws objects that are no errors. Throws an Error with their words; nobody knows what Binaryen's memory
 * holds then, so the next one who loads it gets another.
 */
export function withErrors<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    loaded = undefined;
    if (error instanceof Error) throw error;
    throw new Error((error as { message?: string } | null)?.message ?? String(error));
  }
}
