// Is an object as it should be? The rules of kstatus, by kind. Source: github.com/fluxcd/cli-utils@v1.2.3
// pkg/kstatus/status/{core,generic,status}.go, which Helm 4 waits by.

import { fieldOf, groupOf, type KubeObject } from '../../manifests/object';

/** How far an object is. */
export interface ObjectStatus {
  state: 'Current' | 'InProgress' | 'Failed' | 'Terminating';
  /** why, for people */
  message: string;
}

interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

type Rule = (object: KubeObject) => ObjectStatus;

const current = (message: string): ObjectStatus => ({ state: 'Current', message });
const inProgress = (message: string): ObjectStatus => ({ state: 'InProgress', message });
const failed = (message: string): ObjectStatus => ({ state: 'Failed', message });

/** A pod that nobody could schedule for this long is reported as such. */
const SCHEDULE_WINDOW_MS = 15_000;

/** What a release waits for: everything current; a Job is current as soon as it has started. */
export function statusOf(object: KubeObject): ObjectStatus {
  return generic(object) ?? (RULES[keyOf(object)] ?? custom)(object);
}

/** The same, but Jobs must have completed. Mirrors helm.sh/helm/v4@v4.3.1 internal/statusreaders/job_status_reader.go. */
export function statusWithJobs(object: KubeObject): ObjectStatus {
  return keyOf(object) === 'batch/Job' ? jobCompletion(object) : statusOf(object);
}

/** What a hook is waited for: a Job to complete, a Pod to succeed, anything else to exist. */
export function hookStatus(object: KubeObject): ObjectStatus {
  const key = keyOf(object);
  if (key === 'batch/Job') return jobCompletion(object);
  if (key === 'Pod') {
    const phase = fieldOf(object, 'status', 'phase');
    if (phase === 'Succeeded') return current('Pod succeeded');
    if (phase === 'Failed') return failed('Pod failed');
    return inProgress(`Pod is ${typeof phase === 'string' ? phase.toLowerCase() : 'not observed yet'}`);
  }
  return current('it exists');
}

function keyOf({ apiVersion, kind }: KubeObject): string {
  const group = groupOf(apiVersion);
  return group === '' ? kind : `${group}/${kind}`;
}

function generic(object: KubeObject): ObjectStatus | undefined {
  if (object.metadata.deletionTimestamp) return { state: 'Terminating', message: 'it is being deleted' };
  const { generation } = object.metadata;
  const observed = fieldOf(object, 'status', 'observedGeneration');
  if (generation !== undefined && typeof observed === 'number' && observed !== generation) {
    return inProgress(`generation ${generation} has not been observed, only ${observed}`);
  }
  for (const { type, status, message = '', reason = '' } of conditionsOf(object)) {
    if (status !== 'True') continue;
    if (type === 'Reconciling') return inProgress(message || reason || 'it is being reconciled');
    if (type === 'Stalled') return failed(message || reason || 'it is stalled');
  }
  return undefined;
}

const RULES: Record<string, Rule> = {
  Service: service,
  Pod: pod,
  PersistentVolumeClaim: (object) => {
    const phase = fieldOf(object, 'status', 'phase') ?? 'unknown';
    return phase === 'Bound' ? current('it is bound') : inProgress(`it is not bound: ${String(phase)}`);
  },
  'apps/Deployment': deployment,
  'apps/StatefulSet': statefulSet,
  'apps/DaemonSet': daemonSet,
  'apps/ReplicaSet': replicaSet,
  'batch/Job': (object) => {
    const done = jobCompletion(object);
    if (done.state !== 'InProgress') return done;
    return fieldOf(object, 'status', 'startTime') ? current('Job has started') : inProgress('Job has not started');
  },
  'apiextensions.k8s.io/CustomResourceDefinition': definition,
  ...Object.fromEntries(
    ['ConfigMap', 'Secret', 'batch/CronJob', 'policy/PodDisruptionBudget'].map((key) => [
      key,
      () => current('it exists'),
    ]),
  ),
};

