// What was fetched answers without a network for every reference that means it, however it was asked for.

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../../cli/program';
import { fixedModule } from '../../modules/echo';
import { listen, startRegistry } from '../small-registry';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-offline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: string[]) {
  const options = { cwd: folder, contentFolder: join(folder, 'content'), mistletoeHome: join(folder, 'home') };
  const { stdout, stderr, code } = await runProgram(args, options);
  return { out: stdout.toString(), err: stderr, code };
}

describe('an OCI registry', () => {
  it('gets no chart in place of a module', async () => {
    mkdirSync(join(folder, 'chart'));
    writeFileSync(join(folder, 'chart/Chart.yaml'), 'apiVersion: v2\nname: chart\nversion: 1.0.0\n');
    writeFileSync(join(folder, 'chart.tgz'), gzipSync('chart'));
    for (const file of ['chart', 'chart.tgz']) {
      const { code, err } = await run('push', file, 'oci://127.0.0.1:1/acme/chart', '--plain-http');
      expect([code, err]).toEqual([
        1,
        `Error: ${file} is a chart and no module: convert it first, mistletoe convert ${file}\n`,
      ]);
    }
  });

  it('answers for ranges and tags by what was fetched from it', async () => {
    const registry = await startRegistry();
    const name = `oci://${registry.name}/acme/web`;
    for (const version of ['1.2.0', '1.3.0', '1.4.0', '2.0.0']) {
      writeFileSync(join(folder, `${version}.wasm`), fixedModule(`{result: Ok, message: "${version}"}`));
      const { code, err } = await run('push', `${version}.wasm`, `${name}:${version}`, '--plain-http');
      expect([code, err]).toEqual([0, '']);
    }
    for (const wanted of ['1.2.0', '~1.3']) {
      expect((await run('pull', `${name}:${wanted}`, '--plain-http', '-o', 'x.wasm')).code).toBe(0);
    }
    await registry.close();

    const pulled = async (wanted: string) => {
      const { err } = await run('pull', `${name}:${wanted}`, '--offline', '-o', 'x.wasm');
      return /^Pulled: \S+:(\S+)$/m.exec(err)?.[1] ?? err;
    };
    for (const [wanted, version] of [
      ['1.2.0', '1.2.0'],
      ['1.3.0', '1.3.0'],
      ['^1', '1.3.0'],
      ['~1.2', '1.2.0'],
      ['*', '1.3.0'],
    ]) {
      expect(await pulled(wanted!)).toBe(version);
    }
    for (const [wanted, shown] of [
      ['1.4.0', ':1.4.0'],
      ['^2', ', ^2'],
    ]) {
      expect(await pulled(wanted!)).toBe(
        `Error: ${name}${shown}: not in the cache, and the network must not be used (--offline)\n`,
      );
    }
    const { out } = await run('resolve', name, '--version', '1.x', '--offline', '--full-reference');
    expect(out).toMatch(new RegExp(`^${name}:1\\.3\\.0@sha256:[0-9a-f]{64}\\n$`));
    expect((await run('list-tags', name, '--offline')).out).toBe('1.2.0\n1.3.0\n');
    expect((await run('list-tags', `oci://${registry.name}/acme/other`, '--offline')).err).toMatch(/not in the cache/);
  });
});

describe('a chart repository', () => {
  it('answers for ranges by what was fetched from it', async () => {
    const archives = new Map(['1.2.0', '1.3.0', '2.0.0'].map((version) => [version, gzipSync(version)]));
    const index = [...archives]
      .map(([version, data]) => {
        const digest = createHash('sha256').update(data).digest('hex');
        return `  - {name: web, version: ${version}, digest: ${digest}, urls: [web-${version}.tgz]}\n`;
      })
      .join('');
    const { url, server } = await listen(({ url: path }, response) => {
      const version = /web-(.*)\.tgz$/.exec(path ?? '')?.[1];
      response.end(version ? archives.get(version) : `apiVersion: v1\nentries:\n  web:\n${index}`);
    });
    const pull = (version: string, ...more: string[]) =>
      run('pull', 'web', '--repo', url, '--version', version, '-o', 'x.tgz', ...more);
    expect((await pull('~1.3')).code).toBe(0);
    expect((await pull('1.2.0')).code).toBe(0);
    await new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    });
    for (const [wanted, version] of [
      ['^1', '1.3.0'],
      ['1.3.0', '1.3.0'],
      ['~1.2', '1.2.0'],
      ['', '1.3.0'],
    ]) {
      expect((await pull(wanted!, '--offline')).code).toBe(0);
      expect(readFileSync(join(folder, 'x.tgz')).equals(archives.get(version!)!)).toBe(true);
    }
    expect((await pull('2.0.0', '--offline')).err).toMatch(/not in the cache/);
  });
});
