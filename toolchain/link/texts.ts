// The texts that the WASI side of a linked module writes (wasi.as.ts), which has no data of its own.

import { API_VERSION } from '../../runtime/host/core/contract';

/** As wasi.as.ts numbers them: the MistPackage first. */
export function textsOf(info: string): Uint8Array {
  const head = `{"apiVersion":"${API_VERSION}","kind":"MistResult","data":{"result":`;
  const texts = [
    info,
    `${head}"Ok","files":{"output.yaml":"`,
    '"}}}',
    `${head}"Ok"}}`,
    `${head}"Err","message":"`,
    '"}}',
    'the program ended with exit code ',
  ];
  const parts = texts.map((text) => {
    const bytes = Buffer.from(text);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return Buffer.concat([length, bytes]);
  });
  return Buffer.concat(parts);
}

/** Room for them behind the program's memory. */
export const MOST_TEXTS = 8192 - 16;
