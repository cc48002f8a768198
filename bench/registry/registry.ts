// `npm run bench:registry`: a hundred modules pushed and pulled by us in one process, and by oras, a process each as it is used,
// against the same registry in the same run, in turns of ten. Exit code 1 where the pulled bytes differ.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pullPackage } from '../../actions/packages/pull';
import { pushModule } from '../../actions/packages/push';
import { judge, makeScene, mistletoe, startLiveRegistry } from '../../test/registry/live/judges';
import { processorTime, timeProcess } from '../process';

const COUNT = 100;
const TURN = 10;

/** Milliseconds. */
interface Spent {
  wall: number;
  processor: number;
}

export async function main(): Promise<number> {
  const scene = makeScene();
  const registry = await startLiveRegistry();
  try {
    const chart = 'charts-fixtures/parcel-service';
    const converted = mistletoe(['convert', chart, '-o', scene.path('p.wasm')], { env: scene.env });
    if (converted.code !== 0) throw new Error(converted.err);
    const module = readFileSync(scene.path('p.wasm'));
    // Each with a custom section of its own, so that no blob is there already.
    for (let i = 0; i < COUNT; i++) {
      const text = Buffer.from(`n${String(i).padStart(3, '0')}`);
      const section = Buffer.from([0, text.length + 1, text.length]);
      writeFileSync(scene.path(`m${i}.wasm`), Buffer.concat([module, section, text]));
    }
    for (const whose of ['ours', 'theirs']) mkdirSync(scene.path(whose));

    const options = { cwd: scene.folder, contentFolder: scene.path('content'), mistletoeHome: scene.path('home') };
    const flags = { plainHttp: true };
    const mine: Spent = { wall: 0, processor: 0 };
    const theirs: Spent = { wall: 0, processor: 0 };
    for (let first = 0; first < COUNT; first += TURN) {
      const numbers = Array.from({ length: TURN }, (_, i) => first + i);
      const start = performance.now();
      const before = process.cpuUsage();
      for (const i of numbers) {
        const name = `oci://${registry.name}/ours/m${i}:1`;
        await pushModule(`m${i}.wasm`, name, flags, {}, options);
        await pullPackage(name, { ...flags, output: `ours/m${i}.wasm` }, options);
      }
      mine.wall += performance.now() - start;
      const { user, system } = process.cpuUsage(before);
      mine.processor += (user + system) / 1000;

      const script = numbers
        .map((i) => {
          const name = `${registry.name}/theirs/m${i}:1`;
          return `"$0" push --plain-http ${name} m${i}.wasm:application/wasm && "$0" pull --plain-http -o theirs ${name}`;
        })
        .join(' && ');
      const command = {
        file: '/bin/bash',
        args: ['-c', `cd "$1" && ${script}`, judge('oras'), scene.folder],
        env: scene.env,
      };
      // Once for each clock; what the second run pushes is there already, which is in our disfavour.
      theirs.wall += timeProcess(command, scene.path('out'));
      theirs.processor += processorTime(command, scene.path('out')) ?? Number.NaN;
    }
    for (let i = 0; i < COUNT; i++) {
      if (!readFileSync(scene.path(`ours/m${i}.wasm`)).equals(readFileSync(scene.path(`theirs/m${i}.wasm`)))) {
        console.error(`m${i}.wasm: we and oras pulled different bytes`);
        return 1;
      }
    }
    console.log(`${COUNT} modules of ${Math.round(module.length / 1024)} KiB, pushed and pulled\n`);
    console.log('|           | mistletoe | oras | ratio |\n| --------- | --------- | ---- | ----- |');
    for (const [name, clock] of [
      ['time', 'wall'],
      ['processor', 'processor'],
    ] as const) {
      const [a, b] = [mine[clock], theirs[clock]];
      console.log(`| ${name} | ${Math.round(a)} ms | ${Math.round(b)} ms | ${(a / b).toFixed(2)} |`);
    }
    return 0;
  } finally {
    registry.close();
    scene.remove();
  }
}
