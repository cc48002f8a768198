// A render as data: every manifest with what the module read of it. From the record of a converted chart (runtime/abi/result.ts); of a
// hand-written module, from its files.

import { textOf } from '../../gostd/bytes';
import {
  FAILURE_INPUT,
  FAILURE_KUBE_VERSION,
  FAILURE_MANIFEST,
  FAILURE_NONE,
  FAILURE_PARSE,
  FAILURE_SCHEMA,
  FAILURE_TEMPLATE,
  FAILURE_VALUES,
  MANIFEST_API_VERSION,
  MANIFEST_DELETE,
  MANIFEST_FLAGS,
  MANIFEST_HOOK,
  MANIFEST_IS_CRD,
  MANIFEST_KIND,
  MANIFEST_LOG,
  MANIFEST_NAME,
  MANIFEST_SIZE,
  MANIFEST_SOURCE,
  MANIFEST_TEXT,
  MANIFEST_WEIGHT,
  RESULT_COUNT,
  RESULT_FAILURE,
  RESULT_LAYOUT,
  RESULT_MANIFESTS,
  RESULT_TEXT,
  RESULT_VERSION,
} from '../../runtime/abi/result';
import { type HookAnnotations, readHook } from '../../manifests/hooks';
import { yamlToJson } from '../../runtime/bindings/values';
import { readTrace, type TraceSpan } from './trace';
import { SEPARATOR_LINE, splitDocuments } from '../../manifests/separators';
import { HostError, type MistResult, type RecordReader, type RenderRead } from '../../runtime/host';
import { readPackageFile } from './package-files';

/**
 * What a render failed at: `input` the module's input; `values` dependencies and the values' merging; `schema`
 * values.schema.json; `kube-version` Chart.yaml's kubeVersion; `parse` a template file; `template` a template's execution;
 * `manifest` what a template gave is no document; `package` a module, or a render of the bytes alone, that does not say.
 */
export type RenderFailure =
  | 'input'
  | 'values'
  | 'schema'
  | 'kube-version'
  | 'parse'
  | 'template'
  | 'manifest'
  | 'package';

const FAILURES: Record<number, RenderFailure> = {
  [FAILURE_INPUT]: 'input',
  [FAILURE_VALUES]: 'values',
  [FAILURE_SCHEMA]: 'schema',
  [FAILURE_KUBE_VERSION]: 'kube-version',
  [FAILURE_PARSE]: 'parse',
  [FAILURE_TEMPLATE]: 'template',
  [FAILURE_MANIFEST]: 'manifest',
};

/** A render that failed. The message is what `helm template` prints after `Error: `, without its hint. */
export class RenderError extends Error {
  override name = 'RenderError';
  /** what the tool would have written to standard error before the error, line by line */
  warnings: string[] = [];
  /** what the render had drawn and looked up; something that it looked up in vain may be why it failed */
  reads: readonly RenderRead[] = [];

  constructor(
    readonly kind: RenderFailure,
    message: string,
    /** the hint about --debug that Helm adds */
    readonly hintsDebug = false,
  ) {
    super(message);
  }
}

/** One document of a render. */
export interface RenderedManifest {
  /** path of the file that it comes from, `chart/templates/web.yaml`: the one that the document names, else its own */
  source: string;
  /** the document's bytes, without the `# Source:` line of `helm template` */
  bytes: Buffer;
  /** those fields of its head; empty where they are missing, and for definitions from a crds/ folder, which may be several */
  apiVersion: string;
  kind: string;
  name: string;
  /** from a crds/ folder */
  isCrd: boolean;
  /** what its annotations say of the hook that it is; undefined: it is none */
  hook?: HookAnnotations;
  /** of a render with a trace, and of what templates wrote: which line wrote what, in the order of `bytes` */
  trace?: TraceSpan[];
}

/** What a render gives. */
export interface RenderedManifests {
  /** in the order that `helm template` prints them: definitions of kinds, manifests in the order of installation, hooks */
  manifests: RenderedManifest[];
  /** the text of NOTES.txt; empty where there is none */
  notes: string;
  /** what Helm would write to standard error, line by line */
  warnings: string[];
  /** what it drew and looked up */
  reads: readonly RenderRead[];
}

/** The line by which a document says which template wrote it. */
const SOURCE_LINE = /^# Source: (\S.*)\n/;

