// `mistletoe template`: the command line of `helm template`, its order of checks, its words and its bytes, for a chart or for
// a module that a chart was converted to. It starts often, so what a render does not need is loaded when it is needed.

import type { ChartError } from '../../compiler/chart/errors';
import { textOf } from '../../gostd/bytes';
import { DEBUG_ERROR_FIRST } from '../../runtime/abi/quirks';
import { type Profile, defaultProfile, findProfile, has } from '../../language/profiles';
import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { quote } from '../../gostd/strconv';
import { trimSpace } from '../../gostd/strings';
import { findModule, type Limits, type LoadedModule, loadModuleFile, startsAsModule } from '../../runtime/host';
import { ranOutOfStack } from '../../runtime/host/core/stack';
import { needsDeepThread, runDeep } from '../../runtime/host/node/deep';
import { mergeValues } from '../../runtime/bindings/values';
import { renderableChart } from '../chart/compiled';
import { unknownHelmWarning } from '../helm';
import { CommandError, type CommandOptions, type CommandResult, DEBUG_HINT, describeError } from '../command';
import { readInput } from '../files';
import { mayBeRemote } from '../packages/form';
import { kubeVersionProblem, logLine, releaseNameProblem } from './checks';
import { exclusiveFlags, templateFlags } from './flags';
import { ParsedFlags, parseBool } from './pflag';
import { type ChartInput, writeInput } from '../render/input';
import { chartLimits, readLimits } from '../limits';
import { type RenderedManifest, RenderError } from '../render/manifests';
import { randomHex } from '../render/random';
import { ChartInstance, helmOf } from '../render/render';
import { readTime } from '../render/time';

export type { CommandOptions, CommandResult } from '../command';

/** Runs `mistletoe template` with the arguments that follow it. Never throws for what a user can do wrong. */
export async function templateCommand(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const command = new TemplateCommand(args, options);
  try {
    const last = await command.run();
    const stdout = command.stdout.length > 0 ? Buffer.concat([...command.stdout, last]) : last;
    return { stdout, stderr: command.stderr, code: 0 };
  } catch (error) {
    if (needsDeepThread(error)) {
      const { stdin, limits } = command;
      // Functions cannot be given to another thread.
      const { cwd, cacheFolder, contentFolder, mistletoeHome } = options;
      const again = { cwd, cacheFolder, contentFolder, mistletoeHome, stdin: options.stdin ?? stdin };
      const result = await runDeep<CommandResult>(
        { kind: 'template', args, options: again },
        undefined,
        limits.stackBytes,
      );
      return { ...result, stdout: Buffer.from(result.stdout) };
    }
    const message = describeError(error);
    return { stdout: Buffer.concat(command.stdout), stderr: `${command.stderr}Error: ${message}\n`, code: 1 };
  }
}

class TemplateCommand {
  readonly stdout: Buffer[] = [];
  stderr = '';
  /** What was read from standard input. */
  stdin?: Uint8Array;
  limits: Partial<Limits> = {};
  private helm: Profile = defaultProfile;
  /** What was said while the package was fetched. */
  private fetchNotices = '';

  constructor(
    private readonly args: readonly string[],
    private readonly options: CommandOptions,
  ) {}

