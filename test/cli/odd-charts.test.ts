// Charts as nobody should write them, beside both real helms: names that are no UTF-8, pipes, directories where files are looked for.
// Standard output, standard error and exit code are compared as bytes.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { templateCommand } from '../../actions/helm-template/template';
import { bytesOf, textOf } from '../../gostd/bytes';
import { helmBinary } from '../judge/helm';
import { chartFiles, Folder } from './charts';

const folder = new Folder();
afterAll(() => folder.remove());

/** A file by a name of which each character is a byte. */
function writeBytes(name: string, text: string): void {
  const slash = name.lastIndexOf('/');
  mkdirSync(join(folder.path, name.slice(0, slash)), { recursive: true });
  writeFileSync(Buffer.from(`${folder.path}/${name}`, 'latin1'), Buffer.from(text, 'latin1'));
}

const pipe = (name: string) => void execFileSync('mkfifo', [join(folder.path, name)]);

const oddities: Record<string, (chart: string) => void> = {
  'a template whose name is no UTF-8': (chart) =>
    writeBytes(`${chart}/templates/\xe9\xff.yaml`, 'name: {{ .Template.Name | b64enc }} {{ len .Template.Name }}\n'),
  'an error in such a template': (chart) => writeBytes(`${chart}/templates/\xe9.yaml`, 'a: {{ fail "no\xff" }}\n'),
  'such a template that is no template': (chart) => writeBytes(`${chart}/templates/\xe9.yaml`, 'a: {{ {{ }}\n'),
  'files whose names are no UTF-8': (chart) => {
    writeBytes(`${chart}/files/\xe9.txt`, 'one');
    writeBytes(`${chart}/files/\xc3\xa9.txt`, 'two');
    writeBytes(
      `${chart}/templates/f.yaml`,
      'f:\n{{ range $p, $_ := .Files.Glob "files/*.txt" }}\n- {{ $p | b64enc }} {{ len $p }} {{ $.Files.Get $p }}{{ end }}\n',
    );
  },
  'rules for names that are no UTF-8': (chart) => {
    writeBytes(`${chart}/files/\xe9.txt`, 'one');
    writeBytes(`${chart}/files/\xe8.txt`, 'two');
    writeBytes(`${chart}/.helmignore`, 'files/\xe9.txt\n');
    writeBytes(`${chart}/templates/f.yaml`, 'n: {{ len (.Files.Glob "files/*") }}\n');
  },
  'a pipe': (chart) => pipe(`${chart}/pipe`),
  'a pipe among the templates': (chart) => pipe(`${chart}/templates/b.yaml`),
  'a pipe that is ignored': (chart) => {
    pipe(`${chart}/pipe`);
    folder.write({ [`${chart}/.helmignore`]: 'pipe\n' });
  },
  'a pipe called values.yaml': (chart) => pipe(`${chart}/values.yaml`),
  'a directory called values.yaml': (chart) => folder.write({ [`${chart}/values.yaml/x`]: 'x' }),
  'a directory called b.yaml': (chart) => folder.write({ [`${chart}/templates/b.yaml/c`]: 'b: 1\n' }),
  'a directory called Chart.yaml': (chart) => {
    rmSync(join(folder.path, chart, 'Chart.yaml'));
    folder.write({ [`${chart}/Chart.yaml/x`]: 'x' });
  },
  'a directory called .helmignore': (chart) => folder.write({ [`${chart}/.helmignore/x`]: 'x' }),
  'charts as a file': (chart) => folder.write({ [`${chart}/charts`]: 'text' }),
  'a file among the charts': (chart) => folder.write({ [`${chart}/charts/readme`]: 'text' }),
  'a directory called as an archive': (chart) => folder.write({ [`${chart}/charts/x.tgz/y`]: 'text' }),
  'templates as a file': (chart) => {
    rmSync(join(folder.path, chart, 'templates'), { recursive: true });
    folder.write({ [`${chart}/templates`]: 'a: 1\n' });
  },
  'a loop of links': (chart) => {
    symlinkSync('two', join(folder.path, chart, 'one'));
    symlinkSync('one', join(folder.path, chart, 'two'));
  },
  'a name with a line end': (chart) => folder.write({ [`${chart}/templates/b\nc.yaml`]: 'b: 1\n' }),
};

describe.each(['4.1', '3.17'])('as Helm %s', (helm) => {
  it.each(Object.keys(oddities))('reads %s', async (oddity) => {
    const chart = `c${Object.keys(oddities).indexOf(oddity)}-${helm.replace('.', '')}`;
    folder.write(chartFiles(chart, { 'templates/a.yaml': 'a: 1\n' }));
    oddities[oddity](chart);
    const theirs = spawnSync(helmBinary(helm), ['template', chart], { cwd: folder.path, timeout: 60_000 });
    const ours = await templateCommand([chart, '--helm', helm, '--no-cache'], { cwd: folder.path, stdin: '' });
    expect([ours.code, textOf(ours.stdout), textOf(bytesOf(ours.stderr))]).toEqual([
      theirs.status,
      textOf(theirs.stdout),
      textOf(theirs.stderr),
    ]);
  });
});

describe('texts of bytes', () => {
  it.each([
    ['', 0],
    ['plain', 5],
    ['caf\xc3\xa9', 4],
    ['caf\xe9', 4],
    ['\xed\xa0\x80', 3],
    ['\xf0\x9f\x98\x80\xff\xef\xbf\xbd', 3],
    ['\xf4\x90\x80\x80', 4],
    ['\xe2\x82', 2],
  ])('come back: %j', (latin1, length) => {
    const bytes = Buffer.from(latin1, 'latin1');
    expect(Buffer.from(bytesOf(textOf(bytes))).equals(bytes)).toBe(true);
    // Runes as Go counts them.
    expect([...textOf(bytes)].length).toBe(length);
  });
});
