// compareWithHelm: one chart, one set of values, both tools. A chart is converted once a process and then again only when its files
// change.

import type { Profile } from '../../language/profiles';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { sourceDigest } from '../../actions/chart/source-digest';
import { inputAt } from '../../actions/package/named';
import { refusalOf } from '../../actions/package/taken';
import { jsonText } from '../../runtime/host/core/json-text';
import { verifySet } from '../run/verify-chart';
import { VerifyError } from '../errors';
import { findHelm, type Helm } from '../judge/helm';
import type { CompareOptions, Comparison } from '../index';
import { convertSubject, type Subject } from '../judge/ours';
import { differenceText } from '../report/text';
import { DEFAULT_SEED } from '../run/run';
import type { ValueSet } from '../sets/sets';
import { isGood } from '../model';

const helms = new Map<string, Promise<Helm>>();
const subjects = new Map<string, Promise<Subject>>();

/** See `compareWithHelm` in index.ts. */
export async function compare(chart: string, options: CompareOptions): Promise<Comparison> {
  const path = resolve(options.cwd ?? '.', chart);
  checkNamed(chart, options);
  const key = options.helmBinary ?? '';
  if (!helms.has(key)) helms.set(key, findHelm(options.helmBinary));
  const helm = await helms.get(key)!.catch((error) => {
    helms.delete(key);
    throw error;
  });
  const subject = await converted(
    path,
    helm.profile,
    options.schemaRefs && resolve(options.cwd ?? '.', options.schemaRefs),
    options.quick ?? false,
  );
  const args: string[] = [];
  if (options.namespace !== undefined) args.push('--namespace', options.namespace);
  if (options.kubeVersion !== undefined) args.push('--kube-version', options.kubeVersion);
  for (const version of options.apiVersions ?? []) args.push('--api-versions', version);
  for (const expression of options.set ?? []) args.push('--set', expression);
  args.push(...(options.args ?? []));
  const { values } = options;
  const set: ValueSet = {
    name: 'values',
    origin: 'library',
    release: options.release ?? 'release-name',
    files: (options.valuesFiles ?? []).map((file) => resolve(options.cwd ?? '.', file)),
    inline: values === undefined ? undefined : typeof values === 'string' ? values : `${valuesText(values)}\n`,
    args,
    fails: options.fails,
  };
  const result = await verifySet(subject, set, {
    helm,
    profile: helm.profile,
    seed: options.seed ?? DEFAULT_SEED,
    fuzz: 0,
    sets: { release: set.release, apiVersions: [], args: [], files: [] },
  });
  const { render } = result;
  if (!result.helm || !result.ours) throw new VerifyError(render.error ?? 'nothing to compare');
  return {
    status: render.status,
    isProven: isGood(render.status),
    args: render.args,
    helm: { version: helm.version, ...result.helm },
    ours: result.ours,
    differences: render.differences,
    random: render.random,
    warnings: render.warnings,
    conversionError: subject.conversionError,
    notes: render.notes,
    describe: () => differenceText(render),
  };
}

/** Throws VerifyError for what JSON cannot hold. */
function valuesText(values: object): string {
  try {
    jsonText(values, 'values');
  } catch (error) {
    throw new VerifyError((error as Error).message);
  }
  return JSON.stringify(values, null, 2);
}

/** What is not there both tools would refuse alike, and a misspelt path would pass for proven. Throws VerifyError. */
function checkNamed(chart: string, { cwd = '.', valuesFiles = [] }: CompareOptions): void {
  const input = inputAt(chart, 'chart', { cwd });
  const refusal = refusalOf(input, 'chart');
  if (refusal !== undefined) throw new VerifyError(refusal);
  if (input.kind === 'folder') throw new VerifyError(`${chart} is no chart: it has no Chart.yaml`);
  const missing = valuesFiles.find((file) => !existsSync(resolve(cwd, file)));
  if (missing !== undefined) throw new VerifyError(`there is no values file ${missing}`);
}

/** The chart as a module, from before where its files are as they were. */
async function converted(
  path: string,
  helm: Profile,
  schemaRefs: string | undefined,
  quick: boolean,
): Promise<Subject> {
  const key = [path, helm.id, JSON.stringify(helm.build), schemaRefs, quick, sourceDigest(path, helm)].join('\0');
  let subject = subjects.get(key);
  if (!subject) {
    subject = convertSubject(path, helm, { schemaRefs, make: quick ? 'nothing' : 'module' });
    subjects.set(key, subject);
  }
  return subject;
}
