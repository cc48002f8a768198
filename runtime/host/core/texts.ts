// Texts that a module has in custom sections, for people: as they are, or compressed (docs/module-contract.md). Nothing runs.

import { GzipError, inflateRaw } from '../../../gostd/compress/inflate';
import { COMPRESSED_SUFFIX } from '../../abi/contract';
import { checkedUnsigned } from '../../wasm/numbers';
import { HostError } from './errors';
import { formatBytes } from './limits';
import type { LoadedModule } from './module';

/**
 * The text of the custom section `name`, decompressed where it is; undefined where the module has none. It has at most as many bytes
 * as a module may have (`limits.moduleBytes`). Throws HostError.
 */
export function sectionText(
  { customSection, limits }: Pick<LoadedModule, 'customSection' | 'limits'>,
  name: string,
): Uint8Array | undefined {
  const plain = customSection(name);
  if (plain !== undefined) return plain;
  const compressedName = `${name}${COMPRESSED_SUFFIX}`;
  const section = customSection(compressedName);
  return section && decompress(section, compressedName, limits.moduleBytes);
}

function decompress(section: Uint8Array, name: string, limit: number): Uint8Array {
  const damaged = (what: string) =>
    new HostError('module-contract', `the section ${name} of the module is damaged: ${what}; build the module again`);
  const cursor = { bytes: section, at: 0 };
  const length = checkedUnsigned(cursor, section.length, () => {
    throw damaged('it does not begin with a length');
  });
  if (length > limit) {
    throw new HostError(
      'module-size',
      `the section ${name} of the module holds a text of ${formatBytes(length)}; ${formatBytes(limit)} are allowed: raise the module size limit if you trust it`,
      { limit: 'moduleBytes' },
    );
  }
  try {
    const { bytes, used } = inflateRaw(
      section.subarray(cursor.at),
      length,
      `it holds more than the ${length} bytes that it says`,
    );
    if (bytes.length < length) throw damaged(`it says ${length} bytes and holds ${bytes.length}`);
    if (used < section.length - cursor.at) throw damaged('more follows behind its text');
    return bytes;
  } catch (error) {
    throw error instanceof GzipError ? damaged(error.message) : error;
  }
}