  /** Gives what goes to standard output after everything in `stdout`. Checks come in Helm's order. */
  async run(): Promise<Buffer> {
    const wanted = wantedHelm(this.args);
    this.helm = wanted ?? defaultProfile;
    let flags = this.parse();
    if (flags.isHelp) {
      const { templateHelp } = await import('./help');
      return Buffer.from(templateHelp);
    }
    const notes = unknownHelmWarning(helmValues(this.args).at(-1));
    this.stderr = notes + flags.notices.join('');
    this.checkUsage(flags);
    const limits = readLimits((flag) => (flags.has(flag) ? flags.text(flag) : undefined));
    this.limits = limits;
    const fetched = await this.fetch(flags);
    const module = this.findModule(fetched ?? flags.arguments[1] ?? flags.arguments[0]);
    let instance: ChartInstance | undefined;
    if (module !== undefined) {
      // A module knows whose semantics it has, and with them which flags there are.
      instance = this.options.openModule?.(module, limits) ?? new ChartInstance(loadModuleFile(module, limits));
      this.takeHelm(instance, wanted, flags.arguments);
      flags = this.parse();
      this.stderr = notes + flags.notices.join('') + this.fetchNotices;
    }
    const postRenderer = await this.findPostRenderer(flags);

    const kubeVersion = flags.text('kube-version');
    const versionProblem = kubeVersion === '' ? undefined : kubeVersionProblem(kubeVersion, this.helm);
    if (versionProblem !== undefined) {
      throw new CommandError(`invalid kube version '${kubeVersion}': ${versionProblem}`);
    }
    if (this.helm.major === 4) this.checkDryRun(flags);
    const now = readTime(flags.text('now'));
    const [name, reference] = await this.nameAndChart(flags);
    const chart = instance ? '' : (fetched ?? this.locate(reference, flags));
    const values = this.mergeValues(flags);
    instance ??= new ChartInstance(await this.compiled(chart, flags, { ...chartLimits, ...limits }));
    if (this.helm.major === 3) this.checkDryRun(flags);
    this.checkReleaseName(name);
    const input: ChartInput = {
      name,
      namespace: flags.text('namespace') || process.env['HELM_NAMESPACE'] || (await this.contextNamespace(flags)),
      values,
      isUpgrade: flags.flag('is-upgrade'),
      kubeVersion,
      apiVersions: flags.list('api-versions'),
      includeCRDs: flags.flag('include-crds'),
      skipHooks: flags.flag('no-hooks'),
      skipTests: flags.flag('skip-tests'),
      skipSchemaValidation: flags.flag('skip-schema-validation'),
      now,
      lookups: await this.lookups(flags),
      entropy: flags.has('seed') ? flags.text('seed') : randomHex(),
    };
    if (!postRenderer && !this.options.rendered && flags.text('output-dir') === '')
      return this.choose(this.render(instance, input, flags), flags);
    const manifests = this.manifests(instance, input, flags);
    this.options.rendered?.(manifests);
    const { outputOf } = await import('../render/chart');
    const [plain, hooks] = outputOf(manifests);
    const output = Buffer.concat([postRenderer ? postRenderer(plain) : plain, hooks]);
    return this.finish(manifests, input.name, output, flags);
  }

  private parse(): ParsedFlags {
    return new ParsedFlags(templateFlags(this.helm), this.args);
  }

  private render(instance: ChartInstance, input: ChartInput, flags: ParsedFlags): Buffer {
    const { status, bytes, hintsDebug, warnings } = instance.render(writeInput(input));
    for (const line of warnings) this.stderr += `${line}\n`;
    if (status === 'ok') return bytes;
    throw this.failure(textOf(bytes), hintsDebug, flags);
  }

  /** The same, document by document. */
  private manifests(instance: ChartInstance, input: ChartInput, flags: ParsedFlags): RenderedManifest[] {
    try {
      const { manifests, warnings } = instance.manifests(writeInput(input));
      for (const line of warnings) this.stderr += `${line}\n`;
      return manifests;
    } catch (error) {
      if (!(error instanceof RenderError)) throw error;
      for (const line of error.warnings) this.stderr += `${line}\n`;
      throw this.failure(error.message, error.hintsDebug, flags);
    }
  }

  private failure(message: string, hintsDebug: boolean, flags: ParsedFlags): CommandError {
    // With --debug Helm goes on with what it has of the output: that is nothing but the line's end, in which --show-only finds nothing.
    if (hintsDebug && flags.flag('debug')) {
      const [wanted] = flags.list('show-only');
      if (wanted === undefined || message.startsWith('YAML parse error on ')) this.stdout.push(Buffer.from('\n'));
      else if (!has(this.helm, DEBUG_ERROR_FIRST))
        return new CommandError(`could not find template ${wanted} in chart`);
    }
    return new CommandError(message + (hintsDebug && !flags.flag('debug') ? DEBUG_HINT : ''));
  }

  /** What cobra checks before the command runs. */
  private checkUsage(flags: ParsedFlags): void {
    if (flags.arguments.length === 0) {
      throw new CommandError(
        '"mistletoe template" requires at least 1 argument\n\nUsage:  mistletoe template [NAME] CHART-OR-MODULE [flags]',
      );
    }
    for (const group of exclusiveFlags[this.helm.major]) {
      const given = group.filter((name) => flags.has(name)).sort();
      if (given.length < 2) continue;
      throw new CommandError(
        `if any flags in the group [${group.join(' ')}] are set none of the others can be; [${given.join(' ')}] were all set`,
      );
    }
  }

