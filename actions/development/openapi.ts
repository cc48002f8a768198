// Checks objects against Kubernetes' OpenAPI documents: version 2 (/openapi/v2, one document) or 3 (/openapi/v3, a document a group). A
// field that the schema does not know is a mistake, as it is for an API server that validates strictly.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '../command';
import { systemWords } from '../../gostd/os';
import { equalFoldAscii } from '../../gostd/strings';

/** A schema, as far as Kubernetes uses them. */
interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: unknown[];
  nullable?: boolean;
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }[];
}

interface OpenApi {
  definitions?: Record<string, Schema>;
  components?: { schemas?: Record<string, Schema> };
}

/** A kind that there is a schema of. A group without a dot is Kubernetes' own: custom resources cannot have such. */
interface Kind {
  apiVersion: string;
  group: string;
  kind: string;
}

/** The schemas of a cluster. */
export class Schemas {
  private readonly byReference = new Map<string, Schema>();
  private readonly byKind = new Map<string, Schema>();
  private readonly kinds: Kind[] = [];

  /** Reads an OpenAPI document, or all in a folder. Throws CommandError. */
  constructor(path: string) {
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory();
    if (isFolder === undefined) throw new CommandError(`there are no schemas at ${path}`);
    const files = isFolder ? readdirSync(path).filter((name) => name.endsWith('.json')) : [''];
    for (const file of files.sort()) this.read(join(path, file));
    if (this.byKind.size === 0) {
      throw new CommandError(`${path} has no OpenAPI document of Kubernetes: kubectl get --raw /openapi/v2 prints one`);
    }
  }

  private read(path: string): void {
    let document: OpenApi;
    try {
      document = JSON.parse(readFileSync(path, 'utf8')) as OpenApi;
    } catch (error) {
      throw new CommandError(`${path} cannot be read as JSON: ${systemWords(error)}`);
    }
    for (const [prefix, schemas] of [
      ['#/definitions/', document.definitions],
      ['#/components/schemas/', document.components?.schemas],
    ] as const) {
      for (const [name, schema] of Object.entries(schemas ?? {})) {
        this.byReference.set(prefix + name, schema);
        const named = schema['x-kubernetes-group-version-kind'] ?? [];
        for (const { group, version, kind } of named) {
          const apiVersion = group === '' ? version : `${group}/${version}`;
          this.byKind.set(`${apiVersion} ${kind}`, schema);
          // What every group has (DeleteOptions, WatchEvent) does not say which groups there are.
          if (named.length === 1) this.kinds.push({ apiVersion, group, kind });
        }
      }
    }
  }

  /** What is wrong with an object; undefined where there is no schema of its kind, and there may be one elsewhere. */
  problems(object: Record<string, unknown>): string[] | undefined {
    const [apiVersion, kind] = [String(object['apiVersion']), String(object['kind'])];
    const schema = this.byKind.get(`${apiVersion} ${kind}`);
    if (schema === undefined) return this.noKind(apiVersion, kind);
    const found: string[] = [];
    this.check(object, schema, '', found);
    return found;
  }

  /** Is it certain that a cluster of these schemas has no such kind? That of a custom resource may be missing here. */
  private noKind(apiVersion: string, kind: string): string[] | undefined {
    const group = apiVersion.includes('/') ? apiVersion.split('/', 1)[0]! : '';
    const named = this.kinds.filter((one) => equalFoldAscii(kind, one.kind));
    const isOwn = named.length > 0 && (!group.includes('.') || named.some((one) => one.group === group));
    if (!isOwn && !this.kinds.some((one) => one.apiVersion === apiVersion)) return undefined;
    const others = new Set(named.map((one) => `${one.apiVersion} ${one.kind}`));
    return [`there is no ${apiVersion} ${kind}${others.size === 0 ? '' : `, only ${[...others].join(', ')}`}`];
  }

  private check(value: unknown, given: Schema, path: string, found: string[]): void {
    const schema = this.resolve(given);
    // A field without a value is as if it were not there, wherever the API server reads it.
    if (value === null || value === undefined) return;
    const say = (what: string) => void found.push(`${path === '' ? 'the object' : path}: ${what}`);
    for (const part of schema.allOf ?? []) this.check(value, part, path, found);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices !== undefined) {
      const isOne = choices.some((choice) => {
        const its: string[] = [];
        this.check(value, choice, path, its);
        return its.length === 0;
      });
      if (!isOne) say(`${kindOf(value)} is none of what it may be`);
    }
    if (schema.enum !== undefined && !schema.enum.includes(value)) {
      say(`${JSON.stringify(value)} is none of ${schema.enum.map((one) => JSON.stringify(one)).join(', ')}`);
    }
    if (schema['x-kubernetes-int-or-string'] || schema.format === 'int-or-string') {
      if (typeof value !== 'string' && !Number.isInteger(value)) say(`${kindOf(value)}, not a whole number or a text`);
      return;
    }
    switch (schema.type ?? (schema.properties && 'object')) {
      case 'string':
        if (typeof value !== 'string') say(`${kindOf(value)}, not a text`);
        else if (schema.format === 'byte' && !isBase64(value)) say(`${JSON.stringify(value)}, not base64`);
        return;
      case 'boolean':
        if (typeof value !== 'boolean') say(`${kindOf(value)}, not true or false`);
        return;
      case 'integer':
        if (!Number.isInteger(value)) say(`${kindOf(value)}, not a whole number`);
        return;
      case 'number':
        if (typeof value !== 'number') say(`${kindOf(value)}, not a number`);
        return;
      case 'array':
        if (!Array.isArray(value)) say(`${kindOf(value)}, not a list`);
        else if (schema.items)
          for (const [i, one] of value.entries()) this.check(one, schema.items, `${path}[${i}]`, found);
        return;
      case 'object':
        if (typeof value !== 'object' || Array.isArray(value)) say(`${kindOf(value)}, not a mapping`);
        else this.checkFields(value as Record<string, unknown>, schema, path, found);
    }
  }

  private checkFields(value: Record<string, unknown>, schema: Schema, path: string, found: string[]): void {
    const { properties, additionalProperties, required = [] } = schema;
    const below = (name: string) => (path === '' ? name : `${path}.${name}`);
    for (const name of required) {
      if (value[name] === undefined || value[name] === null) found.push(`${below(name)} is missing`);
    }
    for (const [name, one] of Object.entries(value)) {
      const known = properties?.[name] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
      if (known !== undefined) this.check(one, known, below(name), found);
      else if (
        properties !== undefined &&
        additionalProperties !== true &&
        !schema['x-kubernetes-preserve-unknown-fields']
      ) {
        found.push(`${below(name)} is no field of it`);
      }
    }
  }

  private resolve(schema: Schema): Schema {
    let found = schema;
    for (let i = 0; found.$ref !== undefined && i < 100; i++) {
      // Quantities are texts that may be written as numbers.
      if (found.$ref.endsWith('.api.resource.Quantity')) return QUANTITY;
      found = this.byReference.get(found.$ref) ?? {};
    }
    return found;
  }
}

const QUANTITY: Schema = { anyOf: [{ type: 'string' }, { type: 'number' }] };

/** As Go decodes bytes in JSON: standard and padded, line ends anywhere. */
function isBase64(text: string): boolean {
  const bare = text.replace(/[\r\n]/g, '');
  return bare.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(bare);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return JSON.stringify(value);
}
