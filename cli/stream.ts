// Writes to the process's streams at once and whole. process.stdout takes milliseconds to set up and may lose what is left
// when a process ends; a command writes its output once, at its end.

import { bytesOf } from '../gostd/bytes';
import { writeSync } from 'node:fs';

const STDOUT = 1;
const STDERR = 2;

/** Writes everything to standard output; false where the reader has gone. */
export function writeStdout(bytes: Uint8Array): boolean {
  return writeAll(STDOUT, bytes);
}

/** Writes everything to standard error. */
export function writeStderr(text: string): boolean {
  return text === '' || writeAll(STDERR, bytesOf(text));
}

function writeAll(file: number, bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(file, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') return false;
      if (code !== 'EAGAIN') throw error;
      // A pipe shared with its reader may not block: give the reader a moment.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
  return true;
}
