// The flags of `mistletoe template`: those of `helm template`, version by version, and our own. What a flag does is not here;
// one that only matters to a cluster or to a registry is taken and does nothing, as it does nothing to Helm's output.

import { defaultProfile, findProfile, has, type Profile, type HelmChoice } from '../../language/profiles';
import { COMMAND_FLAGS_4, NOTES_FLAGS_IDLE, SKIP_SCHEMA_VALIDATION, TAKE_OWNERSHIP } from '../../runtime/abi/quirks';
import { quote } from '../../gostd/strconv';
import { limitFlags } from '../flags/limits';
import { readTime } from '../render/time';
import { type Flag, type FlagType, readFlag } from './pflag';

/** What `--watch` prints of a render that is not the first. */
export const WATCH_FORMS: readonly string[] = ['diff', 'full'];

const of = (type: FlagType, ...names: string[]): Flag[] => names.map((name) => ({ name, type }));

/** Functions, since most command lines have no flag: nothing of these is then made or even compiled. */
const common = (): Flag[] => [
  // values
  { name: 'values', shorthand: 'f', type: 'strings' },
  ...of('stringArray', 'set', 'set-string', 'set-file', 'set-json', 'set-literal'),
  // the render
  { name: 'namespace', shorthand: 'n', type: 'string' },
  { name: 'api-versions', shorthand: 'a', type: 'strings' },
  { name: 'generate-name', shorthand: 'g', type: 'bool' },
  ...of('string', 'kube-version', 'name-template'),
  ...of('bool', 'is-upgrade', 'include-crds', 'skip-crds', 'skip-tests', 'no-hooks', 'enable-dns'),
  // what is printed
  { name: 'show-only', shorthand: 's', type: 'stringArray' },
  ...of('string', 'output-dir'),
  ...of('bool', 'release-name', 'debug'),
  ...of('stringArray', 'post-renderer-args'),
  // an installation
  { name: 'labels', shorthand: 'l', type: 'stringToString' },
  ...of('bool', 'create-namespace', 'replace', 'wait-for-jobs', 'disable-openapi-validation'),
  ...of('string', 'description'),
  ...of('duration', 'timeout'),
  // where a chart comes from
  ...of('string', 'version', 'repo', 'keyring', 'username', 'password', 'cert-file', 'key-file', 'ca-file'),
  ...of('bool', 'devel', 'dependency-update', 'verify', 'insecure-skip-tls-verify', 'plain-http', 'pass-credentials'),
  // a cluster
  ...of('string', 'kubeconfig', 'kube-context', 'kube-token', 'kube-as-user', 'kube-apiserver', 'kube-ca-file'),
  ...of('string', 'kube-tls-server-name', 'registry-config', 'repository-config', 'repository-cache'),
  ...of('stringArray', 'kube-as-group'),
  ...of('bool', 'kube-insecure-skip-tls-verify'),
  ...of('int', 'burst-limit'),
  ...of('float32', 'qps'),
  // the log of Helm's cluster library
  { name: 'v', shorthand: 'v', type: 'int' },
  ...of('string', 'log-dir', 'log-file', 'log-backtrace-at', 'vmodule', 'stderrthreshold'),
  ...of('int', 'log-file-max-size'),
  ...of('bool', 'logtostderr', 'alsologtostderr', 'add-dir-header', 'one-output', 'skip-headers', 'skip-log-headers'),
];

const only3 = (): Flag[] => [
  ...of('bool', 'atomic', 'force', 'wait', 'validate'),
  { name: 'dry-run', type: 'string', alone: 'client' },
  ...of('string', 'post-renderer'),
];

const only4 = (): Flag[] => [
  ...of('bool', 'force-replace', 'force-conflicts', 'server-side', 'rollback-on-failure'),
  { name: 'atomic', type: 'bool', deprecated: 'use --rollback-on-failure instead' },
  { name: 'force', type: 'bool', deprecated: 'use --force-replace instead' },
  { name: 'validate', type: 'bool', deprecated: "use '--dry-run=server' instead" },
  { name: 'dry-run', type: 'string', alone: 'unset' },
  {
    name: 'wait',
    type: 'string',
    alone: 'watcher',
    check: (value) => {
      if (/^(?:watcher|hookOnly|legacy|true|false)$/.test(value)) return;
      throw new Error(`invalid wait input ${quote(value)}. Valid inputs are watcher, legacy, and hookOnly`);
    },
  },
  {
    name: 'post-renderer',
    type: 'string',
    // Helm 4 runs plugins only, and there are none here.
    check: (value) => {
      if (value !== '') throw new Error(`plugin: {Name:${value} Type:postrenderer/v1} not found`);
    },
  },
  ...of('string', 'color', 'colour', 'content-cache'),
];

const NO_EFFECT = "this flag has no effect for 'helm template' and will be removed in Helm 5";

/** Flags that single minor versions began or deprecated. */
function changingFlags(helm: Profile): Flag[] {
  const notes: Flag[] = of('bool', 'render-subchart-notes');
  if (has(helm, SKIP_SCHEMA_VALIDATION)) notes.push(...of('bool', 'hide-notes'));
  return [
    ...(has(helm, NOTES_FLAGS_IDLE) ? notes.map((flag) => ({ ...flag, deprecated: NO_EFFECT })) : notes),
    ...of(
      'bool',
      ...(has(helm, SKIP_SCHEMA_VALIDATION) ? ['skip-schema-validation'] : []),
      ...(has(helm, TAKE_OWNERSHIP) ? ['take-ownership'] : []),
    ),
  ];
}

/** Flags that `helm template` does not have. */
const own = (): Flag[] => [
  {
    name: 'helm',
    type: 'string',
    check: (value) => {
      if (!findProfile(value)) throw new Error(`give a version of Helm, such as ${defaultProfile.id} or 3`);
    },
  },
  { name: 'now', type: 'string', check: (value) => void readTime(value) },
  ...of('string', 'seed', 'schema-refs', 'link-root', 'lookups', 'policy', 'locked'),
  ...of('bool', 'no-cache', 'offline'),
  {
    name: 'watch',
    type: 'string',
    alone: 'diff',
    check: (value) => {
      if (!WATCH_FORMS.includes(value)) throw new Error('give diff or full');
    },
  },
  ...limitFlags.map(({ name, check }): Flag => ({ name, type: 'string', check })),
];

/** Refuses what the flag of that name, one of our own, does not take. Throws UsageError. */
export function checkValue(name: 'helm' | 'now', value: HelmChoice | undefined): void {
  if (value === undefined || typeof value === 'object') return;
  const flag = own().find((each) => each.name === name);
  if (flag) readFlag(flag, String(value));
}

/** Flags of which at most one may be given. */
export function exclusiveFlags(helm: Profile): string[][] {
  if (!has(helm, COMMAND_FLAGS_4)) return [];
  return [
    ['force-replace', 'force-conflicts'],
    ['force', 'force-conflicts'],
    ['validate', 'dry-run'],
  ];
}

/** All flags of `mistletoe template` in the semantics of that Helm. */
export function templateFlags(helm: Profile): Flag[] {
  return [...common(), ...changingFlags(helm), ...(has(helm, COMMAND_FLAGS_4) ? only4() : only3()), ...own()];
}
