// Why an object does not become ready: what its pods say, what events tell, and the last words of what failed.

import { fieldOf, type KubeObject, nameOf } from '../../manifests/object';
import type { KubeClient } from '../client';

const LOG_LINES = 5;
const MOST_CAUSES = 3;

/** States of a container that tell nothing. */
const ORDINARY = new Set(['ContainerCreating', 'PodInitializing', 'Completed']);

/**
 * Lines that name causes, `pod web-1 container app: ImagePullBackOff: …`, the most telling first; empty where none is found.
 * Never throws: it is asked while something else has failed.
 */
export async function causesOf(client: KubeClient, object: KubeObject): Promise<string[]> {
  try {
    const pods = await podsOf(client, object);
    const causes: string[] = [];
    for (const pod of pods) {
      causes.push(...(await causesOfPod(client, pod)));
      if (causes.length >= MOST_CAUSES) return causes.slice(0, MOST_CAUSES);
    }
    return causes.length > 0 ? causes : await warningsOf(client, object);
  } catch {
    return [];
  }
}

async function podsOf(client: KubeClient, object: KubeObject): Promise<KubeObject[]> {
  if (object.kind === 'Pod') return [object];
  const labels = fieldOf(object, 'spec', 'selector', 'matchLabels');
  if (object.kind === 'Service' || typeof labels !== 'object' || labels === null) return [];
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',');
  const pods = await client.list('v1', 'Pod', { namespace: object.metadata.namespace, labelSelector });
  // The newest first: old pods of a rollout are well.
  return pods.sort((a, b) => ((a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? 1 : -1));
}

async function causesOfPod(client: KubeClient, pod: KubeObject): Promise<string[]> {
  const name = `pod ${pod.metadata.name}`;
  const causes: string[] = [];
  for (const list of ['initContainerStatuses', 'containerStatuses']) {
    for (const status of (fieldOf(pod, 'status', list) as unknown[] | undefined) ?? []) {
      const container = String(fieldOf(status, 'name'));
      const waiting = fieldOf(status, 'state', 'waiting') as { reason?: string; message?: string } | undefined;
      const ended = (fieldOf(status, 'state', 'terminated') ?? fieldOf(status, 'lastState', 'terminated')) as
        | { reason?: string; exitCode?: number; message?: string }
        | undefined;
      if (waiting?.reason && !ORDINARY.has(waiting.reason)) {
        causes.push(`${name} container ${container}: ${words(waiting.reason, waiting.message)}`);
      }
      if (ended && ended.exitCode !== 0) {
        const last = await lastLines(client, pod, container);
        const reason = words(`${ended.reason ?? 'Error'} (exit code ${ended.exitCode})`, ended.message);
        causes.push(`${name} container ${container}: ${reason}${last}`);
      }
    }
  }
  if (causes.length > 0) return causes;
  for (const condition of (fieldOf(pod, 'status', 'conditions') as Record<string, string>[] | undefined) ?? []) {
    if (condition['type'] === 'PodScheduled' && condition['status'] === 'False') {
      causes.push(`${name}: ${words(condition['reason'] ?? 'not scheduled', condition['message'])}`);
    }
  }
  if (causes.length > 0) return causes;
  return (await warningsOf(client, pod)).concat(
    fieldOf(pod, 'status', 'phase') === 'Pending' ? [`${name}: it is pending`] : [],
  );
}

async function lastLines(client: KubeClient, { metadata }: KubeObject, container: string): Promise<string> {
  try {
    const log = await client.logs(metadata.namespace ?? 'default', metadata.name ?? '', container, LOG_LINES);
    const text = log.trim().replaceAll('\n', ' ⏎ ');
    return text === '' ? '' : `, its last words: ${text}`;
  } catch {
    return '';
  }
}

async function warningsOf(client: KubeClient, object: KubeObject): Promise<string[]> {
  const { namespace, uid } = object.metadata;
  if (uid === undefined) return [];
  const events = await client.list('v1', 'Event', {
    namespace: namespace ?? 'default',
    fieldSelector: `involvedObject.uid=${uid},type=Warning`,
  });
  return events
    .sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1))
    .slice(0, 1)
    .map((event) => `${nameOf(object, namespace)}: ${words(String(event['reason']), String(event['message'] ?? ''))}`);
}

function timeOf(event: KubeObject): string {
  return String(event['lastTimestamp'] ?? event['eventTime'] ?? event.metadata.creationTimestamp ?? '');
}

function words(reason: string, message = ''): string {
  return message === '' ? reason : `${reason}: ${message}`;
}
