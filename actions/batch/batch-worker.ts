// The program of a worker thread of `template --batch`.

import { parentPort, workerData } from 'node:worker_threads';
import { BatchRenderer, type BatchSettings } from './batch-line';

const renderer = new BatchRenderer(workerData as BatchSettings);

parentPort!.on('message', async ([number, line]: [number, string]) => {
  const result = await renderer.render(number, line);
  parentPort!.postMessage(result, [result.text.buffer as ArrayBuffer]);
});
