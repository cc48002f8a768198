// Completion scripts, and help for commands below commands.

import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { runProgram } from '../../cli/program';

async function out(...args: string[]): Promise<string> {
  const { stdout, stderr, code } = await runProgram(args);
  expect([code, stderr]).toEqual([0, '']);
  return stdout.toString();
}

it.each([
  [['con'], 'convert'],
  [['inspect', 'pa'], 'package'],
  [['template', 'rel', '--name'], '--namespace --name-template'],
  [['get', 'man'], 'manifest'],
  [['convert', '--schema'], '--schema-refs'],
  // A file: the shell's own completion.
  [['convert', 'char'], ''],
])('bash completes %j', async (words, expected) => {
  const script = await out('completion', 'bash');
  const list = words.map((word) => `'${word}'`).join(' ');
  const { stdout, stderr } = spawnSync(
    'bash',
    [
      '-c',
      `${script}\nCOMP_WORDS=(mistletoe ${list}); COMP_CWORD=${words.length}; _mistletoe; echo "\${COMPREPLY[*]}"`,
    ],
    { encoding: 'utf8' },
  );
  expect([stdout.trim(), stderr]).toEqual([expected, '']);
});

it.each(['zsh', 'fish'])('%s has every command', async (shell) => {
  const script = await out('completion', shell);
  for (const command of ['convert', 'template', 'verify', 'install', 'rollback', 'push', 'completion']) {
    expect(script).toMatch(new RegExp(`\\b${command}\\b`));
  }
});

it('refuses other shells', async () => {
  expect(await runProgram(['completion', 'tcsh'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('Allowed choices are bash, zsh, fish'),
  });
});

it('explains a command below another', async () => {
  expect(await out('help', 'inspect', 'package')).toContain('Usage: mistletoe inspect package ');
  expect(await out('help', 'verify', 'merge')).toContain('Usage: mistletoe verify merge ');
  expect(await out('help', 'template')).toContain('mistletoe template [NAME] CHART-OR-MODULE');
});
