// The program of the thread with a large stack (runtime/host/node/deep.ts): does one job and answers.

import type { Profile } from '../../language/profiles';
import { parentPort, workerData } from 'node:worker_threads';
import { ChartError, convertChart } from '../../compiler/convert';
import { packError } from '../../runtime/host/core/carried-error';
import { ranOutOfStack } from '../../runtime/host/core/stack';
import { type DeepAnswer, type DeepJob, enterDeepThread } from '../../runtime/host/node/deep';
import { compileChartAt } from './compile';
import { quickChartAt } from './quick';
import type { CommandOptions } from '../command';
import { renderTemplate } from '../helm-template/render';
import type { TemplateRequest } from '../helm-template/request';

async function perform(job: DeepJob, say: (said: unknown) => void): Promise<unknown> {
  switch (job.kind) {
    case 'template':
      return renderTemplate(job.request as TemplateRequest, job.options as CommandOptions);
    case 'compile':
      return compileChartAt(job.path, job.helm as Profile, (...said) => say(said), job.options);
    case 'quick':
      return quickChartAt(job.path, job.helm as Profile, (...said) => say(said), job.options);
    case 'convert':
      return convertChart(job.path, { ...job.options, report: say });
  }
}

enterDeepThread();
const answer: DeepAnswer = { said: [] };
try {
  answer.value = await perform(workerData as DeepJob, (said) => answer.said.push(said));
} catch (error) {
  const isTooDeep = ranOutOfStack(error);
  answer.error = packError(isTooDeep ? new ChartError('the chart or its values nest too deeply') : error);
}
parentPort!.postMessage(answer);