/** Kinds of somebody else: a Ready condition is believed where there is one. */
function custom(object: KubeObject): ObjectStatus {
  const ready = conditionsOf(object).find(({ type }) => type === 'Ready');
  if (!ready || ready.status === 'True') return current('it is current');
  return inProgress(ready.message || ready.reason || 'it is not Ready');
}

function service(object: KubeObject): ObjectStatus {
  if (textAt(object, 'ClusterIP', 'spec', 'type') !== 'LoadBalancer') return current('it exists');
  if (textAt(object, '', 'spec', 'clusterIP') === '') return inProgress('it has no cluster address');
  const ingress = fieldOf(object, 'status', 'loadBalancer', 'ingress');
  const hasAddress = Array.isArray(ingress) && ingress.length > 0;
  return hasAddress ? current('it has an address') : inProgress('the load balancer has no address');
}

function pod(object: KubeObject): ObjectStatus {
  const phase = textAt(object, '', 'status', 'phase');
  const conditions = conditionsOf(object);
  switch (phase) {
    case 'Succeeded':
      return current('Pod succeeded');
    case 'Failed':
      return failed('Pod failed');
    case 'Running': {
      if (conditions.some(({ type, status }) => type === 'Ready' && status === 'True')) return current('Pod is ready');
      const looping = containersIn(object, 'CrashLoopBackOff');
      return looping.length > 0 ? failed(`CrashLoopBackOff: ${looping.join(', ')}`) : inProgress('Pod is not ready');
    }
    case 'Pending': {
      const scheduled = conditions.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
      if (scheduled?.reason !== 'Unschedulable') return inProgress('Pod is pending');
      const age = Date.now() - Date.parse(object.metadata.creationTimestamp ?? '');
      const message = scheduled.message || 'Pod cannot be scheduled';
      return age < SCHEDULE_WINDOW_MS ? inProgress(message) : failed(message);
    }
  }
  return inProgress('Pod has not been observed');
}

function containersIn(object: KubeObject, reason: string): string[] {
  const statuses = fieldOf(object, 'status', 'containerStatuses');
  if (!Array.isArray(statuses)) return [];
  return statuses
    .filter((status) => fieldOf(status, 'state', 'waiting', 'reason') === reason)
    .map((status) => String(fieldOf(status, 'name')));
}

function deployment(object: KubeObject): ObjectStatus {
  let isProgressing = fieldOf(object, 'spec', 'progressDeadlineSeconds') === undefined;
  let isAvailable = false;
  for (const { type, status, reason } of conditionsOf(object)) {
    if (type === 'Progressing') {
      if (reason === 'ProgressDeadlineExceeded') return failed('the progress deadline has passed');
      if (status === 'True' && reason === 'NewReplicaSetAvailable') isProgressing = true;
    }
    if (type === 'Available' && status === 'True') isAvailable = true;
  }
  const wanted = numberAt(object, 1, 'spec', 'replicas');
  const count = (field: string) => numberAt(object, 0, 'status', field);
  const updated = count('updatedReplicas');
  const checks: [boolean, string][] = [
    [wanted > count('replicas'), `replicas: ${count('replicas')} of ${wanted}`],
    [wanted > updated, `updated: ${updated} of ${wanted}`],
    [count('replicas') > wanted, oldPods(count('replicas') - wanted)],
    [updated > count('availableReplicas'), `available: ${count('availableReplicas')} of ${updated}`],
    [wanted > count('readyReplicas'), `ready: ${count('readyReplicas')} of ${wanted}`],
    [!isProgressing, 'its ReplicaSet is not available'],
    [!isAvailable, 'it is not available'],
  ];
  return first(checks) ?? current('it is available');
}

