// Every hostile module ends in one clear error, of the kind and with the words its head names, within its limits.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HostError, loadModule, openModule } from '../../runtime/host/node/node';
import { assemble, moduleInC, modules } from '../modules/build';

/** The error that loading, describing and rendering a module ends in. */
function failure(bytes: Uint8Array, limits = {}): HostError {
  try {
    const instance = openModule(bytes, limits);
    instance.info();
    instance.generate({ data: { name: 'hostile' } });
    instance.generate({ data: { name: 'again' } });
  } catch (error) {
    if (error instanceof HostError) return error;
    throw error;
  }
  throw new Error('the module ran');
}

function head(text: string, name: string): string | undefined {
  return new RegExp(`^;; ${name}: (.*)$`, 'm').exec(text)?.[1];
}

const folder = join(modules, 'hostile');

describe('hostile modules', () => {
  test.each(readdirSync(folder).map((file) => file.replace(/\.wat$/, '')))('%s', (name) => {
    const text = readFileSync(join(folder, `${name}.wat`), 'utf8');
    const error = failure(assemble(text), JSON.parse(head(text, 'limits') ?? '{}'));
    expect(error.message).toContain(head(text, 'says'));
    expect(error.code).toBe(head(text, 'expect'));
    expect(error.message).not.toContain('\n');
  });
});

describe('not a module at all', () => {
  test.each([
    ['a path', 'web.wasm', 'give the bytes of the module, not its path'],
    ['a buffer', new ArrayBuffer(8), 'it is no Uint8Array: give the bytes of the module'],
  ])('%s', (_, given, says) => {
    expect(() => loadModule(given as never)).toThrow(
      expect.objectContaining({ code: 'module-invalid', message: expect.stringContaining(says) }),
    );
  });

  test.each([
    ['nothing', '', 'it is empty'],
    ['text', 'apiVersion: v2\nname: chart\n', 'does not start with'],
    ['a bare header', '\0asm', 'ends within its header'],
    ['another version', '\0asm\x02\0\0\0', 'version is not 1'],
    ['a component', '\0asm\x0d\0\x01\0', 'it is a component'],
    ['an unknown section', '\0asm\x01\0\0\0\x63\x00', 'unknown section 99'],
    ['a count out of all proportion', '\0asm\x01\0\0\0\x01\x05\xff\xff\xff\xff\x0f', 'a count runs past its section'],
    ['a number out of range', '\0asm\x01\0\0\0\x01\xff\xff\xff\xff\x7f', 'a number too large'],
  ])('%s', (_, text, says) => {
    const error = failure(Uint8Array.from(text, (char) => char.charCodeAt(0)));
    expect(error.code).toBe('module-invalid');
    expect(error.message).toContain(says);
  });

  test('a module cut off anywhere', () => {
    const whole = moduleInC();
    for (let length = 0; length < whole.length; length++) {
      // Between two sections it is a module still: one without functions, or without the text it should give.
      expect(['module-invalid', 'module-contract', 'document']).toContain(failure(whole.subarray(0, length)).code);
    }
  });

  test('a module with any byte changed: a HostError, or a module that runs', () => {
    const whole = moduleInC();
    let seed = 1;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    let survived = 0;
    for (let i = 0; i < 1500; i++) {
      const changed = Uint8Array.from(whole);
      changed[random(changed.length)] = random(256);
      try {
        failure(changed, { timeMs: 200, stackBytes: 1 });
      } catch (error) {
        expect((error as Error).message).toBe('the module ran');
        survived++;
      }
    }
    expect(survived).toBeGreaterThan(0);
  });
});

test('a file that is too large is not even read as a module', () => {
  const error = failure(new Uint8Array(2000), { moduleBytes: 1000 });
  expect([error.code, error.limit]).toEqual(['module-size', 'moduleBytes']);
});
