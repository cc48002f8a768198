// Damaged charts, values and modules: whatever the bytes are, the command must end with a result or with one clear error,
// within its limits, and never with a crash.

import { profileById } from '../../../language/profiles';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync, zipSync } from 'fflate';
import { compileChartAt } from '../../../actions/chart/compile';
import { templateCommand } from '../../../actions/helm-template/template';
import { NodeInstance, loadModule } from '../../../runtime/host';
import type { CommandResult } from '../../judge/helm';
import { inEveryTier, OTHER_TIERS } from '../../judge/tiers';
import { Choices } from './choices';
import { makeTypedValues, valuesFile } from './values';
import { makeYaml } from './yaml';

const files: Record<string, string> = {
  'Chart.yaml':
    'apiVersion: v2\nname: vec\nversion: 0.1.0\nappVersion: "1.2.3"\ndependencies:\n- name: sub\n  version: 1.x\n  condition: sub.enabled\n',
  'values.yaml': 'a: 1\nb: [x, y]\nsub:\n  enabled: true\n',
  '.helmignore': '*.bak\n/y/*\n',
  'templates/a.yaml':
    'kind: ConfigMap\ndata:\n  {{- range $k, $v := .Values }}\n  {{ $k }}: {{ $v | toJson | quote }}\n  {{- end }}\n',
  'templates/_helpers.tpl': '{{ define "n" }}{{ .Chart.Name | trunc 63 }}{{ end }}',
  'charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.2.0\n',
  'charts/sub/values.yaml': 'x: y\n',
  'charts/sub/templates/b.yaml': 'kind: Secret\nname: {{ include "n" . }}\n{{ tpl "{{ .Values.x }}" . }}\n',
};

/** One damaged thing and what came of it: undefined where all is well. */
export interface BytesOutcome {
  kind: string;
  problem?: string;
}

/** Somewhere else, something else. */
function damage(c: Choices, bytes: Uint8Array): Uint8Array {
  let result = Buffer.from(bytes);
  for (let n = c.between(1, 4); n > 0; n--) {
    const at = c.below(Math.max(1, result.length)) + (result.length > 65536 ? c.below(result.length >> 16) * 65536 : 0);
    switch (c.below(6)) {
      case 0:
        result[at] = c.below(256);
        break;
      case 1:
        result[at] ^= 1 << c.below(8);
        break;
      case 2:
        result = result.subarray(0, at);
        break;
      case 3:
        result = Buffer.concat([
          result.subarray(0, at),
          Buffer.from(c.many(1, 8, () => c.below(256))),
          result.subarray(at),
        ]);
        break;
      case 4:
        result = Buffer.concat([result.subarray(0, at), result.subarray(at + c.below(16))]);
        break;
      default:
        result = Buffer.concat([
          result.subarray(0, at),
          Buffer.from(
            c.pick([
              '{{',
              '}}',
              '\0',
              '\xff\xfe',
              '---\n',
              ': ',
              '&a ',
              '*a',
              '"',
              '\n\t',
              '{{ end }}',
              '{{/*',
              '[[[[[[',
              '{'.repeat(50),
            ]),
            'latin1',
          ),
          result.subarray(at),
        ]);
    }
  }
  return result;
}

/** The tar of a chart, as `helm package` lays it out, but without folders. */
function tar(contents: Record<string, Uint8Array>): Uint8Array {
  const blocks: Buffer[] = [];
  for (const [name, bytes] of Object.entries(contents)) {
    const head = Buffer.alloc(512);
    head.write(`vec/${name}`, 0, 100);
    head.write('0000644\0', 100);
    head.write('0000000\0', 108);
    head.write('0000000\0', 116);
    head.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
    head.write('00000000000\0', 136);
    head.write('        ', 148);
    head.write('0', 156);
    head.write('ustar\x0000', 257);
    const sum = head.reduce((total, byte) => total + byte, 0);
    head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    blocks.push(head, Buffer.from(bytes), Buffer.alloc((512 - (bytes.length % 512)) % 512));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

const encoded = Object.fromEntries(
  Object.entries(files).map(([name, text]) => [name, Buffer.from(text) as Uint8Array]),
);
let wasm: Uint8Array | undefined;

function writeChart(path: string, contents: Record<string, Uint8Array>): void {
  for (const [name, bytes] of Object.entries(contents)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), bytes);
  }
}

