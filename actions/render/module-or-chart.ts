// What a request renders: a module, which says whose semantics it has, or the path of a chart. As Helm's LocateChart for
// what is on this machine; what is not is fetched. Source: helm.sh/helm/v4@v4.3.1 pkg/action/install.go.

import { statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { quote } from '../../gostd/strconv';
import { trimSpace } from '../../gostd/strings';
import { isAskedFor, type Profile } from '../../language/profiles';
import { loadModuleFile, readModule } from '../../runtime/host';
import { CommandError, type CommandOptions } from '../command';
import { namedHelm } from '../flags/helm';
import { fetchReference, inputAt, unbuilt } from '../package/named';
import { ChartInstance, helmOf } from './render';
import type { PackageRequest } from './request';

/** What was found. */
export interface RenderSource {
  /** whose semantics the render has */
  helm: Profile;
  /** the module; absent: a chart, which is looked for when everything before it was checked */
  instance?: ChartInstance;
  /** absolute path of what was fetched */
  fetched?: string;
}

/** Opens what a request names. `say` gets lines for standard error. Throws CommandError, HostError or RegistryError. */
export async function openSource(
  request: PackageRequest & { name?: string },
  options: CommandOptions,
  say: (lines: string) => void,
): Promise<RenderSource> {
  const helm = namedHelm(request.helm);
  const { chart, access = {}, limits = {} } = request;
  const fetched = await fetchReference(chart, access, options, say);
  const { given, kind, path } = inputAt(fetched ?? chart, 'package', options);
  const named = resolve(options.cwd ?? '.', trimSpace(fetched ?? chart));
  options.reads?.(named);
  if (kind === 'nothing' || path !== named) options.reads?.(`${named}.wasm`);
  if (kind === 'source') throw new CommandError(unbuilt(trimSpace(given)));
  // Of what else is no module Helm has words, in its order of checks.
  if (kind !== 'module') return { helm, fetched };
  const open = () => new ChartInstance(loadModuleFile(fetched ? chart : given, limits, readModule(path, limits)));
  const instance = options.openModule?.(path, limits) ?? open();
  return { instance, helm: helmOfModule(instance, request, helm), fetched };
}

/** The Helm whose semantics a module has; one that was asked for must be that one, or its major version alone. */
function helmOfModule(
  instance: ChartInstance,
  { chart, name = 'NAME', helm: given }: PackageRequest & { name?: string },
  wanted: Profile,
): Profile {
  const helm = helmOf(instance);
  if (helm === undefined) {
    throw new CommandError(
      `${chart} is not a converted chart: render it with mistletoe generate ${name} -p ${chart}, which takes the same values`,
    );
  }
  if (given !== undefined && !isAskedFor(helm, given, wanted)) {
    throw new CommandError(
      `${chart} renders as Helm ${helm.id} does: leave out --helm, or convert the chart again with --helm ${wanted.id}`,
    );
  }
  return helm;
}

/** The absolute path of a chart. Throws CommandError in Helm's words where there is none. */
export function locateChart(reference: string, { verify, cwd = '.' }: { verify?: boolean; cwd?: string }): string {
  const name = trimSpace(reference);
  const path = resolve(cwd, name);
  const info = name === '' ? undefined : statSync(path, { throwIfNoEntry: false });
  if (verify) {
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

/** What helm says of a chart's name that has the form of a URL and that nothing here fetches. Source: helm.sh/helm/v4@v4.3.1 pkg/downloader/chart_downloader.go. */
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
