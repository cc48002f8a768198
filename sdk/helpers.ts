// What packages write again and again: names, labels, image references, resources, checksums.

import { sha256 } from './runtime/sha256';
import type { Manifest, ObjectType, Resource } from './types';
import { whatIs } from './values';
import { toJson } from './yaml';

/**
 * Whether an object is of a kind, by its version and its kind: `isKind<Deployment>(object, 'apps/v1', 'Deployment')`. From there on the compiler
 * knows its fields; it takes no other texts than those of the type.
 */
export function isKind<T extends ObjectType>(
  object: { apiVersion: string; kind: string },
  apiVersion: NonNullable<T['apiVersion']>,
  kind: NonNullable<T['kind']>,
): object is Manifest & Resource<T> {
  return object.apiVersion === apiVersion && object.kind === kind;
}

/** The longest name that Kubernetes takes as a label value and a DNS label. */
const LONGEST_NAME = 63;

/** A name of at most 63 characters from parts, as charts cut it: joined by dashes, without a dash at its end. */
export function nameOf(...parts: readonly (string | null | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined && part !== null && part !== '')
    .join('-')
    .slice(0, LONGEST_NAME)
    .replace(/-+$/, '');
}

/** What `labels` says of an installation. */
export interface LabelOptions {
  /** The application. */
  app: string;
  /** The installation: `context.name`. */
  instance: string;
  /** The application's version. */
  version?: string;
  component?: string;
  partOf?: string;
  managedBy?: string;
}

/** Throws TypeError for what is no text: data that nobody checked may be anything, and `undefined` would be a label. */
function checkText(where: string, given: unknown): void {
  if (typeof given !== 'string' || given === '') {
    throw new TypeError(`${where} is ${given === '' ? 'empty' : whatIs(given)}: give a text`);
  }
}

/** The labels that select an application's pods, and may never change. Throws TypeError where there is no application or instance. */
export function selectorLabels({ app, instance, component }: LabelOptions): Record<string, string> {
  checkText('the app of labels', app);
  checkText('the instance of labels', instance);
  return {
    'app.kubernetes.io/name': nameOf(app),
    'app.kubernetes.io/instance': nameOf(instance),
    ...(component === undefined ? {} : { 'app.kubernetes.io/component': nameOf(component) }),
  };
}

/** Kubernetes' recommended labels (kubernetes.io/docs/concepts/overview/working-with-objects/common-labels). */
export function labels(options: LabelOptions): Record<string, string> {
  const { version, partOf, managedBy = 'mistletoe' } = options;
  return {
    ...selectorLabels(options),
    ...(version === undefined ? {} : { 'app.kubernetes.io/version': String(version).slice(0, LONGEST_NAME) }),
    ...(partOf === undefined ? {} : { 'app.kubernetes.io/part-of': nameOf(partOf) }),
    'app.kubernetes.io/managed-by': managedBy,
  };
}

/** `registry/repository:tag`, or `…@digest` where there is one. Throws TypeError where there is no repository. */
export function imageReference(image: {
  registry?: string;
  repository: string;
  tag?: string | number | null;
  digest?: string;
}): string {
  const { registry, repository, tag, digest } = image;
  checkText('the repository of an image', repository);
  const name = registry ? `${registry}/${repository}` : repository;
  if (digest) return `${name}@${digest}`;
  return tag === undefined || tag === null || tag === '' ? name : `${name}:${tag}`;
}

/** Sizes of a container's requests or limits, by resource. */
export interface ResourceSize {
  /** `100m`, `2` */
  cpu?: string;
  /** `128Mi`, `1Gi` */
  memory?: string;
  /** Any other, as `nvidia.com/gpu`. */
  [resource: string]: string | undefined;
}

/** A container's resources; memory's limit is its request where no other is given, since memory cannot be taken back. */
export function resources(
  requests: ResourceSize,
  limits: ResourceSize = {},
): { requests: Record<string, string>; limits: Record<string, string> } {
  const given = (sizes: ResourceSize) =>
    Object.fromEntries(Object.entries(sizes).filter((entry): entry is [string, string] => entry[1] != null));
  return { requests: given(requests), limits: given({ memory: requests.memory, ...limits }) };
}

/**
 * The SHA-256 of a text or of an object's JSON, in hexadecimal: an annotation that makes pods restart when a configuration changes. Throws
 * TypeError for what is no data, which would have the same sum whatever it is.
 */
export function checksum(content: unknown): string {
  if (content === undefined) throw new TypeError('the content of a checksum is undefined: give a text or an object');
  const text = typeof content === 'string' ? content : toJson(content, { of: 'checksum()' });
  return [...sha256(text)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * What several dependencies gave as one: their files in this order, and their messages one below the other. Throws an Error where two have a file of
 * the same path, as the same chart twice has: give one of them other paths.
 */
export function joinOutputs(...outputs: readonly { files: Record<string, string>; message?: string }[]): {
  files: Record<string, string>;
  message?: string;
} {
  const files: Record<string, string> = {};
  for (const output of outputs) {
    for (const [path, text] of Object.entries(output.files)) {
      if (Object.hasOwn(files, path)) throw new Error(`two outputs have a file ${path}`);
      files[path] = text;
    }
  }
  const messages = outputs.flatMap(({ message }) => (message === undefined ? [] : [message.replace(/\n$/, '')]));
  return messages.length === 0 ? { files } : { files, message: messages.join('\n') };
}
