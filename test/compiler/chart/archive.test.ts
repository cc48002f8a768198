import { type Profile, profileById } from '../../../language/profiles';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { gunzip } from '../../../gostd/compress/inflate';
import { ChartError, loadChart } from '../../../compiler/chart/load';
import { filepathMatch } from '../../../gostd/path/match';
import { parseYaml } from './yaml';

const root = mkdtempSync(join(tmpdir(), 'chart-archive-'));
afterAll(() => rmSync(root, { recursive: true }));

const CHART = 'apiVersion: v2\nname: vec\nversion: 0.1.0\n';

/** One tar entry with a GNU header. */
function entry(name: string | Uint8Array, data: string | Uint8Array = '', type = '0'): Buffer {
  const content = Buffer.from(data);
  const header = Buffer.alloc(512);
  header.set(Buffer.from(name).subarray(0, 100));
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('00000000000\0', 136);
  header.write('        ', 148);
  header.write(type, 156);
  header.write('ustar  \0', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}

const END = Buffer.alloc(1024);
const tgz = (...entries: Uint8Array[]) => gzipSync(Buffer.concat([...entries, END]));

let count = 0;
function load(data: Uint8Array, helm: Profile = profileById('4.1')) {
  const path = join(root, `${++count}.tgz`);
  writeFileSync(path, data);
  return loadChart(path, { helm, parseYaml });
}

function loadInside(data: Uint8Array, helm: Profile = profileById('4.1')) {
  const path = join(root, `${++count}`);
  mkdirSync(join(path, 'charts'), { recursive: true });
  writeFileSync(join(path, 'Chart.yaml'), CHART);
  writeFileSync(join(path, 'charts/s.tgz'), data);
  return loadChart(path, { helm, parseYaml });
}

function errorOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(ChartError);
    return (error as Error).message.replaceAll(/\/\S*\/\d+\.tgz/g, 'FILE');
  }
  return '';
}

const tar = Buffer.concat([entry('vec/Chart.yaml', CHART), END]);
const good = gzipSync(tar);

describe('an archive', () => {
  it.each([
    ['as packaged', good],
    ['without its checksum', good.subarray(0, -8)],
    ['with a wrong checksum', Buffer.concat([good.subarray(0, -8), Buffer.alloc(8)])],
    ['with something behind it', Buffer.concat([good, Buffer.from('garbage')])],
    ['in two gzip members', Buffer.concat([gzipSync(tar.subarray(0, 512)), gzipSync(tar.subarray(512))])],
    ['with Windows separators', tgz(entry('vec\\Chart.yaml', CHART))],
    ['under a dot', tgz(entry('./Chart.yaml', CHART))],
    ['with a byte order mark', tgz(entry('vec/Chart.yaml', `\ufeff${CHART}`))],
    ['with PAX global records', tgz(entry('pax_global_header', '11 path=xx\n', 'g'), entry('vec/Chart.yaml', CHART))],
    ['with its directory', tgz(entry('vec/', '', '5'), entry('vec/Chart.yaml', CHART))],
  ])('%s loads', (_, data) => {
    expect(load(data).metadata.name).toBe('vec');
    expect(loadInside(data, profileById('3.17')).subcharts[0].metadata.name).toBe('vec');
  });

  it('keeps long names', () => {
    const long = `vec/${'d/'.repeat(100)}f`;
    const chart = load(
      tgz(
        entry('vec/Chart.yaml', CHART),
        entry('././@LongLink', `${long}\0`, 'L'),
        entry('vec/short', 'gnu'),
        entry('PaxHeaders/x', `${`${long}ä`.length + 11} path=${long}ä\n`, 'x'),
        entry('vec/short', 'pax'),
        entry('vec/short', 'own'),
      ),
    );
    const files = chart.files.map(({ name, data }) => [name, Buffer.from(data).toString()]);
    expect(files).toEqual([
      [long.slice(4), 'gnu'],
      [`${long.slice(4)}ä`, 'pax'],
      ['short', 'own'],
    ]);
  });

  it('ignores .helmignore', () => {
    const chart = load(tgz(entry('vec/.helmignore', '*\n'), entry('vec/Chart.yaml', CHART)));
    expect(chart.files.map((file) => file.name)).toEqual(['.helmignore']);
  });
});

const CORRUPT = Buffer.concat([good.subarray(0, 10), Buffer.alloc(50, 0xff)]);
const UNCHECKED = Buffer.concat([good.subarray(0, 10), Buffer.from([0, 1, 0, 1, 0, 0x7a, 0x7a])]);
const NOT_GZIP = "file 'FILE' does not appear to be a gzipped archive; got";