  /** --dry-run and --validate: a render here is always one without a cluster. */
  private checkDryRun(flags: ParsedFlags): void {
    const noCluster = 'there is no cluster here: rendering happens on this machine alone';
    if (flags.flag('validate')) throw new CommandError(`--validate is not supported: ${noCluster}`);
    if (!flags.has('dry-run')) return;
    const value = flags.text('dry-run');
    if (value === 'server') throw new CommandError(`--dry-run=server is not supported: ${noCluster}`);
    if (this.helm.major === 3) {
      if (/^(?:|false|true|none|client)$/.test(value)) return;
      throw new CommandError('Invalid dry-run flag. Flag must one of the following: false, true, none, client, server');
    }
    if (value === 'client') return;
    if (value === 'unset') {
      this.stderr += logLine('WARN', "--dry-run is deprecated and should be replaced with '--dry-run=client'");
      return;
    }
    let on = false;
    try {
      on = value !== 'none' && parseBool(value);
    } catch {
      throw new CommandError(`invalid dry-run value (${quote(value)}). Must be "none", "server", or "client"`);
    }
    if (!on) throw new CommandError(`invalid dry-run value (${quote(value)}). Must be "server" or "client"`);
    this.stderr += logLine(
      'WARN',
      `boolean '--dry-run=${value}' flag is deprecated and must be replaced with '--dry-run=client'`,
    );
  }

  /** The release's name and the chart's reference. Mirrors action.Install.NameAndChart. */
  private async nameAndChart(flags: ParsedFlags): Promise<[name: string, reference: string]> {
    const [first, second, ...others] = flags.arguments;
    if (others.length > 0) {
      throw new CommandError(`expected at most two arguments, unexpected arguments: ${others.join(', ')}`);
    }
    const nameTemplate = flags.text('name-template');
    if (second !== undefined) {
      const flag = flags.flag('generate-name') ? 'generate-name' : nameTemplate !== '' ? 'name-template' : '';
      if (flag !== '') throw new CommandError(`cannot set --${flag} and also specify a name`);
      return [first, second];
    }
    if (nameTemplate === '') return ['release-name', first];
    if (!nameTemplate.includes('{{')) return [nameTemplate, first];
    const { renderName } = await import('./name-template');
    return [await renderName(nameTemplate, this.helm, flags.has('seed') ? flags.text('seed') : undefined), first];
  }

  /** The module that a reference means, if it means one. What exists under that very name and is no module is a chart. */
  private findModule(reference: string): string | undefined {
    const path = this.path(trimSpace(reference));
    this.options.reads?.(path);
    const info = statSync(path, { throwIfNoEntry: false });
    if (!info) {
      this.options.reads?.(`${path}.wasm`);
      return findModule(path);
    }
    return info.isFile() && isWasm(path) ? path : undefined;
  }

  /** The path of what was fetched, where the reference is no path. What fetches is loaded only then. */
  private async fetch(flags: ParsedFlags): Promise<string | undefined> {
    const reference = flags.arguments[1] ?? flags.arguments[0];
    const { cwd } = this.options;
    if (!mayBeRemote(reference, { repo: flags.text('repo'), locked: flags.text('locked'), cwd })) return undefined;
    const { locatePackage } = await import('../packages/locate');
    const { path, notices } = await locatePackage(reference, this.access(flags), this.options);
    this.fetchNotices = notices;
    this.stderr += notices;
    return path === reference ? undefined : path;
  }

  /** The flags with which packages are fetched. */
  private access(flags: ParsedFlags) {
    const text = (name: string) => (flags.has(name) ? flags.text(name) : undefined);
    return {
      repo: text('repo'),
      version: text('version') ?? (flags.flag('devel') ? '>0.0.0-0' : undefined),
      username: text('username'),
      password: text('password'),
      caFile: text('ca-file'),
      certFile: text('cert-file'),
      keyFile: text('key-file'),
      registryConfig: text('registry-config'),
      policy: text('policy'),
      locked: text('locked'),
      plainHttp: flags.flag('plain-http'),
      insecureSkipTlsVerify: flags.flag('insecure-skip-tls-verify'),
      passCredentials: flags.flag('pass-credentials'),
      offline: flags.flag('offline'),
    };
  }

  /** The absolute path of a chart. Mirrors ChartPathOptions.LocateChart for what is on this machine. */
  private locate(reference: string, flags: ParsedFlags): string {
    const name = trimSpace(reference);
    const path = this.path(name);
    const info = name === '' ? undefined : statSync(path, { throwIfNoEntry: false });
    if (flags.flag('verify')) {
      throw new CommandError(
        info?.isDirectory()
          ? 'unpacked charts cannot be verified'
          : '--verify is not supported: verify the package where you download it',
      );
    }
    if (info) return path;
    if (isAbsolute(name) || name.startsWith('.') || name.endsWith('.wasm')) {
      throw new CommandError(`path ${quote(name)} not found`);
    }
    checkAddress(name);
    const slash = name.indexOf('/');
    if (slash <= 0 || slash === name.length - 1) {
      throw new CommandError(`non-absolute URLs should be in form of repo_name/path_to_chart, got: ${name}`);
    }
    throw new CommandError(`repo ${name.slice(0, slash)} not found`);
  }

