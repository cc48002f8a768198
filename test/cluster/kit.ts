// What the tests on a cluster share: the program as users run it, the real helms, a namespace of one's own.

import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { inject } from 'vitest';
import { KubeClient } from '../../kube/client';
import { loadAccess } from '../../kube/config/kubeconfig';
import { helmBinary, type HelmId } from '../judge/helm';

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** Runs a program to its end. */
export function run(program: string, args: readonly string[], env: Record<string, string> = {}): Ran {
  const options = { env: { ...process.env, KUBECONFIG: inject('kubeconfig'), ...env }, maxBuffer: 2 ** 28 };
  const { status, stdout, stderr } = spawnSync(program, args, options);
  return { code: status, out: String(stdout), err: String(stderr) };
}

const program = resolve('dist/cli/main.js');

/** Starts a program; the test goes on meanwhile. */
export function start(
  program: string,
  args: readonly string[],
): { child: ChildProcessWithoutNullStreams; ended: Promise<Ran> } {
  const child = spawn(program, args, { env: { ...process.env, KUBECONFIG: inject('kubeconfig') } });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => (out += String(data)));
  child.stderr.on('data', (data) => (err += String(data)));
  return { child, ended: new Promise((done) => child.once('close', (code) => done({ code, out, err }))) };
}

/** The program under test. */
export const mistletoe = (...args: string[]): Ran => run(process.execPath, [program, ...args]);

/** The program under test, while the test goes on. */
export const startMistletoe = (...args: string[]) => start(process.execPath, [program, ...args]);

/** A real helm, as test/judge finds it. */
export function helm(id: HelmId, ...args: string[]): Ran {
  return run(helmBinary(id), args);
}

/** The same, while the test goes on. */
export const startHelm = (id: HelmId, ...args: string[]) => start(helmBinary(id), args);

/** Standard output of something that must succeed. */
export function succeed({ code, out, err }: Ran): string {
  if (code !== 0) throw new Error(`ended with ${code}: ${err || out}`);
  return out;
}

/** Does the run have the time for everything? MISTLETOE_CLUSTER=all says so; without it, a few of many alike are run. */
export const isWhole = process.env['MISTLETOE_CLUSTER'] === 'all';

/** A few of many cases, spread over all of them. */
export function some<T>(cases: readonly T[], few: number): T[] {
  if (isWhole || cases.length <= few) return [...cases];
  return Array.from({ length: few }, (_, i) => cases[Math.floor(((i + 0.5) * cases.length) / few)]!);
}

let counter = 0;

/** A name that no other test uses. */
export function freshName(prefix = 'test'): string {
  counter++;
  return `${prefix}-${process.pid}-${counter}-${Date.now().toString(36)}`;
}

export const client = (): KubeClient => new KubeClient(loadAccess({ kubeconfig: inject('kubeconfig') }));
