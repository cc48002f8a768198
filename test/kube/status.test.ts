import { describe, expect, test } from 'vitest';
import { hookStatus, type ObjectStatus, statusOf, statusWithJobs } from '../../kube/wait/status';
import type { KubeObject } from '../../manifests/object';

const object = (apiVersion: string, kind: string, more: object = {}): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: 'x', generation: 1 },
  ...more,
});
const condition = (type: string, status: string, more: object = {}) => ({ type, status, ...more });

const available = {
  replicas: 2,
  updatedReplicas: 2,
  availableReplicas: 2,
  readyReplicas: 2,
  observedGeneration: 1,
  conditions: [condition('Available', 'True'), condition('Progressing', 'True', { reason: 'NewReplicaSetAvailable' })],
};

const deployment = (status: object, spec: object = {}) =>
  object('apps/v1', 'Deployment', { spec: { replicas: 2, progressDeadlineSeconds: 600, ...spec }, status });

const cases: [string, KubeObject, ObjectStatus['state'], RegExp][] = [
  ['a Deployment that is available', deployment(available), 'Current', /available/],
  ['one whose controller lags', deployment({ ...available, observedGeneration: 0 }), 'InProgress', /only 0/],
  ['one with old pods', deployment({ ...available, replicas: 3 }), 'InProgress', /1 old pod still runs/],
  ['one with too few ready', deployment({ ...available, readyReplicas: 1 }), 'InProgress', /ready: 1 of 2/],
  [
    'one past its deadline',
    deployment({
      observedGeneration: 1,
      conditions: [condition('Progressing', 'False', { reason: 'ProgressDeadlineExceeded' })],
    }),
    'Failed',
    /deadline/,
  ],
  [
    'a StatefulSet under way',
    object('apps/v1', 'StatefulSet', {
      spec: { replicas: 1 },
      status: { replicas: 1, readyReplicas: 1, currentReplicas: 1, currentRevision: 'a', updateRevision: 'b' },
    }),
    'InProgress',
    /update/,
  ],
  [
    'a StatefulSet that is updated by hand',
    object('apps/v1', 'StatefulSet', { spec: { updateStrategy: { type: 'OnDelete' } } }),
    'Current',
    /deleted/,
  ],
  ['a DaemonSet that nobody saw', object('apps/v1', 'DaemonSet', { status: {} }), 'InProgress', /observed/],
  [
    'a DaemonSet on all nodes',
    object('apps/v1', 'DaemonSet', {
      status: {
        observedGeneration: 1,
        desiredNumberScheduled: 1,
        currentNumberScheduled: 1,
        updatedNumberScheduled: 1,
        numberAvailable: 1,
        numberReady: 1,
      },
    }),
    'Current',
    /all nodes/,
  ],
  ['a claim', object('v1', 'PersistentVolumeClaim', { status: { phase: 'Pending' } }), 'InProgress', /Pending/],
  ['a ClusterIP', object('v1', 'Service', { spec: { type: 'ClusterIP' } }), 'Current', /exists/],
  [
    'a load balancer without an address',
    object('v1', 'Service', { spec: { type: 'LoadBalancer', clusterIP: '10.0.0.1' } }),
    'InProgress',
    /no address/,
  ],
  [
    'a kind that is being established',
    object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', { status: {} }),
    'InProgress',
    /established/,
  ],
  [
    'a kind whose names are taken',
    object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {
      status: { conditions: [condition('NamesAccepted', 'False', { message: 'taken' })] },
    }),
    'Failed',
    /taken/,
  ],
  [
    'a pod in a crash loop',
    object('v1', 'Pod', {
      status: {
        phase: 'Running',
        containerStatuses: [{ name: 'c', state: { waiting: { reason: 'CrashLoopBackOff' } } }],
      },
    }),
    'Failed',
    /CrashLoopBackOff: c/,
  ],
  [
    'somebody’s kind that is not ready',
    object('example.com/v1', 'Widget', {
      status: { conditions: [condition('Ready', 'False', { message: 'no parts' })] },
    }),
    'InProgress',
    /no parts/,
  ],
  ['somebody’s kind that says nothing', object('example.com/v1', 'Widget'), 'Current', /current/],
  [
    'one that is stalled',
    object('example.com/v1', 'Widget', {
      status: { conditions: [condition('Stalled', 'True', { message: 'broken' })] },
    }),
    'Failed',
    /broken/,
  ],
  [
    'one that is being deleted',
    { ...object('v1', 'ConfigMap'), metadata: { name: 'x', deletionTimestamp: 'now' } },
    'Terminating',
    /deleted/,
  ],
];

describe('status', () => {
  test.each(cases)('%s', (_, value, state, message) => {
    const status = statusOf(value);
    expect(status.state).toBe(state);
    expect(status.message).toMatch(message);
  });

  test('a Job: started, completed, failed', () => {
    const job = (status: object) => object('batch/v1', 'Job', { status });
    const running = job({ startTime: 'now' });
    expect(statusOf(running).state).toBe('Current');
    expect(statusWithJobs(running).state).toBe('InProgress');
    expect(hookStatus(running).state).toBe('InProgress');
    expect(hookStatus(job({ conditions: [condition('Complete', 'True')] })).state).toBe('Current');
    expect(hookStatus(job({ conditions: [condition('Failed', 'True', { message: 'too often' })] }))).toEqual({
      state: 'Failed',
      message: 'Job failed: too often',
    });
  });

  test('a hook is a Pod that succeeds, or anything that exists', () => {
    expect(hookStatus(object('v1', 'Pod', { status: { phase: 'Running' } })).state).toBe('InProgress');
    expect(hookStatus(object('v1', 'Pod', { status: { phase: 'Succeeded' } })).state).toBe('Current');
    expect(hookStatus(deployment({})).state).toBe('Current');
  });
});
