// What a chart renders differently each time: random values, the time, hashes of these or of the namespace. Two renders by the real helm tell; nothing
// else is left out of a comparison.

import { setTimeout as sleep } from 'node:timers/promises';
import { splitDocuments } from '../../../manifests/separators';
import { parseDocument } from '../../../manifests/manifest';
import { isRecord, type KubeObject } from '../../../manifests/object';

/** Where two renders of the same differ. */
export interface Volatile {
  /** `Secret/web-password data.password` */
  fields: ReadonlySet<string>;
  /** kinds of which an object has another name each time */
  kinds: ReadonlySet<string>;
  /** `Kind/name` of the objects that have the same name each time */
  names: ReadonlySet<string>;
}

const DRAWN = '(another each time)';

/**
 * Renders twice, at two times and in two namespaces, and compares. `render` gives the objects and hooks of a chart with each set of
 * values, as texts, with the same word for either namespace.
 */
export async function findVolatile(render: (namespace: string) => Promise<string[]>): Promise<Volatile> {
  const first = await render('equal-first-1');
  await sleep(1_100);
  const second = await render('equal-second-2');
  const fields = new Set<string>();
  const kinds = new Set<string>();
  const names = new Set<string>();
  for (const [i, text] of first.entries()) {
    const other = leavesOf(second[i]!);
    for (const [name, leaves] of leavesOf(text)) {
      const others = other.get(name);
      if (!others) {
        kinds.add(name.slice(0, name.indexOf('/')));
        continue;
      }
      names.add(name);
      for (const path of new Set([...leaves.keys(), ...others.keys()])) {
        if (leaves.get(path) !== others.get(path)) fields.add(`${name} ${path}`);
      }
    }
  }
  return { fields, kinds, names };
}

/** The objects without what is volatile. */
export function withoutVolatile(objects: readonly KubeObject[], { fields, kinds, names }: Volatile): KubeObject[] {
  return objects.flatMap((object) => {
    const name = nameOf(object);
    if (kinds.has(object.kind) && !names.has(name)) return [];
    return [masked(object, '', (path) => fields.has(`${name} ${path}`)) as KubeObject];
  });
}

const nameOf = ({ kind, metadata }: KubeObject) => `${kind}/${metadata.name}`;

function masked(value: unknown, path: string, isDrawn: (path: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((item, i) => masked(item, `${path}[${i}]`, isDrawn));
  if (!isRecord(value)) return isDrawn(path) ? DRAWN : value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item, `${path}.${key}`, isDrawn)]));
}

function leavesOf(text: string): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>();
  for (const object of splitDocuments(text).flatMap(objectsOf)) {
    const leaves = new Map<string, string>();
    addLeaves(object, '', leaves);
    found.set(nameOf(object), leaves);
  }
  return found;
}

/** What is no object is refused by both tools, which is what is compared then. */
function objectsOf(document: string): KubeObject[] {
  try {
    return parseDocument(document, '').map(({ object }) => object);
  } catch {
    return [];
  }
}

function addLeaves(value: unknown, path: string, leaves: Map<string, string>): void {
  if (Array.isArray(value)) value.forEach((item, i) => addLeaves(item, `${path}[${i}]`, leaves));
  else if (isRecord(value)) {
    // The server keeps what a Secret says in clear with its data.
    for (const [key, item] of Object.entries(value)) {
      addLeaves(item, `${path}.${path === '' && key === 'stringData' ? 'data' : key}`, leaves);
    }
  } else leaves.set(path, JSON.stringify(value));
}
