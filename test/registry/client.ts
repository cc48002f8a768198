// Our client, as the tests of the registry open it: plain http, no waiting between attempts, nobody's credentials.

import { HttpClient, type RetryPolicy } from '../../registry/http/client';
import { Transport, type TransportOptions } from '../../registry/http/transport';
import { Registry, type RegistryOptions } from '../../registry/oci/repository';

export interface TestOptions extends Partial<RegistryOptions> {
  transport?: TransportOptions;
  policy?: Partial<RetryPolicy>;
}

export function openRegistry({ name, url }: { name: string; url: string }, options: TestOptions = {}): Registry {
  const { transport, policy, ...more } = options;
  const http = new HttpClient(new Transport(transport), { sleep: async () => undefined, ...policy });
  return new Registry(name, { http, credentials: async () => undefined, plainHttp: url.startsWith('http:'), ...more });
}
