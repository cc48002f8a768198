// `--watch` of `template` and `generate`: renders again whenever a file changes that the render depends on, and prints what the
// change made of the output. An error is shown where the difference would be, and the next change is waited for.

import { relative } from 'node:path';
import { type CommandOptions, type CommandResult, describeError, EXIT_ERROR, EXIT_OK } from '../../../actions/command';
import { templateCommand } from '../../../actions/helm-template/template';
import { outputParts } from '../../../actions/render/output';
import { randomHex } from '../../../actions/render/random';
import { watchPaths } from '../../../actions/watch/watch';
import { readFile } from '../../../runtime/bindings/values';
import { difference, paint, type Shown } from './difference';
import { hasColours } from '../../terminal';
import { type GenerateFlags, generateCommand } from './generate';

/** Which files to watch is learned from the render, so a render may take whatever it takes. */
export interface Repeated {
  /** Does the work; `options` has `reads`, which is to be told every path that counts. */
  run(options: CommandOptions): WatchedResult | Promise<WatchedResult>;
  /** What to print of all results but the first. */
  form: 'diff' | 'full';
}

/** What was printed, and from which files it is. */
type WatchedResult = CommandResult & Shown;

/** What ends a watch, in tests; people press Ctrl-C. */
export interface WatchEnd {
  signal?: AbortSignal;
}

/** `mistletoe template ARGS --watch`. */
export async function watchTemplate(
  args: readonly string[],
  options: CommandOptions & WatchEnd,
): Promise<CommandResult> {
  const form = args.some((argument) => argument === '--watch=full') ? 'full' : 'diff';
  // Draws and the clock stand still, so that a difference shows what the change made. The last of a flag counts.
  const still = ['--no-cache', '--seed', randomHex(), '--now', String(Math.floor(Date.now() / 1000))];
  const run = async (given: CommandOptions): Promise<WatchedResult> => {
    const { manifests, ...result } = await templateCommand([...still, ...args], given, { manifests: true });
    return manifests === undefined ? result : { ...result, parts: outputParts(result.stdout, manifests) };
  };
  return keepRendering({ form, run }, options);
}

/** `mistletoe generate NAME --watch`. */
export async function watchGenerate(
  name: string,
  flags: GenerateFlags,
  options: CommandOptions & WatchEnd,
): Promise<CommandResult> {
  const still = { ...flags, seed: flags.seed ?? randomHex() };
  return keepRendering(
    {
      form: flags.watch === 'full' ? 'full' : 'diff',
      run(given) {
        try {
          return generateCommand(name, still, given);
        } catch (error) {
          return { stdout: Buffer.alloc(0), stderr: `Error: ${describeError(error)}\n`, code: EXIT_ERROR };
        }
      },
    },
    options,
  );
}

/**
 * Does the work, and again when what it reads changes, until the reader of the output has gone or `signal` says so. Where the
 * first time read nothing, as with wrong flags, there is nothing to wait for: gives its result.
 */
export async function keepRendering(
  { run, form }: Repeated,
  options: CommandOptions & WatchEnd,
): Promise<CommandResult> {
  const { write = () => true, note = () => {}, signal, cwd = '.' } = options;
  const nothing = Buffer.alloc(0);
  const colours = { out: hasColours(1), error: hasColours(2) };
  let paths = new Set<string>();
  let began = 0;
  let last: Shown | undefined;
  let stdin: Uint8Array | undefined;
  const readStdin = () => {
    stdin ??= readFile('-');
    return stdin;
  };

  const work = async (): Promise<WatchedResult> => {
    const read = new Set<string>();
    began = Date.now();
    const result = await run({ ...options, readStdin, progress: undefined, reads: (path) => void read.add(path) });
    // What failed did not come to read everything.
    paths = result.code === EXIT_OK ? read : new Set([...paths, ...read]);
    return result;
  };

  const first = await work();
  if (paths.size === 0) return first;
  return new Promise((finish, fail) => {
    const end = (result: CommandResult) => {
      watching.close();
      finish(result);
    };
    const show = (result: WatchedResult, head?: string): void => {
      const said = result.stderr.trimEnd();
      let text: Uint8Array = result.stdout;
      let outcome = '';
      if (result.code !== EXIT_OK) {
        outcome = 'failed';
      } else {
        if (last !== undefined && form === 'diff') {
          const lines = difference(last, result, colours.out);
          text = Buffer.from(lines);
          if (lines === '') outcome = 'nothing differs';
        }
        last = result;
      }
      if (head !== undefined) note(paint(`── ${head}${outcome && `: ${outcome}`}`, 'dim', colours.error));
      if (said !== '') note(result.code === EXIT_OK ? said : paint(said, 'red', colours.error));
      if (text.length > 0 && !write(text)) end({ stdout: nothing, stderr: '', code: EXIT_ERROR });
    };
    const watching = watchPaths(
      () => [...paths],
      async (changed) => {
        try {
          const start = performance.now();
          const result = await work();
          const took = Math.round(performance.now() - start);
          show(result, `${new Date().toTimeString().slice(0, 8)} ${names(changed, cwd)} (${took} ms)`);
        } catch (error) {
          watching.close();
          fail(error);
        }
      },
      { readSince: () => began },
    );
    signal?.addEventListener('abort', () => end({ stdout: nothing, stderr: '', code: EXIT_OK }));
    show(first);
  });
}

/** A few of the paths that changed, as seen from the folder where the command runs. */
function names(changed: readonly string[], cwd: string): string {
  const shown = changed.slice(0, 3).map((path) => {
    const near = relative(cwd, path);
    return near.startsWith('..') ? path : near;
  });
  return shown.join(', ') + (changed.length > shown.length ? ` and ${changed.length - shown.length} more` : '');
}