  /** The user's values as YAML. The library behind it is loaded only if a flag gives any. */
  private mergeValues(flags: ParsedFlags): string {
    const files = flags.list('values');
    const given = ['set-json', 'set', 'set-string', 'set-file', 'set-literal'].some((flag) => flags.has(flag));
    if (files.length === 0 && !given) return '{}';
    try {
      return mergeValues({
        helm: this.helm,
        files,
        setJson: flags.list('set-json'),
        set: flags.list('set'),
        setString: flags.list('set-string'),
        setFile: flags.list('set-file'),
        setLiteral: flags.list('set-literal'),
        readFile: (path) => this.read(path),
      });
    } catch (error) {
      if (ranOutOfStack(error)) throw error;
      throw new CommandError((error as Error).message);
    }
  }

  /** The namespace of the kubeconfig's context. What reads the configuration is loaded only where there is one. */
  private async contextNamespace(flags: ParsedFlags): Promise<string> {
    const kubeconfig = flags.text('kubeconfig');
    const { KUBECONFIG, KUBERNETES_SERVICE_HOST } = process.env;
    const isConfigured =
      kubeconfig || KUBECONFIG || KUBERNETES_SERVICE_HOST || existsSync(join(homedir(), '.kube/config'));
    if (!isConfigured) return 'default';
    const { contextNamespace } = await import('../../kube/config/kubeconfig');
    return contextNamespace({
      kubeconfig: kubeconfig && this.path(kubeconfig),
      kubeContext: flags.text('kube-context'),
    });
  }

  /** The objects that --lookups names. */
  private async lookups(flags: ParsedFlags): Promise<string | undefined> {
    const file = flags.text('lookups');
    if (file === '') return undefined;
    let text: Uint8Array;
    try {
      text = this.read(file);
    } catch (error) {
      throw new CommandError((error as Error).message);
    }
    const { readLookups } = await import('../render/lookups');
    return readLookups(file, text);
  }

  /** Reads what a flag names. What comes from standard input comes once, so it is kept. */
  private read(path: string): Uint8Array {
    const bytes = readInput(path, this.options);
    if (trimSpace(path) === '-') this.stdin ??= bytes;
    return bytes;
  }

  private path(path: string): string {
    return resolve(this.options.cwd ?? '.', path);
  }

  /** A module that was compiled from the chart at an absolute path, now or before. */
  private async compiled(
    path: string,
    flags: ParsedFlags,
    limits: Partial<Limits>,
    isRepeated = false,
  ): Promise<LoadedModule> {
    if (flags.has('schema-refs')) this.options.reads?.(this.path(flags.text('schema-refs')));
    try {
      return await renderableChart(
        path,
        {
          ...this.options,
          helm: this.helm,
          allowMissingReferences: flags.flag('skip-schema-validation'),
          schemaRefs: flags.has('schema-refs') ? flags.text('schema-refs') : undefined,
          linkRoot: flags.has('link-root') ? flags.text('link-root') : undefined,
          noCache: flags.flag('no-cache'),
        },
        limits,
        (lines) => {
          this.stderr += lines;
        },
      );
    } catch (error) {
      // By its code: the compiler is bundled apart, with its own copy of the class.
      const isMissing = (error as ChartError).code === 'missing-dependencies';
      if (!isMissing || isRepeated || !flags.flag('dependency-update')) throw error;
      const { updateDependencies } = await import('../dependencies/manager');
      const { out, notices } = await updateDependencies(path, { ...this.access(flags), helm: this.helm }, this.options);
      this.stderr += notices + out;
      return this.compiled(path, flags, limits, true);
    }
  }

  /** Learns from the module whose semantics it has. */
  private takeHelm(instance: ChartInstance, wanted: Profile | undefined, args: string[]): void {
    const helm = helmOf(instance);
    const reference = args[1] ?? args[0];
    if (helm === undefined) {
      const name = args[1] === undefined ? 'NAME' : args[0];
      throw new CommandError(
        `${reference} is not a converted chart: render it with mistletoe generate ${name} -p ${reference}`,
      );
    }
    if (wanted !== undefined && wanted.id !== helm.id && !(isMajorAlone(this.args) && wanted.major === helm.major)) {
      throw new CommandError(
        `${reference} renders as Helm ${helm.id} does: leave out --helm, or convert the chart again with --helm ${wanted.id}`,
      );
    }
    this.helm = helm;
  }