/** What Helm says inside charts/ (and, Helm 3, of the archive itself), and what Helm 4 says of the archive itself. */
const ERRORS: [title: string, data: Uint8Array, inside: string, root4?: string, root3?: string][] = [
  ['empty', Buffer.alloc(0), 'EOF', `${NOT_GZIP} 'application/octet-stream'`, `${NOT_GZIP} 'application/octet-stream'`],
  [
    'text',
    Buffer.from('a b c '.repeat(200)),
    'gzip: invalid header',
    `${NOT_GZIP} 'text/plain; charset=utf-8'`,
    `${NOT_GZIP} 'text/plain; charset=utf-8'`,
  ],
  [
    'short text',
    Buffer.from('hello'),
    'unexpected EOF',
    `${NOT_GZIP} 'application/octet-stream'`,
    `${NOT_GZIP} 'application/octet-stream'`,
  ],
  [
    'html',
    Buffer.from(`<html>${' '.repeat(600)}`),
    'gzip: invalid header',
    `${NOT_GZIP} 'text/html; charset=utf-8'`,
    `${NOT_GZIP} 'text/html; charset=utf-8'`,
  ],
  [
    'zip',
    Buffer.from(`PK\x03\x04${'\0'.repeat(600)}`),
    'gzip: invalid header',
    `${NOT_GZIP} 'application/zip'`,
    `${NOT_GZIP} 'application/zip'`,
  ],
  [
    'zlib',
    deflateSync(tar),
    'gzip: invalid header',
    `${NOT_GZIP} 'application/octet-stream'`,
    `${NOT_GZIP} 'application/octet-stream'`,
  ],
  ['a gzip header only', good.subarray(0, 10), 'unexpected EOF'],
  ['cut short', good.subarray(0, 40), 'unexpected EOF'],
  ['corrupt', CORRUPT, 'flate: corrupt input before offset 1'],
  ['a bad stored block', UNCHECKED, 'flate: corrupt input before offset 5'],
  ['no tar', gzipSync('hello'.repeat(300)), 'archive/tar: invalid tar header'],
  ['a short tar', gzipSync('hello'), 'unexpected EOF'],
  ['an empty tar', gzipSync(END), 'no files in chart archive'],
  ['nothing', gzipSync(''), 'no files in chart archive'],
  ['a zero block and more', gzipSync(Buffer.concat([END.subarray(512), tar])), 'archive/tar: invalid tar header'],
  ['an absolute path', tgz(entry('vec//abs')), 'chart illegally contains absolute paths'],
  ['the parent directory', tgz(entry('vec/../../x')), 'chart illegally references parent directory'],
  ['a name like the parent directory', tgz(entry('vec/..x')), 'chart illegally references parent directory'],
  ['a drive', tgz(entry('vec\\c:\\x')), 'chart contains illegally named files'],
  [
    'no top directory',
    tgz(entry('Chart.yaml')),
    'chart illegally contains content outside the base directory: "Chart.yaml"',
  ],
  ['a top directory Chart.yaml', tgz(entry('Chart.yaml/x')), 'chart yaml not in base directory'],
  [
    'no Chart.yaml',
    tgz(entry('vec/x')),
    'Chart.yaml file is missing',
    'unable to detect chart version, no Chart.yaml found',
  ],
  ['a sparse file', tgz(entry('vec/x', 'x', 'S')), 'archive/tar: sparse files are not supported'],
];

