// The guest library as the compiler uses it: its bytes, to be linked; one running instance, to be asked; and what its functions
// need. Read once in a process, and each part only where it is needed.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Guest } from '../../runtime/bindings/guest';
import { findAsset } from '../../runtime/host/node/assets';
import type { DataUse } from './link';
import { SplicedGuest } from './splice';

/** A guest of one build. */
export class GuestLibrary {
  /** guest.wasm as built */
  readonly bytes = readFileSync(findAsset('guest.wasm'));
  /** An instance for questions; it keeps nothing that one answer could change for the next. */
  readonly running = new Guest(this.bytes);
  private read?: SplicedGuest;
  private use?: DataUse;

  /** The library read as far as writing a chart around it takes. */
  get spliced(): SplicedGuest {
    this.read ??= new SplicedGuest(this.bytes);
    return this.read;
  }

  /** The static data that guest functions need. Throws where the list is of another build than the guest. */
  get dataUse(): DataUse {
    this.use ??= this.readDataUse();
    return this.use;
  }

  private readDataUse(): DataUse {
    const use = JSON.parse(readFileSync(findAsset('guest-data.json'), 'utf8')) as DataUse;
    if (createHash('sha256').update(this.bytes).digest('hex') !== use.guest) {
      throw new Error(
        'guest.wasm and guest-data.json are of different builds: build the package again (npm run build)',
      );
    }
    return use;
  }
}

let known: GuestLibrary | undefined;

/** The library of this build. Throws where the package was not built. */
export function guestLibrary(): GuestLibrary {
  known ??= new GuestLibrary();
  return known;
}