/** What one way to render makes otherwise than another of a chart, `args[1]`. */
async function tierProblem(args: readonly string[], folder: string): Promise<string | undefined> {
  if (!existsSync(args[1]!) || !/vec(\.tgz)?$/.test(args[1]!)) return undefined;
  const { wanted, others } = await inEveryTier('4.1', args[1]!, [args], { cwd: folder, folder });
  const show = (list: readonly CommandResult[]) => JSON.stringify(list.map((r) => [r.code, `${r.stdout}`, r.stderr]));
  const differing = OTHER_TIERS.filter((_, i) => show(others[i]!) !== show(wanted));
  if (differing.length === 0) return undefined;
  return `${differing.join(', ')}: ${show(others[OTHER_TIERS.indexOf(differing[0]!)]!)}\n    module: ${show(wanted)}`;
}

/** Runs one damaged thing; where tiers are compared, also in every way. */
export async function runBytes(numbers: readonly number[], judge?: 'helm' | 'tiers'): Promise<BytesOutcome> {
  const c = new Choices(numbers);
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-bytes-'));
  const chart = join(folder, 'vec');
  try {
    const kind = c.pick(['chart file', 'archive', 'tar', 'values', 'module', 'noise', 'input']);
    const begun = performance.now();
    let args: string[];
    switch (kind) {
      case 'chart file': {
        const name = c.pick(Object.keys(encoded));
        writeChart(chart, {
          ...encoded,
          [name]: c.chance(5) && name.endsWith('.yaml') ? Buffer.from(makeYaml(c)) : damage(c, encoded[name]),
        });
        args = ['rel', chart];
        break;
      }
      case 'archive':
      case 'tar': {
        const whole = kind === 'tar' ? gzipSync(damage(c, tar(encoded))) : damage(c, gzipSync(tar(encoded)));
        writeFileSync(join(folder, 'vec.tgz'), whole);
        args = ['rel', join(folder, 'vec.tgz')];
        break;
      }
      case 'values': {
        writeChart(chart, encoded);
        const text = c.chance(2) ? makeYaml(c) : valuesFile(makeTypedValues(c));
        writeFileSync(join(folder, 'v.yaml'), c.chance(2) ? damage(c, Buffer.from(text)) : text);
        args = ['rel', chart, '-f', join(folder, 'v.yaml')];
        break;
      }
      case 'noise': {
        const noise = Buffer.from(c.many(0, 60, () => c.below(256)));
        const name = c.pick(['x.tgz', 'x.wasm', 'x']);
        writeFileSync(join(folder, name), c.pick([noise, zipSync({ a: noise }), gzipSync(noise)]));
        args = ['rel', join(folder, name)];
        break;
      }
      default: {
        if (!wasm) {
          writeChart(chart, encoded);
          wasm = (await compileChartAt(chart, profileById('4.1'), () => {})).wasm;
        }
        if (kind === 'input') {
          // The module's own contract: any document in, a result or an error out.
          const instance = new NodeInstance(loadModule(wasm, { timeMs: 5000 }));
          const document = damage(
            c,
            Buffer.from(
              '{"apiVersion":"mistletoe.dev/v1alpha1","kind":"MistInput","data":{"name":"rel","namespace":"default","values":{"a":[1,{"b":null}]}}}',
            ),
          );
          let problem: string | undefined;
          try {
            instance.callPair('__mistletoe_generate', document);
          } catch (error) {
            if ((error as Error).name !== 'HostError' || (error as { code?: string }).code === 'trap')
              problem = String((error as Error).stack);
          }
          return { kind, problem };
        }
        writeFileSync(join(folder, 'x.wasm'), damage(c, wasm));
        args = ['rel', join(folder, 'x.wasm')];
      }
    }
    const { stdout, stderr, code } = await templateCommand([...args, '--no-cache'], { cwd: folder });
    const seconds = (performance.now() - begun) / 1000;
    let problem: string | undefined;
    if (seconds > 30) problem = `took ${seconds.toFixed(0)} s`;
    else if (code !== 0 && !/(^|\n)Error: ./.test(stderr)) problem = `code ${code} without an error: ${stderr}`;
    else if (code !== 0 && stdout.length > 0) problem = 'an error after output';
    else if (
      /TypeError|RangeError|ReferenceError|SyntaxError|ENOENT|undefined(?! variable)|\[object|at .*\.m?js:\d+|unreachable|out of bounds/.test(
        stderr,
      )
    ) {
      if (kind !== 'module' || /TypeError|RangeError|ReferenceError|undefined|\[object/.test(stderr))
        problem = `an accident's words: ${stderr}`;
    }
    if (judge === 'tiers' && kind !== 'module') problem ??= await tierProblem(args, folder);
    return { kind, problem: problem && `${problem}\n    ${args.at(-1)}` };
  } catch (error) {
    return { kind: 'crash', problem: String((error as Error).stack ?? error) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
