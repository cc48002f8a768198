// `helm template` as a function: a request in, the bytes, the words and the exit code out. Checks come in Helm's order. It starts
// often, so what a render does not need is loaded when it is needed.

import { textOf, trimSpaceBytes } from '../../gostd/bytes';
import { quote } from '../../gostd/strconv';
import { trimSpace } from '../../gostd/strings';
import { has } from '../../language/profiles';
import { COMMAND_FLAGS_4, DEBUG_ERROR_FIRST } from '../../runtime/abi/quirks';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { kubeconfigPaths } from '../../kube/config/files';
import { needsDeepThread, runDeep } from '../../runtime/host/node/deep';
import { homeFolder } from '../../runtime/host/node/folders';
import { CommandError, type CommandOptions, type CommandResult, DEBUG_HINT, describeError } from '../command';
import { unknownHelmWarning } from '../flags/helm';
import { logLine, releaseNameProblem } from '../render/checks';
import { type RenderedManifest, RenderError } from '../render/manifests';
import type { ChartInstance } from '../render/render';
import { RequestedRender } from '../render/requested';
import { locateChart, openSource, type RenderSource } from '../render/module-or-chart';
import { checkValue } from './flags';
import { parseBool } from './pflag';
import type { TemplateRequest } from './request';

/** What a render printed, and how it ended. */
export interface TemplateResult extends CommandResult {
  /** the same one by one, where they were asked for and the render came so far */
  manifests?: readonly RenderedManifest[];
}

/** What was printed so far: an error comes behind it. */
export class Output {
  readonly stdout: Buffer[] = [];
  stderr = '';
  manifests?: readonly RenderedManifest[];
  /** what was read from standard input, which comes once */
  stdin?: Uint8Array;

  /** Adds to standard error. */
  readonly say = (lines: string): void => {
    this.stderr += lines;
  };

  /** The whole, with what is printed last. */
  ended(last: Buffer): TemplateResult {
    const stdout = this.stdout.length > 0 ? Buffer.concat([...this.stdout, last]) : last;
    return { stdout, stderr: this.stderr, code: 0, ...(this.manifests && { manifests: this.manifests }) };
  }
}

/** Renders. Never throws for what a user can do wrong. */
export async function renderTemplate(request: TemplateRequest, options: CommandOptions = {}): Promise<TemplateResult> {
  const output = new Output();
  try {
    checkValue('helm', request.helm);
    checkValue('now', request.now);
    output.say(unknownHelmWarning(request.helm));
    const source = await openSource(request, options, output.say);
    return output.ended(await new TemplateRender(request, source, options, output).run());
  } catch (error) {
    return failedRender(error, request, options, output);
  }
}

/** What an error leaves; where the call stack was too small, the result of the same in a thread with a larger one. */
export async function failedRender(
  error: unknown,
  request: TemplateRequest,
  options: CommandOptions,
  output: Output,
): Promise<TemplateResult> {
  if (!needsDeepThread(error)) {
    const hint = error instanceof RenderError && error.hintsDebug && !request.debug ? DEBUG_HINT : '';
    const message = describeError(error) + hint;
    return { stdout: Buffer.concat(output.stdout), stderr: `${output.stderr}Error: ${message}\n`, code: 1 };
  }
  // Functions cannot be given to another thread, and manifests lose there what they are.
  const { cwd, cacheFolder, contentFolder, mistletoeHome } = options;
  const again = { cwd, cacheFolder, contentFolder, mistletoeHome, stdin: options.stdin ?? output.stdin };
  const job = { kind: 'template', request: { ...request, manifests: false }, options: again } as const;
  const result = await runDeep<CommandResult>(job, undefined, { stackBytes: request.limits?.stackBytes });
  return { ...result, stdout: Buffer.from(result.stdout) };
}

/** One render of what was found, as `helm template` does it. */
export class TemplateRender extends RequestedRender<TemplateRequest> {
  private postRenderer?: (manifests: Buffer) => Buffer;

