import { afterEach, describe, expect, test } from 'vitest';
import { KubeClient } from '../../kube/client';
import type { KubeError } from '../../kube/errors';
import { watch } from '../../kube/watch';
import { waitUntilGone, waitUntilReady } from '../../kube/wait/wait';
import type { KubeObject } from '../../manifests/object';
import { explained } from '../../plan/apply';
import { type Answer, type FakeServer, fakeServer, refuse } from './fake-server';

let server: FakeServer | undefined;
afterEach(() => server?.close());

const start = async (answer: Answer, options?: Parameters<typeof fakeServer>[1]): Promise<FakeServer> => {
  server = await fakeServer(answer, options);
  return server;
};

const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'web' };
const object: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web', namespace: 'shop' } };
const failing = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('it must fail'),
    (error: KubeError) => error,
  );

describe('a bad cluster ends in one clear error', () => {
  test('nothing listens', async () => {
    const { client, close } = await fakeServer(() => undefined);
    close();
    const error = await failing(client.version());
    expect(error).toMatchObject({ code: 'network' });
    expect(error.message).toMatch(
      /^cannot reach http:\/\/127\.0\.0\.1:\d+: nothing listens there: is the cluster running\?$/,
    );
  });

  test('a name that is not known', async () => {
    const access = {
      context: '',
      server: new URL('https://cluster.invalid'),
      insecure: false,
      namespace: '',
      user: {},
    };
    const client = new KubeClient(access);
    expect((await failing(client.version())).message).toMatch(/^cannot reach https:\/\/cluster\.invalid: the name/);
  });

  test.each([
    [401, 'Unauthorized', 'unauthorized'],
    [403, 'Forbidden', 'forbidden'],
    [409, 'AlreadyExists', 'already-exists'],
    [410, 'Expired', 'expired'],
    [422, 'Invalid', 'invalid'],
    [500, 'InternalError', 'server'],
  ])('%i %s', async (status, reason, code) => {
    const { client, requests } = await start((_, response) => refuse(response, status, reason, 'the reason in words'));
    expect(await failing(client.get(ref))).toMatchObject({ code, message: 'the reason in words' });
    expect(requests).toHaveLength(1);
  });

  test('a proxy that answers in HTML', async () => {
    const { client } = await start((_, response) => {
      response.writeHead(404);
      response.end('<html>no such page</html>');
    });
    const error = await failing(client.get(ref));
    expect(error.message).toBe('GET /api/v1/namespaces/shop/configmaps/web: <html>no such page</html>');
  });

  test('one that says nothing', async () => {
    const { client } = await start(() => undefined);
    const error = await failing(client.requests.text({ path: '/slow', idleMs: 50 }));
    expect(error).toMatchObject({ code: 'timeout' });
    expect(error.message).toMatch(/GET \/slow: http:.* did not answer for 0\.05 s/);
  });

  test('a kind that it does not know, with the versions that it has', async () => {
    const { client } = await start(() => undefined);
    const error = await failing(client.get({ ...ref, apiVersion: 'v2' }));
    expect(error.message).toBe('the cluster does not know the kind ConfigMap in v2; it knows ConfigMap in v1');
    expect(error).toMatchObject({ code: 'unknown-kind' });
  });
});

describe('what passes is tried again', () => {
  test('after the time that the server names', async () => {
    let count = 0;
    const { client, requests } = await start((_, response) => {
      if (++count > 2) return void response.end(JSON.stringify(object));
      response.setHeader('retry-after', '0');
      refuse(response, count === 1 ? 429 : 503, 'TooManyRequests', 'later');
    });
    expect(await client.get(ref)).toEqual(object);
    expect(requests).toHaveLength(3);
  });

  test('where the connection breaks', async () => {
    let count = 0;
    const { client } = await start((request, response) => {
      if (++count === 1) return void request.socket.destroy();
      response.end(JSON.stringify(object));
    });
    // The server has answered before: it may come back.
    await client.discovery.all();
    expect(await client.apply(object)).toEqual(object);
  });

  test('but nothing that would be made twice, and not for ever', async () => {
    const { client, requests } = await start((request) => void request.socket.destroy(), { patienceMs: 300 });
    await client.discovery.all();
    expect(await failing(client.create(object))).toMatchObject({ code: 'network' });
    expect(requests).toHaveLength(1);
    expect(await failing(client.get(ref))).toMatchObject({ code: 'network' });
  });
});

test('the server’s warnings are shown, each once', async () => {
  const warnings: string[] = [];
  const { client } = await start(
    (_, response) => {
      response.setHeader('warning', '299 - "v1 is \\"old\\"", 299 - "and unknown"');
      response.end(JSON.stringify(object));
    },
    { warn: (text) => warnings.push(text) },
  );
  await client.get(ref);
  await client.get(ref);
  expect(warnings).toEqual(['v1 is "old"', 'and unknown']);
});

