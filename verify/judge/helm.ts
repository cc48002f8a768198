// Runs the user's helm, the judge of a verification. It gets an empty home of its own and no cluster, so that what it prints
// depends on the chart, the values and its version alone.

import { textOf } from '../../gostd/bytes';
import { findProfile, type HelmBuild, type Profile } from '../../language/profiles';
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import type { Outcome } from '../compare/compare';
import { VerifyError } from '../errors';

/** A helm that can be asked. */
export interface Helm {
  /** absolute path */
  binary: string;
  /** as it names itself, with the `v` */
  version: string;
  /** whose semantics a chart must have to print what this helm prints; its build is what this helm says of itself */
  profile: Profile;
  /** no row of language/profiles.ts is this version: the nearest one stands for it */
  isNearest: boolean;
  /** a patch that nobody has asked yet: the known one of its minor version stands for it */
  insteadOf?: string;
}

/** How long one run may take. */
const HELM_TIMEOUT_MS = 120_000;

/**
 * Finds helm and asks for its version.
 * @param given a path, or a name to look for on PATH; `helm` when absent
 * @throws VerifyError when there is none, or one of a version whose behaviour is not known here
 */
export async function findHelm(given?: string): Promise<Helm> {
  const binary = locate(given ?? 'helm');
  if (binary === undefined) {
    throw new VerifyError(
      given === undefined
        ? 'no helm on PATH: give one with --helm-binary, or compare with recordings (--golden)'
        : `no helm at ${given}: give the path of the program`,
    );
  }
  const asked = await runCommand(binary, ['version'], { timeoutMs: HELM_TIMEOUT_MS });
  const said = asked.stdout.toString();
  const version = /v?(\d+)\.\d+\.\d+[-+.\w]*/.exec(said);
  if (asked.code !== 0 || !version) {
    throw new VerifyError(`${binary} does not answer \`helm version\`: ${asked.stderr.trim() || said.trim()}`);
  }
  const name = `v${version[0].replace(/^v/, '').replace(/\+.*/, '')}`;
  const found = findProfile(name);
  if (!found) throw new VerifyError(`${binary} is Helm ${name}: 3 and 4 are known here`);
  return { binary, version: name, ...found, profile: { ...found.profile, build: buildOf(said, found.profile) } };
}

/** What helm says of itself: version.BuildInfo{Version:"v4.3.1", GitCommit:"…", …}. Templates see the same, so it is taken as it is. */
function buildOf(said: string, { build }: Profile): HelmBuild {
  const field = (name: string) => new RegExp(`\\b${name}:"([^"]*)"`).exec(said)?.[1];
  const version = field('Version');
  if (version === undefined) return build;
  const client = field('KubeClientVersion');
  return {
    version,
    gitCommit: field('GitCommit') ?? '',
    gitTreeState: field('GitTreeState') ?? '',
    goVersion: field('GoVersion') ?? build.goVersion,
    ...(client === undefined ? {} : { kubeClientVersion: client }),
  };
}

function locate(name: string): string | undefined {
  if (/[/\\]/.test(name)) return isProgram(resolve(name)) ? resolve(name) : undefined;
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder || '.', name);
    if (isProgram(path)) return resolve(path);
  }
  return undefined;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** What of the environment helm may see: nothing of it can be a setting of helm's. */
function helmEnvironment(): Record<string, string> {
  const home = join(tmpdir(), 'mistletoe-verify-home');
  return {
    PATH: process.env['PATH'] ?? '',
    TZ: 'UTC',
    HOME: home,
    HELM_CACHE_HOME: join(home, 'cache'),
    HELM_CONFIG_HOME: join(home, 'config'),
    HELM_DATA_HOME: join(home, 'data'),
    HELM_PLUGINS: join(home, 'plugins'),
    KUBECONFIG: join(home, 'none'),
  };
}

/** `helm template` with these arguments. Throws VerifyError when it cannot be started or does not end. */
export function helmTemplate(helm: Pick<Helm, 'binary'>, args: readonly string[], cwd: string): Promise<Outcome> {
  return runCommand(helm.binary, ['template', ...args], { cwd, timeoutMs: HELM_TIMEOUT_MS });
}

const running = new Set<ReturnType<typeof spawn>>();

/** Ends what still runs: for a process that is told to stop. */
export function stopCommands(): void {
  for (const child of running) child.kill('SIGKILL');
}

function runCommand(binary: string, args: string[], options: { cwd?: string; timeoutMs: number }): Promise<Outcome> {
  const start = performance.now();
  return new Promise((done, fail) => {
    const child = spawn(binary, args, {
      cwd: options.cwd,
      env: helmEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
    });
    running.add(child);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => out.push(piece));
    child.stderr.on('data', (piece: Buffer) => err.push(piece));
    child.on('error', (cause) => {
      running.delete(child);
      fail(new VerifyError(`${binary} cannot be run: ${cause.message}`, { cause }));
    });
    child.on('close', (code, signal) => {
      running.delete(child);
      if (signal !== null) {
        fail(
          new VerifyError(`helm was stopped by ${signal} after ${Math.round((performance.now() - start) / 1000)} s`),
        );
        return;
      }
      done({
        stdout: Buffer.concat(out),
        stderr: textOf(Buffer.concat(err)),
        code: code ?? 1,
        ms: performance.now() - start,
      });
    });
  });
}
