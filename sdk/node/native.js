// Comes before the SDK, which takes this as it is loaded.
import { nativeHere } from '@mistletoe-dev/mistletoe/build';

globalThis.__mistletoe_native = nativeHere;
