// What every command on a cluster has: the client, the records, where lines go, and how it is stopped.

import { KubeClient } from '../../kube/client';
import { type AccessFlags as ClusterFlags, type ClusterAccess, loadAccess } from '../../kube/config/kubeconfig';
import { KubeError } from '../../kube/errors';
import type { RequestOptions } from '../../kube/http/requests';
import type { WaitState } from '../../kube/wait/wait';
import { type Holder, ReleaseLock } from '../../releases/lock';
import { ReleaseStore } from '../../releases/store';
import { proxyFor } from '../../registry/http/proxy';
import { TunnelAgent } from '../../registry/http/transport';
import { CommandError, type CommandOptions } from '../command';
import { releaseNameProblem } from '../render/checks';

export type { AccessFlags as ClusterFlags } from '../../kube/config/kubeconfig';

/** A command's connection to a cluster. */
export interface Session {
  client: KubeClient;
  store: ReleaseStore;
  namespace: string;
  /** a line for standard error, at once */
  note(line: string): void;
  /** shows what is waited for */
  progress(state: WaitState): void;
  /** ends when the user stops the command */
  signal: AbortSignal;
  close(): void;
}

/** On a log that nobody can overwrite, what is waited for is told no more often than this. */
const FIRST_MS = 2_000;

/** A proxy that does not answer within this time is not there. */
const PROXY_MS = 30_000;
const PLAIN_MS = 10_000;

/** Opens a session. Throws KubeError `configuration`. */
function openSession(flags: ClusterFlags, options: CommandOptions): Session {
  const access = loadAccess(flags);
  const stop = new AbortController();
  const note = options.note ?? (() => undefined);
  const onSignal = (signal: NodeJS.Signals) => {
    if (stop.signal.aborted) process.exit(signal === 'SIGTERM' ? 143 : 130);
    note('stopping: what is under way is recorded first (press again to end at once)');
    stop.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const client = new KubeClient(access, {
    warn: (message) => note(`WARNING: ${message}`),
    ...proxyOf(access),
  });
  return {
    client,
    store: new ReleaseStore(client, access.namespace),
    namespace: access.namespace,
    note,
    progress: progressOf(options, note),
    signal: stop.signal,
    close() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
      options.progress?.('');
      client.close();
    },
  };
}

/** The way through a proxy: of the kubeconfig, or of the environment as Go reads it. */
function proxyOf({ proxy: named, server }: ClusterAccess): Pick<RequestOptions, 'agent' | 'through'> {
  if (named !== undefined && !(/^https?:/i.test(named) && URL.canParse(named))) {
    throw new KubeError('configuration', `the proxy-url ${named} of the kubeconfig is no http:// or https:// address`);
  }
  const proxy = named === undefined ? proxyFor(server) : new URL(named);
  if (!proxy || server.protocol !== 'https:') return {};
  return { agent: (options) => new TunnelAgent(proxy, PROXY_MS, options), through: proxy.host };
}

/** Runs a command in a session. */
export async function inSession<T>(
  flags: ClusterFlags,
  options: CommandOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = openSession(flags, options);
  try {
    return await work(session);
  } finally {
    session.close();
  }
}

/** Runs a command while nobody else changes the release. Throws KubeError `conflict` that names who does. */
export async function withLock<T>(
  session: Session,
  { name, verb, waitMs }: { name: string; verb: string; waitMs: number },
  work: (session: Session, holder: string) => Promise<T>,
): Promise<T> {
  const { client, namespace, note } = session;
  const problem = releaseNameProblem(name);
  if (problem !== undefined) throw new CommandError(`release name check failed: ${problem}`);
  const stop = new AbortController();
  const onAbort = () => stop.abort();
  session.signal.addEventListener('abort', onAbort);
  let lost: Error | undefined;
  const lock = await ReleaseLock.take(client, {
    namespace,
    name,
    verb,
    waitMs,
    signal: session.signal,
    waiting: ({ identity, since }: Holder) => note(`waiting for ${identity}, since ${since}`),
    lost: (error) => {
      lost = error;
      stop.abort();
    },
  });
  try {
    return await work({ ...session, signal: stop.signal }, lock.identity);
  } catch (error) {
    if (lost) throw new CommandError(`the lock of release ${name} was lost, so the command stopped: ${lost.message}`);
    throw error;
  } finally {
    session.signal.removeEventListener('abort', onAbort);
    await lock.release();
  }
}

function progressOf(options: CommandOptions, note: (line: string) => void): (state: WaitState) => void {
  let next = Date.now() + FIRST_MS;
  return ({ ready, total, missing }) => {
    const [first] = missing;
    const others = missing.length > 1 ? ` and ${missing.length - 1} more` : '';
    const line = `ready: ${ready} of ${total}${first ? `; waiting for ${first.name} (${first.message})${others}` : ''}`;
    if (options.progress) return options.progress(first ? line : '');
    if (!first || Date.now() < next) return;
    next = Date.now() + PLAIN_MS;
    note(line);
  };
}
