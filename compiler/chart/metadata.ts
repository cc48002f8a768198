/**
 * Chart.yaml as Helm's structs: fields, defaults, sanitising and validation.
 * It reads no files.
 * Follows helm.sh/helm/v4@v4.3.1 pkg/chart/v2/metadata.go, helm.sh/helm/v4@v4.3.1 pkg/chart/v2/dependency.go.
 */

import { CHART_LOADER_4, DOT_NAMES_REFUSED } from '../../runtime/abi/quirks';
import { type Profile, has } from '../../language/profiles';
import { ChartError } from './errors';
import { isPrint, isSpace } from '../../gostd/unicode';
import { quote } from '../../gostd/strconv';
import { noItems, type StructType } from '../../gostd/encoding/unmarshal';
import { baseName } from '../../gostd/path/base';
import { versionProblem } from '../../gostd/semver/version';

/** The Helm major version whose behaviour and words are wanted. */

/** Somebody who maintains a chart. */
export interface Maintainer {
  name: string;
  email: string;
  url: string;
}

/** One entry of a chart's `dependencies`. */
export interface Dependency {
  name: string;
  /** A version or a version range. */
  version: string;
  repository: string;
  /** Comma separated paths into the values. */
  condition: string;
  tags: string[];
  enabled: boolean;
  /** `import-values`: strings and {child, parent} objects, unchecked; numbers are floats. noItems where it is absent. */
  importValues: unknown[];
  alias: string;
}

/** The content of Chart.yaml. Every field is present; absent ones are empty. */
export interface Metadata {
  name: string;
  home: string;
  sources: string[];
  version: string;
  description: string;
  keywords: string[];
  maintainers: Maintainer[];
  icon: string;
  apiVersion: string;
  condition: string;
  tags: string;
  appVersion: string;
  deprecated: boolean;
  /** null where Chart.yaml has none, as Go's nil map. */
  annotations: Record<string, string> | null;
  /** A constraint on the version of Kubernetes; whoever knows that version checks it. */
  kubeVersion: string;
  /** noItems where it is absent: then nothing below the chart is processed. */
  dependencies: Dependency[];
  type: string;
}

/** A Metadata with every field empty. */
export function emptyMetadata(): Metadata {
  return {
    name: '',
    home: '',
    sources: noItems,
    version: '',
    description: '',
    keywords: noItems,
    maintainers: noItems,
    icon: '',
    apiVersion: '',
    condition: '',
    tags: '',
    appVersion: '',
    deprecated: false,
    annotations: null,
    kubeVersion: '',
    dependencies: noItems,
    type: '',
  };
}

/** The Go structs of chart files, with the package names that version's messages have. */
export interface ChartTypes {
  metadata: StructType;
  lock: StructType;
  /** What Helm 4 looks at first, to tell which kind of chart it is. */
  base: StructType;
}

/** Describes the structs for a Helm version. */
export function chartTypes(helm: Profile): ChartTypes {
  const packageName = has(helm, CHART_LOADER_4) ? 'v2' : 'chart';
  const string = (property: string) => ({ property, type: 'string' as const });
  const strings = (property: string) => ({ property, type: '[]string' as const });
  const maintainer: StructType = {
    name: 'Maintainer',
    package: packageName,
    zero: () => ({ name: '', email: '', url: '' }),
    fields: { name: string('name'), email: string('email'), url: string('url') },
  };
  const dependency: StructType = {
    name: 'Dependency',
    package: packageName,
    zero: (): Dependency => ({
      name: '',
      version: '',
      repository: '',
      condition: '',
      tags: noItems,
      enabled: false,
      importValues: noItems,
      alias: '',
    }),
    fields: {
      name: string('name'),
      version: string('version'),
      repository: string('repository'),
      condition: string('condition'),
      tags: strings('tags'),
      enabled: { property: 'enabled', type: 'bool' },
      'import-values': { property: 'importValues', type: '[]interface {}' },
      alias: string('alias'),
    },
  };
  const metadata: StructType = {
    name: 'Metadata',
    package: packageName,
    zero: emptyMetadata,
    fields: {
      name: string('name'),
      home: string('home'),
      sources: strings('sources'),
      version: string('version'),
      description: string('description'),
      keywords: strings('keywords'),
      maintainers: { property: 'maintainers', type: maintainer },
      icon: string('icon'),
      apiVersion: string('apiVersion'),
      condition: string('condition'),
      tags: string('tags'),
      appVersion: string('appVersion'),
      deprecated: { property: 'deprecated', type: 'bool' },
      annotations: { property: 'annotations', type: 'map[string]string' },
      kubeVersion: string('kubeVersion'),
      dependencies: { property: 'dependencies', type: dependency },
      type: string('type'),
    },
  };
  const lock: StructType = {
    name: 'Lock',
    package: packageName,
    zero: () => ({ generated: '', digest: '', dependencies: [] }),
    fields: {
      generated: { property: 'generated', type: 'time' },
      digest: string('digest'),
      dependencies: { property: 'dependencies', type: dependency },
    },
  };
  const base: StructType = {
    name: 'chartBase',
    package: 'loader',
    zero: () => ({ apiVersion: '' }),
    fields: { apiVersion: string('apiVersion') },
  };
  return { metadata, lock, base };
}

