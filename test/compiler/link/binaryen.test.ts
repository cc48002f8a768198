// Binaryen is loaded once in a process: loading it takes longer than compiling most charts.

import { describe, expect, it, vi } from 'vitest';

const { importBinaryen } = vi.hoisted(() => ({ importBinaryen: vi.fn(async () => ({ is: 'a Binaryen' })) }));
vi.mock('#system/binaryen', () => ({ importBinaryen }));
const { loadBinaryen, withErrors } = await import('../../../compiler/link/binaryen');
const { BinaryenMissing } = await import('../../../compiler/link/binaryen-missing');

describe('Binaryen', () => {
  it('is loaded once', async () => {
    importBinaryen.mockClear();
    const [one, other] = await Promise.all([loadBinaryen(), loadBinaryen()]);
    expect(other).toBe(one);
    expect(await loadBinaryen()).toBe(one);
    expect(importBinaryen).toHaveBeenCalledTimes(1);
  });

  it('is loaded anew after work in it failed', async () => {
    const before = await loadBinaryen();
    const broken = () => {
      throw { message: 'no error object' };
    };
    expect(() => withErrors(broken)).toThrow(new Error('no error object'));
    expect(await loadBinaryen()).not.toBe(before);
  });

  it('is looked for again where it was not there', async () => {
    expect(() => withErrors(() => expect.fail())).toThrow();
    importBinaryen.mockRejectedValueOnce(Object.assign(new Error('gone'), { code: 'ERR_MODULE_NOT_FOUND' }));
    await expect(loadBinaryen()).rejects.toThrow(BinaryenMissing);
    expect(await loadBinaryen()).toEqual({ is: 'a Binaryen' });
  });
});
