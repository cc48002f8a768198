// A render of a chart from what was asked to the module's input: the chart compiled or taken from the cache, the user's values merged,
// everything checked in the order in which Helm does it. What renders is the module; what is printed of it, others decide.

import { resolve } from 'node:path';
import type { ChartError } from '../../compiler/chart/errors';
import { mergeValues, type ValueFlags } from '../../runtime/bindings/values';
import type { LoadedModule } from '../../runtime/host';
import { jsonText } from '../../runtime/host/core/json-text';
import { ranOutOfStack } from '../../runtime/host/core/stack';
import { renderableChart } from '../chart/compiled';
import { CommandError, type CommandOptions } from '../command';
import { readInput } from '../flags/files';
import { chartLimits } from '../flags/limits';
import { kubeVersionProblem, releaseNameProblem } from './checks';
import { type ChartInput, writeInput } from './input';
import { randomHex } from './random';
import { ChartInstance } from './render';
import type { RenderRequest } from './request';
import { locateChart, type RenderSource } from './module-or-chart';
import { readTime } from './time';

/** A render that can be done. */
export interface PreparedRender {
  instance: ChartInstance;
  /** the release's name */
  name: string;
  input: Uint8Array;
}

/** One render of what was found. */
export class RequestedRender<Request extends RenderRequest = RenderRequest> {
  /** @param say gets lines for standard error */
  constructor(
    protected readonly request: Request,
    protected readonly source: RenderSource,
    protected readonly options: CommandOptions,
    protected readonly say: (lines: string) => void,
  ) {}

  /** What is checked before the name and the chart are looked at. Throws CommandError. */
  async check(): Promise<void> {
    const { kubeVersion = '', now = '' } = this.request;
    const problem = kubeVersion === '' ? undefined : kubeVersionProblem(kubeVersion, this.source.helm);
    if (problem !== undefined) throw new CommandError(problem);
    try {
      readTime(now);
    } catch (error) {
      throw new CommandError((error as Error).message);
    }
  }

  /**
   * The module and its input. Throws CommandError for what is wrong with the request, ChartError for a chart that Helm refuses,
   * SchemaReferenceError, HostError.
   */
  async prepare(): Promise<PreparedRender> {
    await this.check();
    const { request, source } = this;
    const name = await this.releaseName();
    const chart = source.instance ? '' : (source.fetched ?? this.locate());
    const values = this.mergeValues();
    const instance = source.instance ?? new ChartInstance(await this.compiled(chart));
    this.checkRelease(name);
    const input: ChartInput = {
      name,
      namespace: await this.namespace(),
      values,
      isUpgrade: request.isUpgrade,
      revision: request.revision,
      kubeVersion: request.kubeVersion,
      apiVersions: request.apiVersions,
      includeCRDs: request.includeCrds,
      skipHooks: request.skipHooks,
      skipTests: request.skipTests,
      skipSchemaValidation: request.skipSchemaValidation,
      now: readTime(request.now ?? ''),
      lookups: await this.lookups(),
      entropy: request.seed ?? randomHex(),
    };
    return { instance, name, input: writeInput(input) };
  }

  protected async releaseName(): Promise<string> {
    return this.request.name ?? 'release-name';
  }

  /** Checks what Helm looks at behind the chart. */
  protected checkRelease(name: string): void {
    const problem = releaseNameProblem(name);
    if (problem !== undefined) throw new CommandError(problem);
  }

  protected async namespace(): Promise<string> {
    return this.request.namespace ?? 'default';
  }

  protected locate(): string {
    return locateChart(this.request.chart, { cwd: this.options.cwd });
  }

  /** Reads what an option names. */
  protected read(path: string): Uint8Array {
    return readInput(path, this.options);
  }

  protected path(path: string): string {
    return resolve(this.options.cwd ?? '.', path);
  }

  /** The user's values as YAML. The library behind it is loaded only if there are any. */
  private mergeValues(): string {
    const { values = {} } = this.request;
    if (Object.values(values).every((list) => !list?.length)) return '{}';
    const readFile: ValueFlags['readFile'] = (path) => this.read(path);
    try {
      return mergeValues({ ...values, helm: this.source.helm, readFile });
    } catch (error) {
      if (ranOutOfStack(error)) throw error;
      throw new CommandError((error as Error).message);
    }
  }

  /** The objects that `lookup` finds. */
  private async lookups(): Promise<string | undefined> {
    const { lookups } = this.request;
    if (!lookups) return undefined;
    let text: Uint8Array;
    try {
      if (typeof lookups === 'object') return jsonText(lookups, 'lookups');
      text = this.read(lookups);
    } catch (error) {
      throw new CommandError((error as Error).message);
    }
    const { readLookups } = await import('./lookups');
    return readLookups(lookups, text);
  }

  /** A module that was compiled from the chart at an absolute path, now or before. */
  private async compiled(path: string, isRepeated = false): Promise<LoadedModule> {
    const { skipSchemaValidation, schemaRefs, linkRoot, noCache, limits, trace, dependencyUpdate, access } =
      this.request;
    const { helm } = this.source;
    if (schemaRefs !== undefined) this.options.reads?.(this.path(schemaRefs));
    try {
      return await renderableChart(
        path,
        { ...this.options, helm, allowMissingReferences: skipSchemaValidation, schemaRefs, linkRoot, noCache, trace },
        { ...chartLimits, ...limits },
        this.say,
      );
    } catch (error) {
      // By its code: the compiler is bundled apart, with its own copy of the class.
      const isMissing = (error as ChartError).code === 'missing-dependencies';
      if (!isMissing || isRepeated || !dependencyUpdate) throw error;
      const { updateDependencies } = await import('../dependencies/manager');
      const { out, notices } = await updateDependencies(path, { ...access, helm }, this.options);
      this.say(notices + out);
      return this.compiled(path, true);
    }
  }
}
