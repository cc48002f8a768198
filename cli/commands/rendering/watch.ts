// `--watch` of `template` and `generate`: renders again whenever a file changes that the render depends on, and prints what the
// change made of the output. An error is shown where the difference would be, and the next change is waited for.

import { relative } from 'node:path';
import {
  type CommandOptions,
  type CommandResult,
  errorText,
  EXIT_ERROR,
  EXIT_OK,
  EXIT_UNREAD,
} from '../../../actions/command';
import { templateCommand } from '../../../actions/helm-template/template';
import { outputParts } from '../../../actions/render/output';
import { randomHex } from '../../../actions/render/random';
import { watchPaths } from '../../../actions/watch/watch';
import { readFile } from '../../../runtime/bindings/values';
import { difference, paint, type Shown } from './difference';
import { hasColours, visibleText } from '../../terminal';
import { Patience } from './patience';
import { type GenerateFlags, generateCommand } from './generate';

/** Which files to watch is learned from the render, so a render may take whatever it takes. */
export interface Repeated {
  /** Does the work; `options` has `reads`, which is to be told every path that counts. */
  run(options: CommandOptions): WatchedResult | Promise<WatchedResult>;
  /** What to print of all results but the first. */
  form: 'diff' | 'full';
  /** What the work is, for whoever waits for it. */
  doing: string;
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
  return keepRendering({ form, run, doing: 'rendering' }, options);
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
      doing: 'rendering',
      run(given) {
        try {
          return generateCommand(name, still, given);
        } catch (error) {
          return { stdout: Buffer.alloc(0), stderr: errorText(error), code: EXIT_ERROR };
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
export async function keepRendering(repeated: Repeated, options: CommandOptions & WatchEnd): Promise<CommandResult> {
  const patience = new Patience(paint(`── still ${repeated.doing}`, 'dim', hasColours(2)));
  const run = (given: CommandOptions) => patience.during(() => repeated.run(given));
  try {
    return await renderUntilEnd({ ...repeated, run }, options);
  } finally {
    patience.close();
  }
}

async function renderUntilEnd(repeated: Repeated, options: CommandOptions & WatchEnd): Promise<CommandResult> {
  const { signal, cwd = '.' } = options;
  const renders = new Renders(repeated, options);
  const display = new Display(repeated.form, options);
  const first = await renders.next();
  if (renders.paths.size === 0) return first;
  return new Promise((finish, fail) => {
    const end = (code: number) => {
      watching.close();
      finish({ stdout: Buffer.alloc(0), stderr: '', code });
    };
    const show = (result: WatchedResult, head?: string): void => {
      if (!display.show(result, head)) end(EXIT_UNREAD);
    };
    const watching = watchPaths(
      () => [...renders.paths],
      async (changed) => {
        try {
          const start = performance.now();
          const result = await renders.next();
          const took = Math.round(performance.now() - start);
          show(result, `${new Date().toTimeString().slice(0, 8)} ${names(changed, cwd)} (${took} ms)`);
        } catch (error) {
          watching.close();
          fail(error);
        }
      },
      { readSince: () => renders.began },
    );
    signal?.addEventListener('abort', () => end(EXIT_OK));
    show(first);
  });
}

/** One render after the other, and what they read. */
class Renders {
  /** what the last one read */
  paths = new Set<string>();
  /** when it began to, milliseconds since 1970 */
  began = 0;
  private stdin: Uint8Array | undefined;

  constructor(
    private readonly repeated: Repeated,
    private readonly options: CommandOptions,
  ) {}

  async next(): Promise<WatchedResult> {
    const read = new Set<string>();
    this.began = Date.now();
    const result = await this.repeated.run({
      ...this.options,
      readStdin: () => {
        this.stdin ??= readFile('-');
        return this.stdin;
      },
      progress: undefined,
      reads: (path) => void read.add(path),
    });
    // What failed did not come to read everything.
    this.paths = result.code === EXIT_OK ? read : new Set([...this.paths, ...read]);
    return result;
  }
}

/** What people see of the results: the first as it is, of the others what differs. */
class Display {
  private last: Shown | undefined;
  private readonly colours = { out: hasColours(1), error: hasColours(2) };

  constructor(
    private readonly form: Repeated['form'],
    private readonly options: CommandOptions,
  ) {}

  /** Shows a result, below a line that says what happened; false where the reader has gone. */
  show(result: WatchedResult, head?: string): boolean {
    const { write = () => true, note = () => {} } = this.options;
    const { text, outcome } = this.outcomeOf(result);
    const said = visibleText(result.stderr.trimEnd());
    if (head !== undefined) note(paint(`── ${head}${outcome && `: ${outcome}`}`, 'dim', this.colours.error));
    if (said !== '') note(result.code === EXIT_OK ? said : paint(said, 'red', this.colours.error));
    return text.length === 0 || write(text);
  }

  private outcomeOf(result: WatchedResult): { text: Uint8Array; outcome: string } {
    if (result.code !== EXIT_OK) return { text: result.stdout, outcome: 'failed' };
    const { last } = this;
    this.last = result;
    if (last === undefined || this.form === 'full') return { text: result.stdout, outcome: '' };
    const lines = difference(last, result, this.colours.out);
    return { text: Buffer.from(lines), outcome: lines === '' ? 'nothing differs' : '' };
  }
}

/** A few of the paths that changed, as seen from the folder where the command runs. */
function names(changed: readonly string[], cwd: string): string {
  const shown = changed.slice(0, 3).map((path) => {
    const near = relative(cwd, path);
    return near.startsWith('..') ? path : near;
  });
  return shown.join(', ') + (changed.length > shown.length ? ` and ${changed.length - shown.length} more` : '');
}