describe('an archive Helm refuses', () => {
  it.each(ERRORS)('%s', (_, data, inside, root4 = 'unable to load chart archive', root3 = inside) => {
    expect(errorOf(() => loadInside(data, profileById('4.1')))).toBe(
      `error unpacking subchart s.tgz in vec: ${inside}`,
    );
    expect(errorOf(() => loadInside(data, profileById('3.17')))).toBe(
      `error unpacking subchart s.tgz in vec: ${inside}`,
    );
    expect(errorOf(() => load(data, profileById('4.1')))).toBe(root4);
    expect(errorOf(() => load(data, profileById('3.17')))).toBe(root3);
  });

  it('has a file above 5 MiB (Helm 4)', () => {
    const data = tgz(entry('vec/Chart.yaml', CHART), entry('vec/big', Buffer.alloc(5 * 1024 * 1024 + 1)));
    expect(errorOf(() => loadInside(data, profileById('4.1')))).toBe(
      'error unpacking subchart s.tgz in vec: decompressed chart file "vec/big" is larger than the maximum file size 5242880',
    );
    expect(errorOf(() => load(data, profileById('3.17')))).toBe('');
  });

  it('unpacks to more than 100 MiB', () => {
    const file = entry('vec/x', Buffer.alloc(4 * 1024 * 1024));
    const data = gzipSync(Buffer.concat(Array.from({ length: 26 }, () => file)), { level: 1 });
    expect(errorOf(() => loadInside(data))).toBe(
      'error unpacking subchart s.tgz in vec: decompressed chart is larger than the maximum size 104857600',
    );
  });

  it('is the archive inside an archive that is not one', () => {
    const data = tgz(entry('vec/Chart.yaml', CHART), entry('vec/charts/x.tgz', 'x'.repeat(20)));
    const inside = 'error unpacking subchart x.tgz in vec: gzip: invalid header';
    expect(errorOf(() => load(data, profileById('3.17')))).toBe(inside);
    expect(errorOf(() => load(data, profileById('4.1')))).toBe(
      `file 'FILE' does not appear to be a valid chart file (details: ${inside})`,
    );
  });
});

describe('hostile input', () => {
  const attempt = (work: () => unknown) => {
    try {
      work();
    } catch (error) {
      if (!(error instanceof ChartError)) throw error;
    }
  };

  it('random bytes as an archive give a ChartError', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (data) => attempt(() => load(data))));
  });

  it('random deflate data gives bytes and perhaps an error', () => {
    const header = good.subarray(0, 10);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (data) => {
        expect(gunzip(Buffer.concat([header, data]), 1 << 20, 'too large').bytes.length).toBeLessThanOrEqual(1 << 20);
      }),
    );
  });

  it('a damaged tar gives a chart or a ChartError', () => {
    const plain = Buffer.concat([
      entry('PaxHeaders/x', '20 path=vec/a/b/c/d\n', 'x'),
      entry('vec/x'),
      entry('././@LongLink', 'vec/long\0', 'L'),
      entry('vec/y', 'y'),
      tar,
    ]);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(plain.length - 1), fc.nat(255)), { maxLength: 4 }), (damages) => {
        const damaged = Buffer.from(plain);
        for (const [at, byte] of damages) damaged[at] = byte;
        attempt(() => load(gzipSync(damaged, { level: 1 })));
      }),
    );
  });

  it('random bytes as Chart.yaml give a ChartError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (data) => attempt(() => load(tgz(entry('vec/Chart.yaml', data))))),
    );
  });

  it('an archive of archives of archives ends', () => {
    let data: Buffer = good;
    for (let i = 0; i < 120; i++) data = tgz(entry('vec/Chart.yaml', CHART), entry('vec/charts/x.tgz', data));
    expect(errorOf(() => load(data))).toMatch(/charts are nested more than 100 deep/);
  });
});

describe('gunzip', () => {
  it('gives back what zlib packed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 2000 }), fc.constant(new Uint8Array(500).fill(7)))),
        fc.integer({ min: 0, max: 9 }),
        (parts, level) => {
          const data = Buffer.concat(parts);
          const result = gunzip(gzipSync(data, { level }), 1 << 24, 'too large');
          expect(result.error).toBeNull();
          expect(Buffer.compare(result.bytes, data)).toBe(0);
        },
      ),
    );
  });
});

describe('filepathMatch', () => {
  it.each([
    ['abc', 'abc', true],
    ['*', 'a/b', false],
    ['*c', 'abc', true],
    ['a*b*c*d*e*/f', 'axbxcxdxexxx/f', true],
    ['a*b?c*x', 'abxbbxdbxebxczzx', true],
    ['ab[^b-d]', 'abc', false],
    ['a\\*b', 'a*b', true],
    ['a?b', 'a☺b', true],
    ['[a-ζ]*', 'α', true],
    ['*[a-ζ]', 'A', false],
    ['[\\]a]', ']', true],
    ['[-]', '-', null],
    ['[]a]', ']', null],
    ['[x-]', 'x', null],
    ['a[', 'ab', null],
    ['a[', 'x', null],
    ['*x', 'xxx', true],
    ['\\', 'a', null],
  ])('%s on %s', (pattern, name, expected) => {
    if (expected === null) expect(() => filepathMatch(pattern, name)).toThrow('syntax error in pattern');
    else expect(filepathMatch(pattern, name)).toBe(expected);
  });
});
