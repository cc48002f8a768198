// The guest library as it is linked: its bytes, its code, and what its functions need. Read once in a process, and each part only
// where it is needed. Who asks it something asks the running one (runtime/bindings/guest.ts).

import { guestBytes } from '../../runtime/bindings/guest';
import { readAsset } from '#system/assets';
import { sha256 } from '#system/crypto/digest';
import { utf8Text } from '../../gostd/bytes';
import { type DataUse, GuestData } from './data';
import { GuestCode } from './guest-code';

/** A guest of one build. */
export class GuestLibrary {
  /** guest.wasm as built */
  readonly bytes = guestBytes();
  private read?: GuestCode;
  private knownData?: GuestData;

  /** The library read as far as linking takes. */
  get code(): GuestCode {
    this.read ??= new GuestCode(this.bytes);
    return this.read;
  }

  /** The static data that guest functions need. Throws where the list is of another build than the guest. */
  get data(): GuestData {
    this.knownData ??= new GuestData(this.code.readSegments(), this.readDataUse());
    return this.knownData;
  }

  private readDataUse(): DataUse {
    const use = JSON.parse(utf8Text(readAsset('guest-data.json'))) as DataUse;
    const digest = sha256(this.bytes);
    if (digest !== undefined && digest !== use.guest) {
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
