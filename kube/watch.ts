// Follows the objects of one kind: a list, then every change, taken up again wherever the connection ends.

import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeObject } from '../manifests/object';
import { type KubeClient, type ListOptions, pathOf } from './client';
import { isKubeError, KubeError, type Status } from './errors';

/** Takes what changes. */
export interface Watcher {
  /** all objects there are, at the start and after a gap */
  listed(objects: KubeObject[]): void;
  changed(object: KubeObject): void;
  deleted(object: KubeObject): void;
}

interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  object: KubeObject;
}

/** A server ends a watch by itself after some minutes; a connection that died without a word is noticed after this time. */
const WATCH_SECONDS = 240;
const SILENCE_MS = (WATCH_SECONDS + 30) * 1000;
const PAUSE_MS = 500;

/** Follows until the signal ends it. Throws KubeError where the server refuses. */
export async function watch(
  client: KubeClient,
  apiVersion: string,
  kind: string,
  options: ListOptions & { signal: AbortSignal },
  watcher: Watcher,
): Promise<void> {
  const { signal, namespace, labelSelector, fieldSelector } = options;
  const type = await client.discovery.find(apiVersion, kind);
  let version = '';
  let broken = 0;
  while (!signal.aborted) {
    try {
      if (version === '') {
        const { items, resourceVersion } = await client.listFrom(type, options);
        watcher.listed(items);
        version = resourceVersion;
      }
      const lines = client.requests.lines({
        path: pathOf(type, namespace),
        query: {
          watch: true,
          resourceVersion: version,
          allowWatchBookmarks: true,
          timeoutSeconds: WATCH_SECONDS,
          labelSelector,
          fieldSelector,
        },
        idleMs: SILENCE_MS,
        signal,
      });
      for await (const line of lines) {
        if (line === '') continue;
        broken = 0;
        const { type: event, object } = JSON.parse(line) as WatchEvent;
        if (event === 'ERROR') {
          const status = object as unknown as Status;
          throw new KubeError(status.code === 410 ? 'expired' : 'server', status.message ?? 'the watch failed', status);
        }
        version = object.metadata.resourceVersion ?? version;
        if (event === 'DELETED') watcher.deleted(object);
        else if (event !== 'BOOKMARK') watcher.changed(object);
      }
    } catch (error) {
      if (signal.aborted || isKubeError(error, 'aborted')) return;
      // Too far back: begin again. A broken connection goes on where it was.
      if (isKubeError(error, 'expired', 'server')) version = '';
      // The second time, nothing came of waiting for the server.
      else if (isKubeError(error, 'network') && ++broken > 1) throw error;
      else if (!isKubeError(error, 'network', 'timeout')) throw error;
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