function statefulSet(object: KubeObject): ObjectStatus {
  if (fieldOf(object, 'spec', 'updateStrategy', 'type') === 'OnDelete')
    return current('it updates when pods are deleted');
  const wanted = numberAt(object, 1, 'spec', 'replicas');
  const count = (field: string) => numberAt(object, 0, 'status', field);
  const partition = numberAt(object, -1, 'spec', 'updateStrategy', 'rollingUpdate', 'partition');
  const updated = count('updatedReplicas');
  const sizes: [boolean, string][] = [
    [wanted > count('replicas'), `replicas: ${count('replicas')} of ${wanted}`],
    [wanted > count('readyReplicas'), `ready: ${count('readyReplicas')} of ${wanted}`],
    [count('replicas') > wanted, oldPods(count('replicas') - wanted)],
  ];
  const revisions: [boolean, string][] =
    partition >= 0
      ? [[updated < wanted - partition, `updated: ${updated} of ${wanted - partition}`]]
      : [
          [wanted > count('currentReplicas'), `current: ${count('currentReplicas')} of ${wanted}`],
          [
            textAt(object, '', 'status', 'currentRevision') !== textAt(object, '', 'status', 'updateRevision'),
            'the update is under way',
          ],
        ];
  return first([...sizes, ...revisions]) ?? current('all replicas are ready');
}

function daemonSet(object: KubeObject): ObjectStatus {
  if (fieldOf(object, 'status', 'observedGeneration') === undefined) return inProgress('it has not been observed');
  const wanted = numberAt(object, -1, 'status', 'desiredNumberScheduled');
  const count = (field: string) => numberAt(object, 0, 'status', field);
  const check = (word: string, field: string): [boolean, string] => [
    wanted > count(field),
    `${word}: ${count(field)} of ${wanted}`,
  ];
  return (
    first([
      [wanted < 0, 'the number of nodes is not known yet'],
      check('scheduled', 'currentNumberScheduled'),
      check('updated', 'updatedNumberScheduled'),
      check('available', 'numberAvailable'),
      check('ready', 'numberReady'),
    ]) ?? current('all nodes are ready')
  );
}

function replicaSet(object: KubeObject): ObjectStatus {
  const failure = conditionsOf(object).find(({ type, status }) => type === 'ReplicaFailure' && status === 'True');
  const wanted = numberAt(object, 1, 'spec', 'replicas');
  const count = (field: string) => numberAt(object, 0, 'status', field);
  return (
    first([
      [failure !== undefined, failure?.message || 'pods cannot be made'],
      [wanted > count('fullyLabeledReplicas'), `labelled: ${count('fullyLabeledReplicas')} of ${wanted}`],
      [wanted > count('availableReplicas'), `available: ${count('availableReplicas')} of ${wanted}`],
      [wanted > count('readyReplicas'), `ready: ${count('readyReplicas')} of ${wanted}`],
      [count('replicas') > wanted, oldPods(count('replicas') - wanted)],
    ]) ?? current('all replicas are ready')
  );
}

function jobCompletion(object: KubeObject): ObjectStatus {
  for (const { type, status, reason, message } of conditionsOf(object)) {
    if (status !== 'True') continue;
    if (type === 'Complete') return current('Job completed');
    if (type === 'Failed') return failed(`Job failed: ${message || reason || 'no reason given'}`);
  }
  return inProgress('Job is running');
}

function definition(object: KubeObject): ObjectStatus {
  for (const { type, status, reason, message = '' } of conditionsOf(object)) {
    if (type === 'NamesAccepted' && status === 'False') return failed(message || 'its names are taken');
    if (type !== 'Established') continue;
    if (status === 'True') return current('it is established');
    if (status === 'False' && reason !== 'Installing') return failed(message || 'it could not be established');
  }
  return inProgress('it is being established');
}

function first(checks: [isSo: boolean, message: string][]): ObjectStatus | undefined {
  const found = checks.find(([isSo]) => isSo);
  return found && inProgress(found[1]);
}

function conditionsOf(object: KubeObject): Condition[] {
  const conditions = fieldOf(object, 'status', 'conditions');
  return Array.isArray(conditions) ? (conditions as Condition[]) : [];
}

function numberAt(object: KubeObject, missing: number, ...path: string[]): number {
  const value = fieldOf(object, ...path);
  return typeof value === 'number' ? value : missing;
}

function textAt(object: KubeObject, missing: string, ...path: string[]): string {
  const value = fieldOf(object, ...path);
  return typeof value === 'string' ? value : missing;
}

const oldPods = (count: number) => (count === 1 ? '1 old pod still runs' : `${count} old pods still run`);
