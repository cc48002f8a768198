// Runs a converted chart and gives the bytes of `helm template`, which never become a JavaScript string on the way.

import { findProfile, type Profile } from '../../language/profiles';
import { type MistPackage, NodeInstance, PACKAGE_SECTION, RENDER_EXPORT } from '../../runtime/host';

/** What a render ended with: stdout's bytes, or an error's text. */
export interface Rendered {
  status: 'ok' | 'error';
  bytes: Buffer;
  /** After this error Helm recommends --debug. */
  hintsDebug: boolean;
  /** What Helm writes to standard error besides the error, line by line. */
  warnings: string[];
}

type Machine = Parameters<Parameters<NodeInstance['attempt']>[0]>[0];

/** Where the status stands behind the address and length that `__mistletoe_render` returns. */
const STATUS_OFFSET = 8;
const STATUS_OK = 0;
const STATUS_HINT = 2;
const STATUS_MASK = 0xff;
const HAS_WARNINGS = 0x100;

/** An instance of a converted chart. */
export class ChartInstance extends NodeInstance {
  private status = STATUS_OK;

  /** Renders a MistInput document. Throws HostError where the module reaches a limit. */
  render(input: Uint8Array): Rendered {
    const bytes = Buffer.from(this.callPair(RENDER_EXPORT, input));
    const status = this.status & STATUS_MASK;
    return {
      status: status === STATUS_OK ? 'ok' : 'error',
      bytes,
      hintsDebug: status === STATUS_HINT,
      warnings: this.status & HAS_WARNINGS ? this.warnings() : [],
    };
  }

  /** The pair of this export has a third word, which is read as soon as the export has returned. */
  protected override attempt<T>(work: (machine: Machine) => T): T {
    return super.attempt((machine) =>
      work({
        call: (name, ...args) => {
          const address = machine.call(name, ...args);
          if (name === RENDER_EXPORT) {
            const at = (address >>> 0) + STATUS_OFFSET;
            this.status = STATUS_OK;
            if (at + 4 <= machine.memoryBytes()) {
              const [low, high] = machine.read(at, 2);
              this.status = low | (high << 8);
            }
          }
          return address;
        },
        memoryBytes: () => machine.memoryBytes(),
        read: (address, length) => machine.read(address, length),
        write: (address, bytes) => machine.write(address, bytes),
        close: () => machine.close(),
      }),
    );
  }
}

/**
 * The Helm whose semantics a module has, from its package's labels; undefined where it is no converted chart. The compiler
 * puts a copy of the MistPackage into a custom section, which spares starting the module only to ask it.
 */
export function helmOf(instance: ChartInstance): Profile | undefined {
  const { loaded } = instance;
  if (!loaded.isPairExport(RENDER_EXPORT)) return undefined;
  const copy = loaded.customSection(PACKAGE_SECTION);
  const labels = (copy && labelsOf(copy)) ?? instance.info().metadata.labels;
  const label = labels['mistletoe.dev/helm-semantics'];
  return label === undefined ? undefined : findProfile(label)?.profile;
}

function labelsOf(document: Uint8Array): Record<string, string> | undefined {
  try {
    return (JSON.parse(Buffer.from(document).toString()) as MistPackage).metadata.labels;
  } catch {
    return undefined;
  }
}