  constructor(
    request: TemplateRequest,
    source: RenderSource,
    options: CommandOptions,
    private readonly output: Output,
  ) {
    super(request, source, options, output.say);
  }

  private get hasFlags4(): boolean {
    return has(this.source.helm, COMMAND_FLAGS_4);
  }

  override async check(): Promise<void> {
    this.postRenderer = await this.findPostRenderer();
    await super.check();
    if (this.hasFlags4) this.checkDryRun();
  }

  /** Gives what goes to standard output after everything in `output`. */
  async run(): Promise<Buffer> {
    const { request } = this;
    const { instance, name, input } = await this.prepare();
    // With --debug it counts what a render failed at.
    if (!this.postRenderer && !request.manifests && !request.outputDir && !request.debug) {
      return this.choose(this.render(instance, input));
    }
    const manifests = this.manifests(instance, input);
    if (request.manifests) this.output.manifests = manifests;
    const { outputOf } = await import('../render/output');
    const [plain, hooks] = outputOf(manifests);
    const printed = Buffer.concat([this.postRenderer?.(plain) ?? plain, hooks]);
    return request.outputDir ? this.write(manifests, name, request.outputDir) : this.choose(printed);
  }

  private render(instance: ChartInstance, input: Uint8Array): Buffer {
    const { status, bytes, hintsDebug, warnings } = instance.render(input);
    for (const line of warnings) this.say(`${line}\n`);
    if (status === 'ok') return bytes;
    throw new RenderError('package', textOf(bytes), hintsDebug);
  }

  /** The same, document by document. */
  private manifests(instance: ChartInstance, input: Uint8Array): RenderedManifest[] {
    try {
      const { manifests, warnings } = instance.manifests(input);
      for (const line of warnings) this.say(`${line}\n`);
      return manifests;
    } catch (error) {
      if (!(error instanceof RenderError)) throw error;
      for (const line of error.warnings) this.say(`${line}\n`);
      throw this.failure(error);
    }
  }

  /** With --debug Helm goes on with what it has of the output: that is nothing but the line's end, in which --show-only finds nothing. */
  private failure(error: RenderError): Error {
    const { debug, showOnly = [] } = this.request;
    if (!error.hintsDebug || !debug) return error;
    const [wanted] = showOnly;
    if (wanted === undefined || error.kind === 'manifest') this.output.stdout.push(Buffer.from('\n'));
    else if (!has(this.source.helm, DEBUG_ERROR_FIRST)) {
      return new CommandError(`could not find template ${wanted} in chart`);
    }
    return error;
  }

  /** --dry-run and --validate: a render here is always one without a cluster. */
  private checkDryRun(): void {
    const { validate, dryRun: value } = this.request;
    const noCluster = 'there is no cluster here: rendering happens on this machine alone';
    if (validate) throw new CommandError(`--validate is not supported: ${noCluster}`);
    if (value === undefined) return;
    if (value === 'server') throw new CommandError(`--dry-run=server is not supported: ${noCluster}`);
    if (!this.hasFlags4) {
      if (/^(?:|false|true|none|client)$/.test(value)) return;
      throw new CommandError('Invalid dry-run flag. Flag must one of the following: false, true, none, client, server');
    }
    if (value === 'client') return;
    if (value === 'unset') {
      this.say(logLine('WARN', "--dry-run is deprecated and should be replaced with '--dry-run=client'"));
      return;
    }
    let on = false;
    try {
      on = value !== 'none' && parseBool(value);
    } catch {
      throw new CommandError(`invalid dry-run value (${quote(value)}). Must be "none", "server", or "client"`);
    }
    if (!on) throw new CommandError(`invalid dry-run value (${quote(value)}). Must be "server" or "client"`);
    this.say(
      logLine('WARN', `boolean '--dry-run=${value}' flag is deprecated and must be replaced with '--dry-run=client'`),
    );
  }

