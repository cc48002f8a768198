// A hundred modules pushed and pulled by us in one process, and by oras, a process each as it is used: the ratio of the times that
// pass, both against the same registry in the same run.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pullPackage } from '../../../actions/packages/pull';
import { pushModule } from '../../../actions/packages/push';
import { judge, type LiveRegistry, makeScene, mistletoe, startLiveRegistry, succeed } from './judges';

const COUNT = 100;
const scene = makeScene();
let registry: LiveRegistry;
beforeAll(async () => {
  registry = await startLiveRegistry();
  expect(
    mistletoe(['convert', 'charts-fixtures/parcel-service', '-o', scene.path('p.wasm')], { env: scene.env }).code,
  ).toBe(0);
  const module = readFileSync(scene.path('p.wasm'));
  // Each with a custom section of its own, so that no blob is there already.
  for (let i = 0; i < COUNT; i++) {
    const text = Buffer.from(`n${String(i).padStart(3, '0')}`);
    writeFileSync(
      scene.path(`m${i}.wasm`),
      Buffer.concat([module, Buffer.from([0, text.length + 1, text.length]), text]),
    );
  }
  for (const whose of ['ours', 'theirs']) mkdirSync(scene.path(whose));
});
afterAll(() => {
  registry.close();
  scene.remove();
});

it('is no slower than oras', async () => {
  const options = { cwd: scene.folder, contentFolder: scene.path('content'), mistletoeHome: scene.path('home') };
  const flags = { plainHttp: true };
  let start = performance.now();
  for (let i = 0; i < COUNT; i++) {
    await pushModule(`m${i}.wasm`, `oci://${registry.name}/ours/m${i}:1`, flags, {}, options);
    await pullPackage(`oci://${registry.name}/ours/m${i}:1`, { ...flags, output: `ours/m${i}.wasm` }, options);
  }
  const ours = performance.now() - start;
  start = performance.now();
  for (let i = 0; i < COUNT; i++) {
    const where = { cwd: scene.folder, env: scene.env };
    succeed(
      judge('oras'),
      ['push', '--plain-http', `${registry.name}/theirs/m${i}:1`, `m${i}.wasm:application/wasm`],
      where,
    );
    succeed(judge('oras'), ['pull', '--plain-http', '-o', 'theirs', `${registry.name}/theirs/m${i}:1`], where);
  }
  const theirs = performance.now() - start;
  for (let i = 0; i < COUNT; i++) {
    expect(readFileSync(scene.path(`ours/m${i}.wasm`)).equals(readFileSync(scene.path(`theirs/m${i}.wasm`)))).toBe(
      true,
    );
  }
  console.log(
    `${COUNT} modules pushed and pulled: ${Math.round(ours)} ms, oras ${Math.round(theirs)} ms, ratio ${(ours / theirs).toFixed(2)}`,
  );
  expect(ours / theirs).toBeLessThan(1.2);
});
