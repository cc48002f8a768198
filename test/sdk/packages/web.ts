// A plain package: a Deployment and a Service.
import { definePackage, fail, labels, selectorLabels } from '@mistletoe-dev/sdk';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { Service } from 'kubernetes-types/core/v1';

interface Values {
  image?: string;
  replicas?: number;
  port?: number;
  env?: Record<string, string>;
}

export default definePackage<Values>({
  metadata: { name: 'web', version: '1.0.0', labels: { 'example.com/team': 'platform' } },
  generate({ image = 'nginx:1.27', replicas = 1, port = 80, env = {} }, { name }) {
    if (replicas < 1) fail(`replicas is ${replicas}: at least one is needed`);
    const app = { app: 'web', instance: name };
    const deployment: Deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, labels: labels(app) },
      spec: {
        replicas,
        selector: { matchLabels: selectorLabels(app) },
        template: {
          metadata: { labels: labels(app) },
          spec: {
            containers: [
              {
                name: 'web',
                image,
                ports: [{ containerPort: port }],
                env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
              },
            ],
          },
        },
      },
    };
    const service: Service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, labels: labels(app) },
      spec: { selector: selectorLabels(app), ports: [{ port, targetPort: port }] },
    };
    return [deployment, service];
  },
});