test('no more requests at once than allowed', async () => {
  let running = 0;
  let most = 0;
  const { client } = await start(
    (_, response) => {
      most = Math.max(most, ++running);
      setTimeout(() => {
        running--;
        response.end(JSON.stringify(object));
      }, 5);
    },
    { concurrency: 4 },
  );
  await Promise.all(Array.from({ length: 40 }, () => client.get(ref)));
  expect(most).toBe(4);
});

test('a list comes in pages', async () => {
  const { client, requests } = await start((request, response) => {
    const next = new URL(request.url ?? '', 'http://x').searchParams.get('continue');
    const metadata = next ? { resourceVersion: '9' } : { resourceVersion: '9', continue: 'more' };
    response.end(JSON.stringify({ metadata, items: [{ metadata: { name: next ?? 'first' } }] }));
  });
  const items = await client.list('v1', 'ConfigMap', { namespace: 'shop' });
  expect(items.map(({ kind, metadata }) => [kind, metadata.name])).toEqual([
    ['ConfigMap', 'first'],
    ['ConfigMap', 'more'],
  ]);
  expect(requests).toHaveLength(2);
});

describe('a watch', () => {
  const line = (type: string, metadata: object) => `${JSON.stringify({ type, object: { ...object, metadata } })}\n`;

  test('goes on where the connection ended, and begins again where that is too far back', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    let watches = 0;
    const { client, requests } = await start((request, response) => {
      if (!request.url?.includes('watch=true')) {
        return void response.end(JSON.stringify({ metadata: { resourceVersion: '1' }, items: [] }));
      }
      watches++;
      if (watches === 1) response.end(line('ADDED', { name: 'a', resourceVersion: '2' }));
      else if (watches === 2)
        response.end(`${JSON.stringify({ type: 'ERROR', object: { code: 410, message: 'gone' } })}\n`);
      else response.write(line('DELETED', { name: 'a', resourceVersion: '5' }));
    });
    await watch(
      client,
      'v1',
      'ConfigMap',
      { namespace: 'shop', signal: stop.signal },
      {
        listed: (objects) => seen.push(`listed ${objects.length}`),
        changed: ({ metadata }) => seen.push(`changed ${metadata.name}`),
        deleted: ({ metadata }) => {
          seen.push(`deleted ${metadata.name}`);
          stop.abort();
        },
      },
    );
    expect(seen).toEqual(['listed 0', 'changed a', 'listed 0', 'deleted a']);
    expect(requests.filter((request) => request.includes('watch=true'))[1]).toContain('resourceVersion=2');
  });

  const listing =
    (items: object[]): Answer =>
    (request, response) => {
      if (request.url?.includes('watch=true')) return void response.flushHeaders();
      response.end(JSON.stringify({ metadata: { resourceVersion: '1' }, items }));
    };

  test('waiting ends with what is missing, by name', async () => {
    const { client } = await start(listing([]));
    const error = await failing(waitUntilReady(client, [ref], { timeoutMs: 100, home: 'shop' }));
    expect(error).toMatchObject({ code: 'timeout' });
    expect(error.message).toBe('not ready within 0.1 s:\nConfigMap web is not ready: it does not exist yet');
  });

  test('what does not go is named with its finalizers', async () => {
    const { client } = await start(
      listing([{ metadata: { name: 'web', namespace: 'shop', finalizers: ['example.com/hold'] } }]),
    );
    const error = await failing(waitUntilGone(client, [ref], { timeoutMs: 100, home: 'shop' }));
    expect(error.message).toBe('not gone within 0.1 s:\nConfigMap web: waits for the finalizer example.com/hold');
  });

  test('waiting for nothing is over at once', async () => {
    const { client, requests } = await start(listing([]));
    await waitUntilReady(client, [], { timeoutMs: 100 });
    expect(requests).toEqual([]);
  });
});

test('a conflict names field, manager and what to do', async () => {
  const { client } = await start((_, response) =>
    refuse(response, 409, 'Conflict', 'Apply failed with 1 conflict', {
      details: {
        causes: [
          {
            reason: 'FieldManagerConflict',
            field: '.spec.replicas',
            message: 'conflict with "autoscaler" using apps/v1',
          },
        ],
      },
    }),
  );
  const error = explained(await failing(client.apply(object)), object, 'shop') as KubeError;
  expect(error.message).toBe(
    'ConfigMap web: .spec.replicas is managed by autoscaler. --force-conflicts takes it over; or leave the field out of the package',
  );
});
