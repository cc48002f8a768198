// Starts the API server for a run of the suite. MISTLETOE_TEST_KUBECONFIG names another cluster. A server that is not there fails
// the run: it must not pass for a test.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    kubeconfig: string;
    /** the file that the server's audit log goes to; empty where the server is not ours */
    auditLog: string;
  }
}

/** What the log tells: who wrote what, without what was written. */
const AUDIT_POLICY = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived', 'ResponseStarted'],
  rules: [{ level: 'Metadata', users: ['admin'], verbs: ['create', 'update', 'patch', 'delete'] }, { level: 'None' }],
};

/** The folder that judges are built into. */
export const judges = process.env['MISTLETOE_JUDGES'] ?? join(homedir(), '.cache', 'mistletoe', 'judges');

export default async function setup(project: TestProject): Promise<() => void> {
  const given = process.env['MISTLETOE_TEST_KUBECONFIG'];
  if (given) {
    project.provide('kubeconfig', given);
    project.provide('auditLog', '');
    return () => undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-audit-'));
  const policy = join(folder, 'policy.json');
  const log = join(folder, 'log');
  writeFileSync(policy, JSON.stringify(AUDIT_POLICY));
  writeFileSync(log, '');
  const audit = [`--audit-policy-file=${policy}`, `--audit-log-path=${log}`, '--audit-log-mode=blocking'];
  const server = await startServer('--api-flags', JSON.stringify(audit));
  project.provide('kubeconfig', server.kubeconfig);
  project.provide('auditLog', log);
  return () => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Starts a server of its own. It ends with this process, whatever happens. */
export async function startServer(...flags: string[]): Promise<{ kubeconfig: string; close(): void; kill(): void }> {
  const program = join(judges, 'kubetest');
  if (!existsSync(program)) throw new Error(`${program} is not there: tools/cluster/build.sh builds it`);
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-cluster-'));
  const log = openSync(join(folder, 'log'), 'w');
  const child = spawn(program, ['serve', ...flags], { stdio: ['pipe', 'pipe', log] });
  const line = await new Promise<string>((resolve, reject) => {
    const ended = (code: number | null) => {
      const said = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n').slice(-5).join('\n');
      reject(new Error(`the API server ended with ${code}, and says in ${folder}/log:\n${said}`));
    };
    child.once('exit', ended);
    createInterface({ input: child.stdout! }).once('line', (ready) => {
      child.off('exit', ended);
      resolve(ready);
    });
  });
  const { kubeconfig } = JSON.parse(line) as { kubeconfig: string };
  return {
    kubeconfig,
    close: () => {
      child.stdin!.end();
      rmSync(folder, { recursive: true, force: true });
    },
    kill: () => child.kill('SIGKILL'),
  };
}
