// Packs charts-fixtures/*/sources/* into the archives that stand in charts/ of the same fixture: the same bytes for the
// same sources, so that an archive changes only when what is in it does.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'fflate';

function header(name, size) {
  const block = Buffer.alloc(512);
  if (Buffer.byteLength(name) > 100) throw new Error(`${name} is too long for a plain tar header`);
  block.write(name, 0);
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  block.write('00000000000\0', 136);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((a, b) => a + b, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function* files(folder, prefix) {
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* files(path, `${prefix}/${name}`);
    else yield [`${prefix}/${name}`, readFileSync(path)];
  }
}

export function pack(folder, name) {
  const blocks = [];
  for (const [path, bytes] of files(folder, name)) {
    blocks.push(header(path, bytes.length), bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512));
  }
  blocks.push(Buffer.alloc(1024));
  return gzipSync(Buffer.concat(blocks), { mtime: '2000-01-01T00:00:00Z', level: 9 });
}

for (const fixture of readdirSync('charts-fixtures')) {
  const sources = join('charts-fixtures', fixture, 'sources');
  if (!existsSync(sources)) continue;
  for (const chart of readdirSync(sources)) {
    const version = /^version: (\S+)/m.exec(readFileSync(join(sources, chart, 'Chart.yaml'), 'utf8'))[1];
    const target = join('charts-fixtures', fixture, 'charts', `${chart}-${version}.tgz`);
    mkdirSync(join('charts-fixtures', fixture, 'charts'), { recursive: true });
    writeFileSync(target, pack(join(sources, chart), chart));
    console.log(target);
  }
}
