// The command line of `helm template` as a request. What a flag's value may be is the flag table's business (flags.ts), what pflag
// does with the text pflag.ts's.

import type { Profile } from '../../language/profiles';
import { readLimits } from '../flags/limits';
import type { AccessFlags } from '../packages/access';
import { exclusiveFlags, templateFlags } from './flags';
import { UsageError } from '../command';
import { ParsedFlags } from './pflag';
import type { TemplateRequest } from './request';

/** A command line that was read. */
export interface TemplateArguments {
  request: TemplateRequest;
  /** arguments behind the release's name and the chart */
  excess: string[];
  isHelp: boolean;
  /** lines for standard error about deprecated flags */
  notices: string;
  /** Throws UsageError for what cobra refuses before the command runs. */
  checkUsage(): void;
}

/** Reads what follows `template`, with the flags of that Helm. Throws UsageError in pflag's words. */
export function readArguments(args: readonly string[], helm: Profile): TemplateArguments {
  const flags = new ParsedFlags(() => templateFlags(helm), args);
  const [first = '', second, ...excess] = flags.arguments;
  const place = second === undefined ? { chart: first } : { name: first, chart: second };
  return {
    request: { ...place, ...optionsOf(flags) },
    excess,
    isHelp: flags.isHelp,
    notices: flags.notices.join(''),
    checkUsage() {
      if (flags.arguments.length === 0) {
        throw new UsageError(
          '"mistletoe template" requires at least 1 argument\n\nUsage:  mistletoe template [NAME] CHART-OR-MODULE [flags]',
        );
      }
      for (const group of exclusiveFlags(helm)) checkExclusive(group, flags);
    },
  };
}

function optionsOf(flags: ParsedFlags): Omit<TemplateRequest, 'chart' | 'name'> {
  // As most command lines are: each member that an object gets takes time at a start.
  if (flags.isEmpty()) return {};
  const text = (name: string) => (flags.has(name) ? flags.text(name) : undefined);
  const program = flags.text('post-renderer');
  return {
    helm: text('helm'),
    access: accessOf(flags),
    limits: readLimits(text),
    nameTemplate: text('name-template'),
    generateName: flags.flag('generate-name'),
    namespace: text('namespace'),
    kubeconfig: text('kubeconfig'),
    kubeContext: text('kube-context'),
    values: valuesOf(flags),
    isUpgrade: flags.flag('is-upgrade'),
    kubeVersion: text('kube-version'),
    apiVersions: flags.list('api-versions'),
    includeCrds: flags.flag('include-crds'),
    skipHooks: flags.flag('no-hooks'),
    skipTests: flags.flag('skip-tests'),
    skipSchemaValidation: flags.flag('skip-schema-validation'),
    seed: text('seed'),
    now: text('now'),
    lookups: text('lookups'),
    showOnly: flags.list('show-only'),
    outputDir: text('output-dir'),
    releaseName: flags.flag('release-name'),
    ...(program !== '' && { postRenderer: { program, args: flags.list('post-renderer-args') } }),
    debug: flags.flag('debug'),
    dryRun: text('dry-run'),
    validate: flags.flag('validate'),
    verify: flags.flag('verify'),
    schemaRefs: text('schema-refs'),
    linkRoot: text('link-root'),
    noCache: flags.flag('no-cache'),
    dependencyUpdate: flags.flag('dependency-update'),
  };
}

/** The flags with which packages are fetched. */
function accessOf(flags: ParsedFlags): AccessFlags {
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

/** What cobra says of flags that exclude each other. */
function checkExclusive(group: readonly string[], flags: ParsedFlags): void {
  const given = group.filter((name) => flags.has(name)).sort();
  if (given.length < 2) return;
  throw new UsageError(
    `if any flags in the group [${group.join(' ')}] are set none of the others can be; [${given.join(' ')}] were all set`,
  );
}

/** The values of --helm, which decides what other flags there are: the last one counts. */
export function helmValue(args: readonly string[]): string | undefined {
  const end = args.indexOf('--');
  const values = args.slice(0, end < 0 ? args.length : end).flatMap((argument, i) => {
    if (!argument.startsWith('--helm')) return [];
    const value = argument === '--helm' ? args[i + 1] : /^--helm=(.*)$/s.exec(argument)?.[1];
    return value === undefined ? [] : [value];
  });
  return values.at(-1);
}

/** Where values come from, by the flags that Helm has for them. */
export function valuesOf(flags: ParsedFlags) {
  return {
    files: flags.list('values'),
    setJson: flags.list('set-json'),
    set: flags.list('set'),
    setString: flags.list('set-string'),
    setFile: flags.list('set-file'),
    setLiteral: flags.list('set-literal'),
  };
}
