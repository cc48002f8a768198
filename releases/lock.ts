// One command a release at a time: a Lease that its holder renews and that ends by itself, so that a program that was killed
// locks nothing. Source: k8s.io/client-go@v0.37.2 tools/leaderelection.

import { randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeClient, ObjectRef } from '../kube/client';
import { isKubeError, KubeError } from '../kube/errors';
import { fieldOf, type KubeObject } from '../manifests/object';

const LEASE_SECONDS = 15;
const RENEW_MS = 4_000;
const LOOK_MS = 500;

/** What a lock says of who has it. */
export interface Holder {
  /** `install by host (process 123)` */
  identity: string;
  since: string;
  isExpired: boolean;
}

/** A release's lock, while it is held. */
export class ReleaseLock {
  private timer?: NodeJS.Timeout;

  private constructor(
    private readonly client: KubeClient,
    private readonly ref: ObjectRef,
    readonly identity: string,
    private lease: KubeObject,
    private readonly lost: (error: Error) => void,
  ) {
    this.timer = setTimeout(() => void this.renew(), RENEW_MS);
  }

  /**
   * Takes the lock, waiting for whoever has it. Throws KubeError `conflict` that names the holder after `waitMs`. `lost` is told
   * when the lock could not be kept: then the command must stop.
   */
  static async take(
    client: KubeClient,
    {
      namespace,
      name,
      verb,
      waitMs,
      signal,
      waiting,
      lost,
    }: {
      namespace: string;
      name: string;
      verb: string;
      waitMs: number;
      signal?: AbortSignal;
      waiting?(holder: Holder): void;
      lost(error: Error): void;
    },
  ): Promise<ReleaseLock> {
    const ref = refFor(namespace, name);
    const identity = `${verb} by ${machine()} process ${process.pid} ${randomUUID().slice(0, 8)}`;
    const until = Date.now() + waitMs;
    let told = false;
    for (;;) {
      const found = await client.find(ref);
      const holder = found && holderOf(found);
      if (!holder || holder.isExpired || isDead(holder.identity)) {
        const lease = leaseOf(ref, identity, found);
        try {
          const made = found ? await client.replace(lease) : await client.create(lease);
          return new ReleaseLock(client, ref, identity, made, lost);
        } catch (error) {
          if (!found && isKubeError(error, 'not-found')) throw noNamespace(error);
          // Somebody was faster; the next look tells who.
          if (!isKubeError(error, 'conflict', 'already-exists', 'not-found')) throw error;
        }
      } else if (Date.now() > until) {
        throw new KubeError('conflict', lockedText(name, holder));
      } else if (!told) {
        told = true;
        waiting?.(holder);
      }
      await sleep(LOOK_MS, undefined, { signal }).catch(() => {
        throw new KubeError('aborted', `stopped while waiting for the lock of release ${name}`);
      });
    }
  }

  /** Gives it back. Never throws: what cannot be given back ends by itself. */
  async release(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    try {
      await this.client.delete(this.ref, { uid: this.lease.metadata.uid });
    } catch {
      // It expires.
    }
  }

  private async renew(): Promise<void> {
    try {
      this.lease = await this.client.replace(leaseOf(this.ref, this.identity, this.lease));
    } catch (error) {
      if (this.timer === undefined) return;
      const renewed = Date.parse(String(fieldOf(this.lease, 'spec', 'renewTime')));
      const isOver = isKubeError(error, 'conflict', 'not-found') || Date.now() - renewed > LEASE_SECONDS * 1000;
      if (isOver) return this.lost(error as Error);
    }
    if (this.timer !== undefined) this.timer = setTimeout(() => void this.renew(), RENEW_MS);
  }
}

/** Who holds the lock of a release; undefined where nobody does. */
export async function lockHolder(client: KubeClient, namespace: string, name: string): Promise<Holder | undefined> {
  const lease = await client.find(refFor(namespace, name));
  return lease && holderOf(lease);
}

/** Takes the lock away from whoever holds it; false where nobody did. */
export function breakLock(client: KubeClient, namespace: string, name: string): Promise<boolean> {
  return client.delete(refFor(namespace, name));
}

function refFor(namespace: string, name: string): ObjectRef {
  return { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', namespace, name: `mistletoe.release.${name}` };
}

function noNamespace(error: KubeError): KubeError {
  return new KubeError('not-found', `${error.message}. --create-namespace makes the release's own`, error.status, {
    cause: error,
  });
}

function lockedText(name: string, { identity, since }: Holder): string {
  return `release ${name} is locked since ${since}: ${identity}. Wait for it, or end it; it unlocks ${LEASE_SECONDS} s after its end, and mistletoe unlock ${name} does so at once`;
}

function holderOf(lease: KubeObject): Holder {
  const identity = String(fieldOf(lease, 'spec', 'holderIdentity') ?? '');
  const renewed = Date.parse(String(fieldOf(lease, 'spec', 'renewTime') ?? ''));
  const seconds = Number(fieldOf(lease, 'spec', 'leaseDurationSeconds') ?? LEASE_SECONDS);
  return {
    identity,
    since: String(fieldOf(lease, 'spec', 'acquireTime') ?? ''),
    isExpired: identity === '' || Number.isNaN(renewed) || Date.now() > renewed + seconds * 1000,
  };
}

/** Where process numbers mean the same: containers of a pod share its name, but no processes. */
function machine(): string {
  try {
    return `${hostname()}/${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`;
  } catch {
    return hostname();
  }
}

/** Was the holder a process of this machine that has ended? */
function isDead(identity: string): boolean {
  const [, host, pid] = / by (\S+) process (\d+) /.exec(identity) ?? [];
  if (host !== machine() || pid === undefined) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function leaseOf(ref: ObjectRef, identity: string, before?: KubeObject): KubeObject {
  const now = new Date().toISOString().replace('Z', '000Z');
  const isSame = fieldOf(before, 'spec', 'holderIdentity') === identity;
  return {
    apiVersion: ref.apiVersion,
    kind: ref.kind,
    metadata: { name: ref.name, namespace: ref.namespace, resourceVersion: before?.metadata.resourceVersion },
    spec: {
      holderIdentity: identity,
      leaseDurationSeconds: LEASE_SECONDS,
      acquireTime: isSame ? fieldOf(before, 'spec', 'acquireTime') : now,
      renewTime: now,
    },
  };
}
