// Texts in custom sections, compressed where that makes the module smaller. The compression is fflate's: zlib gives other bytes from
// Node to Node and from processor to processor, and a module is to be the same everywhere.

import { COMPRESSED_SUFFIX } from '../../runtime/abi/contract';
import { ByteWriter } from '../../runtime/wasm/writer';

/** A custom section. */
export type CustomSection = [name: string, data: Uint8Array];

/** Shorter texts cannot become smaller by more than the longer name takes. */
const LEAST = 64;

/** The sections of these texts, each compressed or as it is. */
export async function compressedSections(texts: readonly CustomSection[]): Promise<CustomSection[]> {
  if (texts.every(([, data]) => data.length < LEAST)) return [...texts];
  const { deflateSync } = await import('fflate');
  return texts.map(([name, data]) => {
    if (data.length < LEAST) return [name, data];
    const out = new ByteWriter();
    out.unsigned(data.length);
    out.bytes(deflateSync(data, { level: 9 }));
    const packed = out.finish();
    return packed.length + COMPRESSED_SUFFIX.length < data.length
      ? [`${name}${COMPRESSED_SUFFIX}`, packed]
      : [name, data];
  });
}
