// In which order a tool did what: from the server's own log. Hooks are named one by one; objects between them are told as `objects`,
// for tools may write those side by side.

import { readFileSync } from 'node:fs';

/** A line of the audit log. Source: k8s.io/apiserver@v0.37.2 pkg/apis/audit/v1 Event. */
interface Event {
  verb: string;
  requestURI: string;
  userAgent?: string;
  objectRef?: { resource?: string; namespace?: string; name?: string };
  responseStatus?: { code?: number };
}

const WRITES: Record<string, string> = { create: 'write', update: 'write', patch: 'write', delete: 'delete' };

/** The programs that are compared; controllers are the server's. */
const TOOLS = /^(?:helm|mistletoe)/i;

/** How long the log is, to read from there later. */
export const lengthOf = (log: string): number => readFileSync(log).length;

/**
 * What was written and deleted in a namespace, or outside of all, since the log had that length: `write jobs/migrate`, `objects`. `hooks`
 * are those that are told one by one, `jobs/migrate`: an object that is no hook may have the name of one.
 */
export function trailOf(log: string, from: number, namespace: string, hooks: ReadonlySet<string>): string[] {
  const trail: string[] = [];
  for (const line of readFileSync(log).subarray(from).toString().split('\n').filter(Boolean)) {
    const { verb, requestURI, userAgent = '', objectRef = {}, responseStatus } = JSON.parse(line) as Event;
    const word = WRITES[verb];
    const { resource, name = '' } = objectRef;
    const isElsewhere = objectRef.namespace !== undefined && objectRef.namespace !== namespace;
    if (word === undefined || !TOOLS.test(userAgent) || isElsewhere || (responseStatus?.code ?? 0) >= 300) continue;
    if (/[?&]dryRun=/.test(requestURI) || isRecord({ resource, name })) continue;
    const which = `${resource}/${name}`;
    const step = hooks.has(which) ? `${word} ${which}` : 'objects';
    // A client may write what it has made once more.
    if (trail.at(-1) !== step) trail.push(step);
  }
  return trail;
}

/** Is it a release's record, or the lock that changes it? */
function isRecord({ resource, name }: { resource?: string; name: string }): boolean {
  return (resource === 'secrets' && name.startsWith('sh.helm.release.v1.')) || resource === 'leases';
}
