// The value sets of a chart as what modules take: each becomes a MistInput.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { ParsedFlags } from '../../actions/helm-template/pflag';
import { valuesOf } from '../../actions/helm-template/arguments';
import { templateFlags } from '../../actions/helm-template/flags';
import { writeValues } from '../../actions/package/data';
import { writeInput } from '../../actions/render/input';
import { textOf } from '../../gostd/bytes';
import { analyseChart, overlay } from '../../compiler/analysis/reads';
import type { Profile } from '../../language/profiles';
import { mergeValuesMap, parseYaml } from '../../runtime/bindings/values';
import { VerifyError } from '../errors';
import { enablingSets, fuzzSets } from '../sets/fuzz';
import { defaultSet, discoverSets, type SetOptions, setArguments, type ValueSet } from '../sets/sets';
import { setsFolder } from '../sets/unpack';

/** Which value sets a chart has. */
export interface InputOptions {
  helm: Profile;
  sets: SetOptions;
  /** how many generated ones are added */
  fuzz: number;
  seed: string;
  /** asks for sets that turn on what the chart has off, for as long as it is true */
  isMore?(): boolean;
}

/**
 * Visits the value sets of the chart at an absolute path, each with its input in JSON: its own, then generated ones, which vary the first that
 * was rendered.
 * @param visit says whether the set was rendered; `undefined` ends it all
 */
export function visitInputs(
  chart: string,
  { helm, sets, fuzz, seed, isMore = () => false }: InputOptions,
  visit: (set: ValueSet, input: string) => boolean | undefined,
): void {
  const work = mkdtempSync(join(tmpdir(), 'mistletoe-verify-'));
  try {
    const { folder, prefix } = setsFolder(chart, work, helm);
    const missing = sets.files.find((file) => !existsSync(file));
    if (missing !== undefined) throw new VerifyError(`there is no values file ${missing}`);
    const found = discoverSets(chart, folder, prefix, sets);
    let base: ValueSet | undefined;
    for (const set of found) {
      const isRendered = visit(set, inputOf(set));
      if (isRendered === undefined) return;
      if (isRendered && set.inline === undefined) base ??= set;
    }
    if (fuzz === 0 && !isMore()) return;
    base = { ...(base ?? found[0] ?? defaultSet(chart, sets)), fails: undefined };
    const analysis = analyseChart(chart, helm);
    for (const file of base.files) {
      analysis.values = overlay(analysis.values, parseYaml(readFileSync(resolve(dirname(chart), file))) ?? new Map());
    }
    for (const set of fuzzSets(analysis, { count: fuzz, seed, chart: basename(chart), base })) {
      if (visit(set, inputOf(set)) === undefined) return;
    }
    for (const set of isMore() ? enablingSets(analysis, base) : []) {
      if (!isMore() || visit(set, inputOf(set)) === undefined) return;
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }

  function inputOf(set: ValueSet): string {
    let inline: string | undefined;
    if (set.inline !== undefined) {
      inline = join(work, 'values.yaml');
      writeFileSync(inline, set.inline);
    }
    return mistInput(setArguments(set, basename(chart), inline), helm, dirname(chart), seed);
  }
}

const STANDING_CLOCK = 946_684_800;

/** What follows `helm template` as a MistInput. */
function mistInput(args: readonly string[], helm: Profile, cwd: string, seed: string): string {
  const flags = new ParsedFlags(() => templateFlags(helm), args);
  const values = mergeValuesMap({
    helm,
    ...valuesOf(flags),
    readFile: (path) => readFileSync(resolve(cwd, path)),
  });
  const input = writeInput({
    name: flags.arguments[0]!,
    namespace: flags.text('namespace') || 'default',
    values: writeValues(values),
    isUpgrade: flags.flag('is-upgrade'),
    kubeVersion: flags.text('kube-version'),
    apiVersions: flags.list('api-versions'),
    includeCRDs: flags.flag('include-crds'),
    skipHooks: flags.flag('no-hooks'),
    skipTests: flags.flag('skip-tests'),
    skipSchemaValidation: flags.flag('skip-schema-validation'),
    now: STANDING_CLOCK,
    entropy: seed,
  });
  return textOf(input);
}
