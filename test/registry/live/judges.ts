// The programs that judge: a real registry, and the clients of others. tools/registry/judges.sh builds them.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const folder = process.env['MISTLETOE_JUDGES'] ?? join(homedir(), '.cache', 'mistletoe', 'judges');

/** The path of a judge. Throws where it was not built: a missing judge must not pass for a test. */
export function judge(name: string): string {
  const path = join(folder, name);
  if (!existsSync(path)) throw new Error(`${path} is not there: tools/registry/judges.sh ${name} builds it`);
  return path;
}

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  input?: string | Uint8Array;
}

/** Runs a program to its end. */
export function run(program: string, args: readonly string[], { cwd, env, input }: RunOptions = {}): Ran {
  const options = { cwd, env: { ...process.env, ...env }, input, maxBuffer: 2 ** 28 };
  const { status, stdout, stderr } = spawnSync(program, args, options);
  return { code: status, out: String(stdout), err: String(stderr) };
}

/** Runs a program that must succeed; gives its standard output. */
export function succeed(program: string, args: readonly string[], options: RunOptions = {}): string {
  const { code, out, err } = run(program, args, options);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${err || out}`);
  return out;
}

/** The program under test, as users run it. */
export function mistletoe(args: readonly string[], options: RunOptions = {}): Ran {
  return run(process.execPath, [resolve('dist/cli/main.js'), ...args], options);
}

export interface LiveRegistry {
  /** HOST:PORT */
  name: string;
  url: string;
  close(): void;
}

/** Starts a registry on a free port. It ends with this process, whatever happens. */
export async function startLiveRegistry(...args: string[]): Promise<LiveRegistry> {
  const child: ChildProcess = spawn(judge('ocitest'), args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const line = await new Promise<string>((done, fail) => {
    createInterface({ input: child.stdout! }).once('line', done);
    child.once('error', fail);
    child.once('exit', (code) => fail(new Error(`ocitest ended with ${code}`)));
  });
  const { registry, url } = JSON.parse(line) as { registry: string; url: string };
  return { name: registry, url, close: () => void child.kill() };
}

/** A folder for one suite, and an environment in which nothing of the user's is read or written. */
export function makeScene() {
  const scene = mkdtempSync(join(tmpdir(), 'mistletoe-registry-'));
  const env = {
    HOME: scene,
    XDG_CACHE_HOME: join(scene, 'cache'),
    XDG_CONFIG_HOME: join(scene, 'config'),
    DOCKER_CONFIG: join(scene, 'docker'),
    MIST_HOME_LOCATION: join(scene, 'mistletoe'),
    HELM_CACHE_HOME: join(scene, 'helm-cache'),
    HELM_CONFIG_HOME: join(scene, 'helm-config'),
    HELM_DATA_HOME: join(scene, 'helm-data'),
    COSIGN_PASSWORD: '',
  };
  return {
    folder: scene,
    env,
    path: (name: string) => join(scene, name),
    remove: () => rmSync(scene, { recursive: true, force: true }),
  };
}
