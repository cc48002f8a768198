// Texts of a module in custom sections: as they are, compressed, and damaged.

import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compressedSections } from '../../compiler/link/compressed-sections';
import { defaultLimits } from '../../runtime/host';
import { sectionText } from '../../runtime/host/core/texts';

const text = Buffer.from('# how many\nreplicas: 1\n'.repeat(40));

function moduleWith(sections: Record<string, Uint8Array>) {
  return { limits: { ...defaultLimits, moduleBytes: 100_000 }, customSection: (name: string) => sections[name] };
}

const read = (section: Uint8Array) => Buffer.from(sectionText(moduleWith({ 'text.deflate': section }), 'text') ?? '');

/** A section that says `length`, which takes one, two or three bytes. */
function section(length: number, packed: Uint8Array): Buffer {
  const bytes: number[] = [];
  let rest = length;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.concat([Buffer.from([...bytes, rest]), packed]);
}

describe('the texts of a module', () => {
  it('are read as they are, and compressed by anybody', () => {
    expect(sectionText(moduleWith({ text }), 'text')).toEqual(text);
    expect(sectionText(moduleWith({}), 'text')).toBeUndefined();
    for (const level of [0, 1, 9]) expect(read(section(text.length, deflateRawSync(text, { level })))).toEqual(text);
    expect(read(section(0, deflateRawSync('')))).toEqual(Buffer.alloc(0));
  });

  it('are compressed only where that is less', async () => {
    const odd = Buffer.from(Array.from({ length: 200 }, (_, i) => (i * i * 193 + (i >> 3)) & 0xff));
    const written = await compressedSections([
      ['text', text],
      ['odd', odd],
      ['short', Buffer.from('size: 1\n')],
    ]);
    expect(written.map(([name]) => name)).toEqual(['text.deflate', 'odd', 'short']);
    expect(read(written[0][1])).toEqual(text);
    // The same bytes on every machine and with every Node.
    expect(Buffer.from(written[0][1]).toString('base64')).toBe('mAdTVsjIL1fITcyr5CpKLcjJTE4stlIw5BoVHhUeFR5AYQA=');
  });

  const packed = deflateRawSync(text);
  const [, last] = [packed.subarray(0, -1), packed.subarray(-1)];
  it.each([
    ['nothing', Buffer.alloc(0), 'it does not begin with a length'],
    ['no end of the length', Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), 'it does not begin with a length'],
    ['no data', section(text.length, Buffer.alloc(0)), 'unexpected EOF'],
    ['an end that is missing', section(text.length, packed.subarray(0, -4)), 'unexpected EOF'],
    ['other data', section(text.length, Buffer.from([0xff, 0xff])), 'flate: corrupt input before offset 1'],
    [
      'too long a text',
      section(text.length - 1, packed),
      `it holds more than the ${text.length - 1} bytes that it says`,
    ],
    ['too short a text', section(text.length + 1, packed), `it says ${text.length + 1} bytes and holds ${text.length}`],
    ['something behind it', section(text.length, Buffer.concat([packed, last])), 'more follows behind its text'],
  ])('%s is an error', (_, bytes, what) => {
    expect(() => read(bytes)).toThrow(
      `the section text.deflate of the module is damaged: ${what}; build the module again`,
    );
  });

  it('do not grow beyond a module’s size, whatever they say', () => {
    const bomb = deflateRawSync(Buffer.alloc(50_000_000));
    expect(() => read(section(50_000_000, bomb))).toThrow(/holds a text of 47\.7 MiB; 97\.7 KiB are allowed/);
    expect(() => read(section(1000, bomb))).toThrow('it holds more than the 1000 bytes that it says');
  });
});
