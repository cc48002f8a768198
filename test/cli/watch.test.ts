// `--watch`: what is printed after which change.

import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Patience } from '../../cli/commands/rendering/patience';
import { watchGenerate, watchTemplate } from '../../cli/commands/rendering/watch';
import { convertChart } from '../../compiler/convert';

let folder: string;
let end: AbortController;
let running: Promise<unknown> | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mistletoe-watching-'));
  end = new AbortController();
  mkdirSync(join(folder, 'web/templates'), { recursive: true });
  write('web/Chart.yaml', 'apiVersion: v2\nname: web\nversion: 1.0.0\n');
  write('web/values.yaml', 'size: 1\n');
  write(
    'web/templates/a.yaml',
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  size: "{{ .Values.size }}"\n  drawn: {{ randAlphaNum 20 }}\n',
  );
  // What is written in the millisecond in which a render begins counts as changed.
  await new Promise((resolve) => setTimeout(resolve, 20));
});
afterEach(async () => {
  end.abort();
  await running;
  rmSync(folder, { recursive: true, force: true });
});

const write = (path: string, text: string | Uint8Array) => writeFileSync(join(folder, path), text);

/** What is written, in the order in which it is; `next` waits for something and gives all since the last time. */
function terminal() {
  let text = '';
  return {
    options: {
      cwd: folder,
      signal: end.signal,
      write: (bytes: Uint8Array) => {
        text += Buffer.from(bytes).toString();
        return true;
      },
      note: (line: string) => {
        text += `${line.replace(/\d\d:\d\d:\d\d/, 'TIME').replace(/\(\d+ ms\)/, '(TOOK)')}\n`;
      },
    },
    async next(wanted: RegExp) {
      while (!wanted.test(text)) await new Promise((resolve) => setTimeout(resolve, 5));
      const all = text;
      text = '';
      return all;
    },
  };
}

test('a chart: the output, then what differs, errors in place, and what is drawn stays', async () => {
  const { options, next } = terminal();
  running = watchTemplate(['rel', 'web', '-f', 'more.yaml', '--watch'], options);
  expect(await next(/\n/)).toBe('Error: open more.yaml: no such file or directory\n');
  write('more.yaml', 'size: 2\n');
  expect(await next(/drawn/)).toMatch(
    /^── TIME more.yaml \(TOOK\)\n---\n# Source: web\/templates\/a.yaml\n(?:.*\n)* {2}size: "2"\n/,
  );
  write('more.yaml', 'size: 3\n');
  expect(await next(/drawn/)).toMatch(
    /^── TIME more.yaml \(TOOK\)\n@@ line \d+, web\/templates\/a.yaml @@\n( .*\n){3}- {2}size: "2"\n\+ {2}size: "3"\n {3}drawn: \w{20}\n$/,
  );
  write('web/values.yaml', 'size: 4\n');
  expect(await next(/differs/)).toBe('── TIME web/values.yaml (TOOK): nothing differs\n');
  write('web/templates/b.yaml', '{{ fail "not yet" }}');
  expect(await next(/Use --debug/)).toMatch(/^── TIME web\/templates\/b.yaml \(TOOK\): failed\nError: .*not yet\n/);
  write('web/templates/b.yaml', 'kind: B\n');
  expect(await next(/kind: B/)).toMatch(/\+kind: B\n$/);
});

test('what differs names the template that wrote it, whatever its text says', async () => {
  const { options, next } = terminal();
  write('web/templates/a.yaml', 'kind: A\ntext: |\n  # Source: of the text\n  size {{ .Values.size }}\n');
  write('web/templates/b.yaml', 'kind: B\n');
  running = watchTemplate(
    ['rel', 'web', '--watch', '--show-only', 'templates/b.yaml', '-s', 'templates/a.yaml'],
    options,
  );
  expect(await next(/size 1\n/)).toMatch(/kind: B\n+---\n# Source: web\/templates\/a.yaml\n/);
  write('web/values.yaml', 'size: 2\n');
  expect(await next(/size 2\n/)).toMatch(/@@ line \d+, web\/templates\/a.yaml @@\n/);
});

test('--watch=full prints all each time', async () => {
  const { options, next } = terminal();
  running = watchTemplate(['rel', 'web', '--watch=full', '--seed', 's'], options);
  const first = await next(/drawn/);
  write('web/values.yaml', 'size: 7\n');
  expect(await next(/drawn/)).toBe(`── TIME web/values.yaml (TOOK)\n${first.replace('"1"', '"7"')}`);
});

test('generate: the module and its input are watched', async () => {
  const compiled = async () => write('web.wasm', (await convertChart(join(folder, 'web'))).wasm);
  await compiled();
  write('values.yaml', 'size: 5\n');
  const { options, next } = terminal();
  const flags = {
    package: 'web',
    inputfile: ['values.yaml'],
    set: [],
    output: 'yaml',
    process: false,
    namespace: 'default',
    includeCrds: false,
    now: 0,
    watch: true as const,
    limits: {},
  };
  running = watchGenerate('rel', flags, options);
  expect(await next(/drawn/)).toContain('size: "5"');
  write('values.yaml', 'size: 6\n');
  expect(await next(/drawn/)).toMatch(
    /@@ line \d+, web\/templates\/a.yaml @@\n(?: .*\n)+- {2}size: "5"\n\+ {2}size: "6"\n/,
  );
  write('web.wasm', 'no module');
  expect(await next(/Error/)).toMatch(/^── TIME web.wasm \(TOOK\): failed\nError: /);
  await compiled();
  expect(await next(/differs/)).toBe('── TIME web.wasm (TOOK): nothing differs\n');
});

test('flags that no file can mend end it at once, and so does a reader that has gone', async () => {
  const { options } = terminal();
  expect(await watchTemplate(['rel', 'web', '--watch=often'], options)).toMatchObject({
    code: 1,
    stderr: 'Error: invalid argument "often" for "--watch" flag: give diff or full\n',
  });
  expect(await watchTemplate(['rel', 'web', '--watch'], { ...options, write: () => false })).toMatchObject({
    code: 141,
  });
});

test('work that keeps this thread busy is told of while it goes on, once', async () => {
  const path = join(folder, 'said');
  const file = openSync(path, 'w');
  const patience = new Patience('still at it', { afterMs: 50, file });
  const said = () => readFileSync(path, 'utf8');
  /** Keeps this thread busy until something was said, or for so long. */
  const busy = (ms: number, until = '') => {
    for (const end = Date.now() + ms; Date.now() < end && (until === '' || said() !== until); );
    return said();
  };
  try {
    expect(await patience.during(() => busy(20_000, 'still at it\n'))).toBe('still at it\n');
    expect(await patience.during(() => 1)).toBe(1);
    await expect(patience.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    // Nothing goes on.
    expect(busy(200)).toBe('still at it\n');
    expect(await patience.during(async () => busy(20_000, 'still at it\nstill at it\n'))).toBe(
      'still at it\nstill at it\n',
    );
    expect(await patience.during(() => 1)).toBe(1);
  } finally {
    patience.close();
    closeSync(file);
  }
});
