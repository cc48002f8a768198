// `--dependency-build` of commands that take folders of charts.

import type { Profile } from '../../../language/profiles';
import type { CommandOptions } from '../../../actions/command';

/** Brings in what the charts at or below the arguments miss. Gives the lines for standard error. */
export async function buildAll(charts: readonly string[], helm: Profile, options: CommandOptions): Promise<string> {
  const [{ discoverCharts }, { buildMissing }] = await Promise.all([
    import('../../../verify/sets/discover'),
    import('../../../actions/dependencies/manager'),
  ]);
  let said = '';
  for (const { path } of discoverCharts(charts, options.cwd ?? process.cwd()))
    said += await buildMissing(path, { helm }, options);
  return said;
}
