// The hand-written packages in examples/: built as their pages say, they follow the contract, read any JSON and use no more memory from
// one render to the next.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type NodeInstance, openModule } from '../../runtime/host';
import { needs } from '../judge/needs';
import { examples, moduleInC } from './build';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-examples-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Texts that a careless reader stumbles over. */
const TEXTS = ['', 'plain', '"quoted" \\ back', 'line\nend\ttab\u0001', 'é 😀 \u2028', '{"name": "x"}', '\ud83d\ude00'];

function keepsItsMemory(instance: NodeInstance, data: Record<string, unknown>): void {
  instance.generate({ data: { name: 'warm', ...data } });
  const before = instance.memoryBytes();
  for (let i = 0; i < 500; i++) instance.generate({ data: { name: `n${i}`, ...data } });
  expect(instance.memoryBytes()).toBe(before);
}

function rustTarget(): boolean {
  try {
    return execFileSync('rustup', ['target', 'list', '--installed'], { encoding: 'utf8' }).includes(
      'wasm32-unknown-unknown',
    );
  } catch {
    return false;
  }
}

describe('in AssemblyScript', () => {
  let instance: NodeInstance;
  beforeAll(async () => {
    cpSync(join(examples, 'contract-assemblyscript'), folder, { recursive: true });
    const out = join(folder, 'settings.wasm');
    const flags = ['--runtime', 'minimal', '--use', 'abort=', '--optimize', '-o', out];
    const { error, stderr } = await asc.main([join(folder, 'package.ts'), ...flags]);
    if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
    instance = openModule(readFileSync(out));
  });

  const settings = (value: unknown, more = {}) => {
    const { data } = instance.generate({ data: { name: 'app', settings: value, ...more } });
    return data.result === 'Ok' ? parse(data.files.get('configmap.yaml')!) : data.message;
  };

  it('says what it is', () => {
    expect(instance.info().metadata).toEqual({ name: 'settings', labels: { 'mistletoe.dev/takes': 'namespace' } });
  });

  it('reads any JSON', () => {
    for (const text of TEXTS) expect(settings({ [`k${text}`]: text }).data).toEqual({ [`k${text}`]: text });
    expect(settings({ n: -1.5e3, t: true, f: false, z: null }).data).toEqual({
      n: '-1500',
      t: 'true',
      f: 'false',
      z: '',
    });
    // What stands deeper is not taken for what is asked for.
    expect(settings({ a: 'b' }, { other: { name: 'no', settings: {} }, list: [{ settings: 1 }] })).toMatchObject({
      metadata: { name: 'app', namespace: 'default' },
      data: { a: 'b' },
    });
    expect(settings({}, { namespace: 'prod' }).metadata).toEqual({ name: 'app', namespace: 'prod' });
  });

  it('refuses what is none, and what it cannot use', () => {
    for (const text of [
      '',
      '{',
      '{"data": {"name": "x"',
      '{"data": {"a": 01}}',
      '{"data": 1,}',
      '["\\x"]',
      'data:\n  name: x',
    ]) {
      expect(instance.generate(text).data.result).toBe('Err');
    }
    expect(settings({ a: [1] })).toBe('settings.a is no text and no number');
    expect(settings([1])).toContain('settings is missing');
  });

  it('keeps its memory', () => keepsItsMemory(instance, { settings: { a: 'x'.repeat(1000), b: 'y' } }));
});

describe('in C', () => {
  it('is the module beside its source', () => {
    const instance = openModule(moduleInC());
    expect(instance.generate({ data: { name: 'app' } }).data.files.get('namespace.yaml')).toContain('name: app');
    keepsItsMemory(instance, {});
  });
});

describe.runIf(needs('Rust with the target wasm32-unknown-unknown', rustTarget()))('in Rust', () => {
  let instance: NodeInstance;
  beforeAll(() => {
    const source = join(folder, 'rust');
    cpSync(join(examples, 'contract-rust'), source, { recursive: true });
    const args = ['build', '--release', '--offline', '--quiet', '--target', 'wasm32-unknown-unknown'];
    execFileSync('cargo', args, { cwd: source, stdio: 'pipe' });
    instance = openModule(readFileSync(join(source, 'target/wasm32-unknown-unknown/release/namespace.wasm')));
  });

  it('reads any JSON', () => {
    for (const text of TEXTS) {
      const { data } = instance.generate({ data: { name: 'app', labels: { [`k${text}`]: text } } });
      expect(parse(data.files.get('namespace.yaml')!).metadata).toEqual({
        name: 'app',
        labels: { [`k${text}`]: text },
      });
    }
    expect(instance.generate({ data: { name: 'app', labels: 3 } }).data.message).toBe('labels is no mapping');
    for (const text of ['{', '{"data": {"a": 01}}', 'data:\n  name: x']) {
      expect(instance.generate(text).data.message).toBe('the input is no JSON');
    }
  });

  it('keeps its memory', () => keepsItsMemory(instance, { labels: { a: 'x'.repeat(1000) } }));
});