/** Reads the record; a failure is given, not thrown. Throws HostError where it is no record of this version. */
export function readRecord(record: RecordReader): Omit<RenderedManifests, 'warnings' | 'reads'> | RenderError {
  const { address, u32, text } = record;
  const wrong = (what: string) =>
    new HostError('document', `the module's result ${what}: convert the chart again with this version`);
  if (u32(address + RESULT_VERSION) !== RESULT_LAYOUT) throw wrong('has another layout than this program reads');
  const bytes = (at: number) => Buffer.from(text(at) ?? []);
  const string = (at: number) => textOf(bytes(at));
  const failure = u32(address + RESULT_FAILURE);
  const message = string(address + RESULT_TEXT);
  if (failure !== FAILURE_NONE) {
    return new RenderError(FAILURES[failure] ?? 'package', message, failure >= FAILURE_KUBE_VERSION);
  }
  const annotation = (at: number) => (u32(at) === 0 ? undefined : string(at));
  const trace = readTrace(record);
  const manifests: RenderedManifest[] = [];
  const count = u32(address + RESULT_COUNT);
  for (let i = 0; i < count; i++) {
    const at = address + RESULT_MANIFESTS + i * MANIFEST_SIZE;
    const hook = annotation(at + MANIFEST_HOOK);
    const isCrd = (u32(at + MANIFEST_FLAGS) & MANIFEST_IS_CRD) !== 0;
    const document = bytes(at + MANIFEST_TEXT);
    manifests.push({
      source: string(at + MANIFEST_SOURCE),
      bytes: document,
      apiVersion: string(at + MANIFEST_API_VERSION),
      kind: string(at + MANIFEST_KIND),
      name: string(at + MANIFEST_NAME),
      isCrd,
      ...(trace && !isCrd && { trace: trace.spansOf(document, u32(at + MANIFEST_TEXT)) }),
      ...(hook !== undefined && {
        hook: readHook({
          'helm.sh/hook': hook,
          'helm.sh/hook-weight': annotation(at + MANIFEST_WEIGHT),
          'helm.sh/hook-delete-policy': annotation(at + MANIFEST_DELETE),
          'helm.sh/hook-output-log-policy': annotation(at + MANIFEST_LOG),
        }),
      }),
    });
  }
  return { manifests, notes: message };
}

/** The documents of what a hand-written module gave, in the order of its files. Throws RenderError. */
export function readFiles({ data, warnings, reads }: MistResult): RenderedManifests {
  if (data.result === 'Err') {
    const message = data.message ?? 'the package failed and does not say why';
    throw Object.assign(new RenderError('package', message), { warnings, reads });
  }
  const manifests = [...data.files].flatMap(([file, text]) => {
    checkFile(file, text);
    return documentsOf(text).map((document): RenderedManifest => {
      // What a package has of a chart says so itself; whoever prints or records a document says it once.
      const [line = '', source = file] = SOURCE_LINE.exec(document) ?? [];
      const bytes = Buffer.from(document.slice(line.length));
      const { apiVersion, kind, name, annotations } = readHead(bytes);
      const hook = readHook(annotations);
      return { source, bytes, apiVersion, kind, name, isCrd: false, ...(hook && { hook }) };
    });
  });
  return { manifests, notes: data.message ?? '', warnings, reads };
}

function checkFile(file: string, text: string): void {
  try {
    readPackageFile(file, text);
  } catch (error) {
    throw new RenderError('package', (error as Error).message);
  }
}

/** A file without a separator is one document, and stays as it is. */
function documentsOf(text: string): string[] {
  return SEPARATOR_LINE.test(text) ? splitDocuments(text) : [text];
}

/** The head of a document, as far as it can be read; texts that are missing are empty. */
export function readHead(bytes: Uint8Array) {
  let value: unknown;
  try {
    value = JSON.parse(yamlToJson(bytes));
  } catch {
    // Then it says nothing.
  }
  const object = record(value);
  const metadata = record(object['metadata']);
  const text = (item: unknown) => (typeof item === 'string' ? item : '');
  const annotations = Object.entries(record(metadata['annotations'])).filter(([, item]) => typeof item === 'string');
  return {
    apiVersion: text(object['apiVersion']),
    kind: text(object['kind']),
    name: text(metadata['name']),
    namespace: text(metadata['namespace']),
    annotations: Object.fromEntries(annotations) as Record<string, string>,
  };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** A document as `helm template` prints it, without the separator. */
export function printed({ source, bytes }: RenderedManifest): Buffer {
  return Buffer.concat([Buffer.from(`# Source: ${source}\n`), bytes, Buffer.from('\n')]);
}

/** A document as text that ends with a line break: Helm puts one behind each, a hand-written module may have written its own. */
export function documentText({ bytes }: RenderedManifest, isChart: boolean): string {
  const text = textOf(bytes);
  return !isChart && text.endsWith('\n') ? text : `${text}\n`;
}
