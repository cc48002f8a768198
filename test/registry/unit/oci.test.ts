// The OCI client against a registry in this process: each point of the distribution specification that it uses.

import { afterEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../../registry/digest';
import { describe as descriptorOf, EMPTY, type Manifest, MEDIA, manifestText } from '../../../registry/oci/manifest';
import { pushReferrer, referrersOf, referrersTag } from '../../../registry/oci/referrers';
import { openRegistry } from '../client';
import { type SmallRegistry, startRegistry } from '../small-registry';

let registry: SmallRegistry;
afterEach(() => registry.close());

const data = Buffer.from('the module');
const blob = descriptorOf('application/wasm', data, sha256(data));

function manifestOf(changes: Partial<Manifest> = {}): Manifest {
  const config = descriptorOf(MEDIA.empty, EMPTY, sha256(EMPTY));
  return { schemaVersion: 2, mediaType: MEDIA.manifest, artifactType: 'test/kind', config, layers: [blob], ...changes };
}

describe('blobs', () => {
  it('are pushed in one piece, and not again', async () => {
    registry = await startRegistry();
    const repository = openRegistry(registry).repository('a/b');
    expect(await repository.pushBlob(blob, data)).toBe('pushed');
    expect(await repository.pushBlob(blob, data)).toBe('there');
    expect(registry.log.map((line) => line.replace(/uploads\/.+/, 'uploads/ID'))).toEqual([
      `HEAD /v2/a/b/blobs/${blob.digest}`,
      'POST /v2/a/b/blobs/uploads/',
      'PUT /v2/a/b/blobs/uploads/ID',
      `HEAD /v2/a/b/blobs/${blob.digest}`,
    ]);
    expect(await repository.fetchBlob(blob)).toEqual(data);
  });

  it('are pushed in chunks no smaller than the registry wants', async () => {
    registry = await startRegistry({ minChunk: 300_000 });
    const large = Buffer.alloc(1_000_000, 'x');
    const descriptor = descriptorOf('application/wasm', large, sha256(large));
    const repository = openRegistry(registry, { chunkBytes: 100_000 }).repository('a');
    await repository.pushBlob(descriptor, large);
    expect(registry.log.filter((line) => line.startsWith('PATCH'))).toHaveLength(4);
    expect(registry.blobs.get(`a@${descriptor.digest}`)?.equals(large)).toBe(true);
  });

  it('are taken over from another repository', async () => {
    registry = await startRegistry();
    const client = openRegistry(registry);
    await client.repository('from').pushBlob(blob, data);
    const before = registry.log.length;
    await client.repository('to').pushBlob(blob, data, 'from');
    expect(registry.log.slice(before)).toEqual([`HEAD /v2/to/blobs/${blob.digest}`, 'POST /v2/to/blobs/uploads/']);
    expect(await client.repository('to').fetchBlob(blob)).toEqual(data);
  });

  it('are uploaded where the registry cannot take them over', async () => {
    registry = await startRegistry();
    await openRegistry(registry).repository('to').pushBlob(blob, data, 'nowhere');
    expect(registry.blobs.get(`to@${blob.digest}`)).toEqual(data);
  });

  it('may be empty, or stand in the descriptor', async () => {
    registry = await startRegistry();
    const repository = openRegistry(registry).repository('a');
    const nothing = descriptorOf('text/plain', Buffer.alloc(0), sha256(''));
    await repository.pushBlob(nothing, Buffer.alloc(0));
    expect(await repository.fetchBlob(nothing)).toEqual(Buffer.alloc(0));
    const before = registry.log.length;
    expect(await repository.fetchBlob({ ...blob, data: data.toString('base64') })).toEqual(data);
    expect(registry.log).toHaveLength(before);
  });
});

describe('manifests', () => {
  it('are stored and read by tag and by digest', async () => {
    registry = await startRegistry();
    const repository = openRegistry(registry).repository('a');
    const text = manifestText(manifestOf());
    const { digest } = await repository.pushManifest(text, MEDIA.manifest, '1.0.0');
    expect(digest).toBe(sha256(text));
    const descriptor = { mediaType: MEDIA.manifest, digest, size: text.length };
    expect(await repository.resolve('1.0.0')).toEqual(descriptor);
    expect(await repository.resolve(digest)).toEqual(descriptor);
    expect(await repository.fetchManifest(digest)).toEqual({ descriptor, text, manifest: manifestOf() });
    await expect(repository.fetchManifest('2')).rejects.toThrow(
      `oci://${registry.name}/a:2: ${registry.url}/v2/a/manifests/2 answered 404: MANIFEST_UNKNOWN: not known`,
    );
  });

  it('are read where the registry tells no digest', async () => {
    registry = await startRegistry({
      intercept: ({ response }) => {
        const { setHeader } = response;
        response.setHeader = (name, value) =>
          name === 'Docker-Content-Digest' ? response : setHeader.call(response, name, value);
        return false;
      },
    });
    const repository = openRegistry(registry).repository('a');
    const text = manifestText(manifestOf());
    await repository.pushManifest(text, MEDIA.manifest, '1.0.0');
    expect((await repository.resolve('1.0.0')).digest).toBe(sha256(text));
  });
});

describe('tags', () => {
  it('come in pages', async () => {
    registry = await startRegistry({ pageSize: 3 });
    const repository = openRegistry(registry).repository('a');
    const text = manifestText(manifestOf());
    const tags = ['1', '2', '3', '4', '5', '6', '7'];
    for (const tag of tags) await repository.pushManifest(text, MEDIA.manifest, tag);
    expect(await repository.listTags()).toEqual(tags);
  });

  it('of a repository that is not there are an error', async () => {
    registry = await startRegistry({
      intercept: ({ response }) => {
        response.statusCode = 404;
        response.end('{"errors":[{"code":"NAME_UNKNOWN","message":"repository \\u001b[31mname"}]}');
        return true;
      },
    });
    await expect(openRegistry(registry).repository('a').listTags()).rejects.toThrow(
      /answered 404: NAME_UNKNOWN: repository {2}?\[31mname$/,
    );
  });
});

describe.each([true, false])('referrers, API %s', (referrers) => {
  it('are found, those of a kind too', async () => {
    registry = await startRegistry({ referrers });
    const repository = openRegistry(registry).repository('a');
    const text = manifestText(manifestOf());
    const { digest } = await repository.pushManifest(text, MEDIA.manifest, '1');
    expect(await referrersOf(repository, digest)).toEqual([]);
    const subject = descriptorOf(MEDIA.manifest, text, digest);
    const first = await pushReferrer(repository, manifestOf({ subject, artifactType: 'test/signature' }));
    const second = await pushReferrer(
      repository,
      manifestOf({ subject, artifactType: 'test/sbom', annotations: { a: 'b' } }),
    );
    await pushReferrer(repository, manifestOf({ subject, artifactType: 'test/sbom', annotations: { a: 'b' } }));
    expect((await referrersOf(repository, digest)).map((item) => item.digest).sort()).toEqual([first, second].sort());
    const [sbom, ...more] = await referrersOf(repository, digest, 'test/sbom');
    expect(more).toEqual([]);
    expect(sbom).toMatchObject({ digest: second, artifactType: 'test/sbom', annotations: { a: 'b' } });
    expect(registry.manifests.has(`a@${referrersTag(digest)}`)).toBe(!referrers);
  });
});

describe('authentication', () => {
  const source = (username: string, password: string) => async () => ({ username, password });

  it.each([true, false])('shows the account when it is asked, tokens: %s', async (bearer) => {
    registry = await startRegistry({ basic: 'me:secret', bearer });
    const repository = openRegistry(registry, { credentials: source('me', 'secret') }).repository('a');
    await repository.pushBlob(blob, data);
    const path = `/v2/a/blobs/${blob.digest}`;
    const ours = registry.log.filter((line) => line.startsWith('HEAD') || line.includes('/token'));
    expect(ours).toEqual(
      bearer ? [`HEAD ${path}`, 'GET /token Basic', `HEAD ${path} Bearer`] : [`HEAD ${path}`, `HEAD ${path} Basic`],
    );
  });

  it('exchanges a refresh token, and uses a registry token as it is', async () => {
    const bodies: string[] = [];
    registry = await startRegistry({
      basic: 'x:y',
      bearer: true,
      intercept: ({ url, body, response }) => {
        if (url.pathname !== '/token') return false;
        bodies.push(body.toString());
        response.end('{"access_token":"good-token"}');
        return true;
      },
    });
    const refresh = async () => ({ identityToken: 'r e f' });
    await openRegistry(registry, { credentials: refresh }).repository('a').pushBlob(blob, data);
    expect(bodies[0]).toBe(
      'grant_type=refresh_token&client_id=mistletoe&refresh_token=r+e+f&service=small&scope=repository%3Aa%3Apull%2Cpush',
    );
    bodies.length = 0;
    const ready = async () => ({ registryToken: 'good-token' });
    await openRegistry(registry, { credentials: ready }).repository('b').pushBlob(blob, data);
    expect(bodies).toEqual([]);
  });
});
