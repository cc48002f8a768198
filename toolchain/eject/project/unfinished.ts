// Folders in which something is being made: nothing of them is left, however the program ends.

import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** Removes the folder when its standard input ends, as it does with the program that holds the other end. */
const REMOVE = `process.stdin.resume().on('end', () => require('node:fs').rmSync(process.argv[1], { recursive: true, force: true }))`;

/**
 * Has a folder removed where the program ends before what this gives was called. By another process: while a program computes, it handles no
 * signal, and one that handles none ends at once.
 */
export function removeUnlessFinished(folder: string): () => void {
  const remover = spawn(process.execPath, ['-e', REMOVE, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // A machine that starts no process more keeps the folder: nothing else is lost.
  remover.on('error', () => undefined);
  remover.stdin.on('error', () => undefined);
  remover.unref();
  (remover.stdin as Socket).unref();
  return () => remover.kill();
}