  private checkReleaseName(name: string): void {
    const problem = releaseNameProblem(name);
    if (problem === undefined) return;
    if (this.helm.major === 3) throw new CommandError(problem);
    this.stderr += logLine('ERROR', 'release name check failed', { error: problem });
    throw new CommandError(`release name check failed: ${problem}`);
  }

  /** Helm 3 runs any program over the manifests; the flag is refused where there is none of that name. */
  private async findPostRenderer(flags: ParsedFlags) {
    const program = flags.text('post-renderer');
    if (this.helm.major !== 3 || program === '') return undefined;
    const { findProgram, postRender } = await import('./post-renderer');
    const { trimSpaceBytes } = await import('./output');
    const cwd = this.path('.');
    const path = findProgram(program, cwd);
    return (manifests: Buffer): Buffer => {
      const text = postRender(path, flags.list('post-renderer-args'), manifests, cwd).toString('latin1');
      return Buffer.from(`${trimSpaceBytes(text)}\n`, 'latin1');
    };
  }

  /** What happens to a finished output: files, a choice of documents, or nothing. */
  private async finish(
    manifests: readonly RenderedManifest[],
    name: string,
    output: Buffer,
    flags: ParsedFlags,
  ): Promise<Buffer> {
    const directory = flags.text('output-dir');
    if (directory === '') return this.choose(output, flags);
    const { writeDocuments } = await import('./output-dir');
    try {
      writeDocuments(manifests, {
        directory,
        target: flags.flag('release-name') ? join(directory, name) : directory,
        path: (path) => this.path(path),
        wrote: (path) => this.stdout.push(Buffer.from(`wrote ${path}\n`)),
      });
    } catch (error) {
      if ((error as Error).name === 'HostError') throw error;
      const { message, isHook } = error as Error & { isHook?: boolean };
      throw new CommandError(isHook ? message : message + DEBUG_HINT);
    }
    return this.choose(Buffer.from('\n'), flags);
  }

  /** The documents that --show-only asks for. */
  private async choose(printed: Buffer, flags: ParsedFlags): Promise<Buffer> {
    const patterns = flags.list('show-only');
    if (patterns.length === 0) return printed;
    const { showOnly } = await import('./output');
    try {
      return showOnly(printed, patterns, this.helm);
    } catch (error) {
      throw new CommandError((error as Error).message);
    }
  }
}

/** What helm says of a chart's name that has the form of a URL and that nothing here fetches. Source: pkg/downloader/chart_downloader.go. */
function checkAddress(name: string): void {
  const [, scheme, rest] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/s.exec(name) ?? [];
  if (scheme === undefined) {
    if (/^[^/]*:/.test(name)) throw new CommandError(`invalid chart URL format: ${name}`);
    return;
  }
  const [, authority, path] = /^(?:\/\/([^/?#]*))?([^?#]*)/.exec(rest)!;
  if (authority && path) throw new CommandError(`scheme ${quote(scheme.toLowerCase())} not supported`);
  // What stands before the first slash is the repository: nothing.
  if (path.startsWith('/')) throw new CommandError('repo  not found');
  throw new CommandError(`non-absolute URLs should be in form of repo_name/path_to_chart, got: ${name}`);
}

/** The values of --helm: the last one counts. */
function helmValues(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? args.length : end).flatMap((argument, i) => {
    const value = argument === '--helm' ? args[i + 1] : /^--helm=(.*)$/s.exec(argument)?.[1];
    return value === undefined ? [] : [value];
  });
}

/** The Helm that --helm names, which decides what other flags there are. */
function wantedHelm(args: readonly string[]): Profile | undefined {
  const value = helmValues(args).at(-1);
  return value === undefined ? undefined : findProfile(value)?.profile;
}

/** Does --helm name a major version only, so that a module of any of its minors will do? */
function isMajorAlone(args: readonly string[]): boolean {
  return /^v?\d+$/.test(helmValues(args).at(-1) ?? '');
}

/** Does a file begin as a WebAssembly module does, or is it named like one? */
function isWasm(path: string): boolean {
  if (path.endsWith('.wasm')) return true;
  try {
    return startsAsModule(path);
  } catch {
    return false;
  }
}