/** Sanitises the strings of a chart's metadata in place and checks it. Throws ChartError in Helm's words. */
export function validateMetadata(metadata: Metadata, helm: Profile): void {
  for (const key of [
    'name',
    'description',
    'home',
    'icon',
    'condition',
    'tags',
    'appVersion',
    'kubeVersion',
  ] as const) {
    metadata[key] = sanitizeString(metadata[key]);
  }
  for (const key of ['sources', 'keywords'] as const) {
    if (metadata[key] !== noItems) metadata[key] = metadata[key].map(sanitizeString);
  }

  const { name, version } = metadata;
  if (metadata.apiVersion === '') throw validationError('chart.metadata.apiVersion is required');
  if (name === '') throw validationError('chart.metadata.name is required');
  if (has(helm, DOT_NAMES_REFUSED) && (name === '.' || name === '..')) {
    throw validationError(`chart.metadata.name ${quote(name)} is not allowed`);
  }
  if (name !== baseName(name)) throw validationError(`chart.metadata.name ${quote(name)} is invalid`);
  if (version === '') throw validationError('chart.metadata.version is required');
  if (versionProblem(version) !== undefined)
    throw validationError(`chart.metadata.version ${quote(version)} is invalid`);
  if (!['', 'application', 'library'].includes(metadata.type)) {
    throw validationError('chart.metadata.type must be application or library');
  }
  for (const maintainer of metadata.maintainers as (Maintainer | null)[]) {
    if (!maintainer) throw validationError('maintainers must not contain empty or null nodes');
    maintainer.name = sanitizeString(maintainer.name);
    maintainer.email = sanitizeString(maintainer.email);
    maintainer.url = sanitizeString(maintainer.url);
  }
  const seen = new Set<string>();
  for (const dependency of metadata.dependencies as (Dependency | null)[]) {
    validateDependency(dependency);
    const key = dependency.alias || dependency.name;
    if (seen.has(key)) throw validationError(`more than one dependency with name or alias ${quote(key)}`);
    seen.add(key);
  }
}

function validateDependency(dependency: Dependency | null): asserts dependency is Dependency {
  if (!dependency) throw validationError('dependencies must not contain empty or null nodes');
  for (const key of ['name', 'version', 'repository', 'condition'] as const) {
    dependency[key] = sanitizeString(dependency[key]);
  }
  dependency.tags = dependency.tags.map(sanitizeString);
  if (dependency.alias !== '' && !/^[a-zA-Z0-9_-]+$/.test(dependency.alias)) {
    throw validationError(`dependency ${quote(dependency.name)} has disallowed characters in the alias`);
  }
}

function validationError(message: string): ChartError {
  return new ChartError(`validation: ${message}`);
}

/** Nothing but what can be printed, and plain spaces. */
const PLAIN = /^[ -~]*$/;

/** Makes every space a plain one and drops what cannot be printed. */
function sanitizeString(text: string): string {
  if (PLAIN.test(text)) return text;
  let out = '';
  for (const char of text) {
    if (isSpace(char)) out += ' ';
    else if (isPrint(char)) out += char;
  }
  return out;
}
