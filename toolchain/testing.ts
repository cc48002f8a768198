// `testPackage()`: a package, built once, to be rendered by a test. Clock and randomness stand still unless a test gives others, so that what
// a render gives can be kept as a snapshot.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDocuments } from '../runtime/bindings/values';
import { openModule } from '../runtime/host';
import { buildSource } from './build-source';

/** What a render is given besides the package's own data. */
export interface Given {
  /** The name of the installation; `test` where none is given. */
  name?: string;
  /** `default` where none is given. */
  namespace?: string;
  /** The clock: a time (RFC 3339), or seconds since 1970. 2000-01-01T00:00:00Z where none is given. */
  now?: string | number;
  /** Where randomness comes from; `test` where none is given. */
  entropy?: string;
  /** What the cluster can do. */
  capabilities?: { kubeVersion?: string; apiVersions?: string[] };
  /** The objects that `lookup` finds, each with its name; of a kind that the cluster has none of, its list (`kind: SecretList`). */
  lookups?: readonly object[];
  /** What a pipeline hands over: a text with YAML documents, or objects. */
  manifests?: string | readonly object[];
}

/** An object that a package gave. */
export interface RenderedObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name?: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  [field: string]: unknown;
}

/** What a render gave. */
export interface Rendered {
  /** All documents of all files. */
  objects: RenderedObject[];
  /** The files' texts by path, in their order. */
  files: Record<string, string>;
  /** All files, as `mistletoe generate` prints them. */
  yaml: string;
  /** What the package tells its user. */
  message?: string;
  /** What it wrote with console.log. */
  warnings: string[];
}

/** A built package. */
export interface TestedPackage {
  /** Its name, as it gives it itself. */
  name: string;
  /** The module. */
  wasm: Uint8Array;
  /** Renders. Throws an Error with the package's own message where it refuses the data or fails. */
  render(data?: object, given?: Given): Rendered;
}

const STANDING_CLOCK = 946_684_800;

/** Builds the package whose main file, or folder of templates, is at `path` (or reads the module, where it ends in .wasm). Throws BuildError. */
export async function testPackage(path: string | URL): Promise<TestedPackage> {
  const file = resolve(path instanceof URL ? fileURLToPath(path) : path);
  const { wasm, name } = file.endsWith('.wasm') ? readModule(file) : await buildSource(file);
  const instance = openModule(wasm);
  return {
    name,
    wasm,
    render(data = {}, given = {}) {
      const standing = { name: 'test', namespace: 'default', now: STANDING_CLOCK, entropy: 'test' };
      const result = instance.generate({ data: { ...data, ...standing, ...given } as { name: string } });
      const { message, files } = result.data;
      if (result.data.result !== 'Ok') throw new Error(message ?? 'the package failed and does not say why');
      return {
        objects: [...files].flatMap(([file, text]) => readObjects(file, text)),
        files: Object.fromEntries(files),
        yaml: [...files.values()].map((text) => `${text.trim()}\n`).join('---\n'),
        ...(message === undefined ? {} : { message }),
        warnings: result.warnings,
      };
    },
  };
}

function readModule(file: string): { wasm: Uint8Array; name: string } {
  const wasm = readFileSync(file);
  return { wasm, name: openModule(wasm).info().metadata.name };
}

/** What a cluster's tools read of a file: sigs.k8s.io/yaml, as everywhere here, for which a later key of the same name counts, and `e6` is a key. */
function readObjects(file: string, text: string): RenderedObject[] {
  try {
    return parseDocuments(text).filter((value) => value !== null) as RenderedObject[];
  } catch (error) {
    const [words] = (error as Error).message.replace(/^error converting YAML to JSON: /, '').split('\n', 1);
    throw new Error(`${file} is not YAML: ${words}`);
  }
}