  /** Source: helm.sh/helm/v4@v4.3.1 pkg/action/install.go, NameAndChart. */
  protected override async releaseName(): Promise<string> {
    const { name, nameTemplate = '', generateName, seed } = this.request;
    if (name !== undefined) {
      const flag = generateName ? 'generate-name' : nameTemplate !== '' ? 'name-template' : '';
      if (flag !== '') throw new CommandError(`cannot set --${flag} and also specify a name`);
      return name;
    }
    if (nameTemplate === '') return 'release-name';
    if (!nameTemplate.includes('{{')) return nameTemplate;
    const { renderName } = await import('./name-template');
    return renderName(nameTemplate, this.source.helm, seed);
  }

  protected override locate(): string {
    return locateChart(this.request.chart, { verify: this.request.verify, cwd: this.options.cwd });
  }

  /** Without one, that of the kubeconfig's context. What reads the configuration is loaded only where there is one. */
  protected override async namespace(): Promise<string> {
    const { namespace, kubeContext } = this.request;
    const given = namespace || process.env['HELM_NAMESPACE'];
    if (given) return given;
    const { KUBECONFIG, KUBERNETES_SERVICE_HOST } = process.env;
    const kubeconfig = this.request.kubeconfig && this.path(this.request.kubeconfig);
    const isConfigured =
      KUBERNETES_SERVICE_HOST || kubeconfigPaths(kubeconfig, KUBECONFIG, homeFolder).some((path) => existsSync(path));
    if (!isConfigured) return 'default';
    const { contextNamespace } = await import('../../kube/config/kubeconfig');
    return contextNamespace({ kubeconfig, kubeContext });
  }

  /** Reads what a flag names. What comes from standard input comes once, so it is kept. */
  protected override read(path: string): Uint8Array {
    const bytes = super.read(path);
    if (trimSpace(path) === '-') this.output.stdin ??= bytes;
    return bytes;
  }

  protected override checkRelease(name: string): void {
    if (!this.hasFlags4) this.checkDryRun();
    const problem = releaseNameProblem(name);
    if (problem === undefined) return;
    if (!this.hasFlags4) throw new CommandError(problem);
    this.say(logLine('ERROR', 'release name check failed', { error: problem }));
    throw new CommandError(`release name check failed: ${problem}`);
  }

  /** Helm 3 runs any program over the manifests; one that is not there is refused. */
  private async findPostRenderer() {
    const { postRenderer } = this.request;
    if (this.hasFlags4 || !postRenderer) return undefined;
    const { findProgram, postRender } = await import('./post-renderer');
    const cwd = this.path('.');
    const path = findProgram(postRenderer.program, cwd);
    return (manifests: Buffer): Buffer => {
      const text = postRender(path, [...postRenderer.args], manifests, cwd).toString('latin1');
      return Buffer.from(`${trimSpaceBytes(text)}\n`, 'latin1');
    };
  }

  /** Writes files; gives what is printed in place of the manifests. */
  private async write(manifests: readonly RenderedManifest[], name: string, directory: string): Promise<Buffer> {
    const { writeDocuments } = await import('./output-dir');
    try {
      writeDocuments(manifests, {
        directory,
        target: this.request.releaseName ? join(directory, name) : directory,
        path: (path) => this.path(path),
        wrote: (path) => this.output.stdout.push(Buffer.from(`wrote ${path}\n`)),
      });
    } catch (error) {
      if ((error as Error).name === 'HostError') throw error;
      const { message, isHook } = error as Error & { isHook?: boolean };
      throw new CommandError(isHook ? message : message + DEBUG_HINT);
    }
    return this.choose(Buffer.from('\n'));
  }

  /** The documents that --show-only asks for. */
  private async choose(printed: Buffer): Promise<Buffer> {
    const { showOnly: patterns = [] } = this.request;
    if (patterns.length === 0) return printed;
    const { showOnly } = await import('./output');
    try {
      return showOnly(printed, patterns, this.source.helm);
    } catch (error) {
      throw new CommandError((error as Error).message);
    }
  }
}
