// A web application: a Deployment, a Service, and an Ingress where it has a host.

import {
  definePackage,
  fail,
  imageReference,
  labels,
  type Resource,
  resources,
  selectorLabels,
} from '@mistletoe-dev/sdk';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { Service } from 'kubernetes-types/core/v1';
import type { Ingress } from 'kubernetes-types/networking/v1';

/** What a user may set. */
interface Values {
  image?: { repository?: string; tag?: string };
  replicas?: number;
  port?: number;
  /** The name under which the application is reached from outside. */
  host?: string;
  env?: Record<string, string>;
}

export default definePackage<Values>({
  metadata: { name: 'my-package', version: '0.1.0' },
  generate({ image = {}, replicas = 1, port = 8080, host, env = {} }, { name }) {
    if (replicas < 0) fail(`replicas is ${replicas}: it cannot be negative`);
    const app = { app: 'my-package', instance: name };
    const metadata = { name, labels: labels(app) };
    const variables = Object.entries(env).map(([key, value]) => ({ name: key, value }));

    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas,
        selector: { matchLabels: selectorLabels(app) },
        template: {
          metadata: { labels: labels(app) },
          spec: {
            containers: [
              {
                name: 'my-package',
                image: imageReference({ repository: image.repository ?? 'nginx', tag: image.tag ?? '1.27' }),
                ports: [{ name: 'http', containerPort: port }],
                ...(variables.length > 0 && { env: variables }),
                resources: resources({ cpu: '100m', memory: '128Mi' }),
                readinessProbe: { httpGet: { path: '/', port: 'http' } },
              },
            ],
          },
        },
      },
    } satisfies Resource<Deployment>;

    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: selectorLabels(app), ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
    } satisfies Resource<Service>;

    return [deployment, service, host !== undefined && ingressTo(service, host)];
  },
});

function ingressTo({ metadata }: Resource<Service>, host: string): Resource<Ingress> {
  const backend = { service: { name: metadata.name, port: { name: 'http' } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata,
    spec: { rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
  };
}
