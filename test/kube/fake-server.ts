// A server that answers as a test tells it: for what a real API server does rarely.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KubeClient } from '../../kube/client';
import type { RequestOptions } from '../../kube/http/requests';

export interface FakeServer {
  client: KubeClient;
  /** `GET /version`, in the order in which they came */
  requests: string[];
  close(): void;
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const GROUPS = {
  kind: 'APIGroupDiscoveryList',
  items: [
    {
      metadata: { name: '' },
      versions: [
        {
          version: 'v1',
          resources: [
            {
              resource: 'configmaps',
              responseKind: { group: '', version: 'v1', kind: 'ConfigMap' },
              scope: 'Namespaced',
              verbs: ['get', 'list', 'watch'],
            },
          ],
        },
      ],
    },
  ],
};

/** Starts a server; `answer` gets what is not about discovery. */
export async function fakeServer(answer: Answer, options: RequestOptions = {}): Promise<FakeServer> {
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path === '/api') return void response.end(JSON.stringify(GROUPS));
    if (path === '/apis') return void response.end(JSON.stringify({ ...GROUPS, items: [] }));
    requests.push(`${request.method} ${path}`);
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const access = {
    context: 'fake',
    server: new URL(`http://127.0.0.1:${port}`),
    insecure: false,
    namespace: 'default',
    user: { token: 't' },
  };
  const client = new KubeClient(access, options);
  return {
    client,
    requests,
    close() {
      client.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Answers with a Status. */
export function refuse(
  response: ServerResponse,
  code: number,
  reason: string,
  message: string,
  more: object = {},
): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message, ...more }));
}
