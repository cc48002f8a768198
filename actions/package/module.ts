// A module as a program hands it to the library: by its path, as its bytes, or loaded already.

import { type Limits, type LoadedModule, loadModule, loadModuleFile, readModule } from '../../runtime/host';
import { CommandError, type CommandOptions } from '../command';
import { localInput } from './taken';

/** The path of a module, its bytes (from a database, from the network), or what `loadModule` made of them: for many renders of one module. */
export type GivenModule = string | Uint8Array | LoadedModule;

/** The module, loaded. Throws CommandError for what is no path of a module, and for limits of a module that has its own; HostError. */
export function loadGiven(
  given: GivenModule,
  limits: Partial<Limits> | undefined,
  options: CommandOptions,
): LoadedModule {
  if (given instanceof Uint8Array) return loadModule(given, limits);
  if (typeof given === 'string') {
    const { given: named, path } = localInput(given, 'module', options);
    return loadModuleFile(named, limits, readModule(path, limits));
  }
  if (limits !== undefined)
    throw new CommandError('a loaded module has the limits that it was loaded with: leave out the option limits');
  return given;
}
