// Renders a chart of which some templates have become TypeScript: the rest of it is a dependency, a module of its own. The chart tells the
// package its values as Helm computes them, so that nothing of Helm's merging is done twice.

import { DependencyError, fail } from '../errors';
import { parseYaml } from '../parse';
import { state } from '../runtime/state';
import type { Context } from '../types';
import { whatIs } from '../values';
import { type Granted, whileGranted } from './granted';
import { compareDocuments, type Document } from './order';
import { beginRender, released, written } from './otherwise';
import { withoutOurFiles } from './reason';
import { lower, text, trimSpace } from './text';
import type { Chart, ChartData, Rendered, Template } from './types';
import { keepInt64s } from './whole-numbers';

/** The template that `mistletoe eject` adds to the chart: it prints what the package's templates know, as JSON. */
const CONTEXT_TEMPLATE = 'templates/mistletoe-context.yaml';

const SOURCE = /^# Source: (.*)\n/;

/** The chart's files with those of `templates` in their places, in Helm's order. */
export function renderChart<Values>(
  dependency: string,
  data: ChartData<Values>,
  context: Context,
  templates: Record<string, Template<Values>> = {},
): { files: Record<string, string>; message?: string } {
  const { files, message } = chartFiles(dependency, data, context);
  if (Object.keys(templates).length === 0) return message === undefined ? { files } : { files, message };
  const documents = Object.entries(files).map(([path, text]) => readDocument(path, text));
  const told = documents.find(
    ({ source }) => source.endsWith(`/${CONTEXT_TEMPLATE}`) && source.split('/').length === 3,
  );
  if (told === undefined) throw new Error(`the chart has no ${CONTEXT_TEMPLATE}: eject it again`);
  const { context: known, granted = 'any' } = parseYaml(told.text) as { context: string; granted?: Granted };
  const { int64s, ...chart } = JSON.parse(known) as Chart<Values> & { int64s: string };
  keepInt64s(chart.values, int64s);
  const name = told.source.slice(0, -CONTEXT_TEMPLATE.length - 1);
  const sources = new Set(Object.keys(templates).map((path) => `${name}/${path}`));
  const kept = documents.filter((document) => document !== told && !sources.has(document.source));
  beginRender(known, chart);
  const own = whileGranted(chart.values as object, granted, () =>
    inHelmsOrder(Object.entries(templates)).flatMap(([path, template]) =>
      render(`${name}/${path}`, template(chart), data),
    ),
  );
  // Both lists are in order, and so is their union: the sort is stable.
  const all = [...kept, ...own].sort(compareDocuments);
  const result = Object.fromEntries(all.map(({ path, text }) => [path, text]));
  return message === undefined ? { files: result } : { files: result, message };
}

/** What the chart itself renders. An error of its is told in its own words. */
function chartFiles<Values>(dependency: string, data: ChartData<Values>, context: Context) {
  try {
    // The chart draws what it would draw alone.
    return context.renderFiles(dependency, { ...data, entropy: state.entropy });
  } catch (error) {
    if (error instanceof DependencyError) fail(withoutOurFiles(error.reason));
    throw error;
  }
}

/**
 * Of several templates that refuse the values Helm tells of the first that it renders: the deeper path, then the one that comes later in the
 * alphabet (engine.go, sortTemplates).
 */
function inHelmsOrder<T>(templates: readonly [path: string, template: T][]): [path: string, template: T][] {
  const depth = (path: string) => path.split('/').length;
  return [...templates].sort(([a], [b]) => depth(b) - depth(a) || (a < b ? 1 : -1));
}

function readDocument(path: string, text: string): Document {
  const source = SOURCE.exec(text)?.[1] ?? path;
  const isHook = text.includes('helm.sh/hook') && typeof annotationOf(parseYaml(text)) === 'string';
  return {
    path,
    text,
    source,
    kind: PLAIN_KIND.exec(text)?.[1] ?? kindOf(source, parseYaml(text)),
    section: /^[^/]+(?:\/charts\/[^/]+)*\/crds\//.test(source) ? 'crds' : isHook ? 'hooks' : 'manifests',
  };
}

/** A line with a word for a kind, longer than those that YAML reads as a boolean or null. */
const PLAIN_KIND = /^kind:[ \t]*([A-Za-z]\w{5,})[ \t]*$/m;

/**
 * An object's kind as Helm reads it: a text for a number or a boolean too (sigs.k8s.io/yaml, convertToJSONableObject). Of numbers with more
 * than six digits it makes texts by how they are written and by what a float32 keeps: they are refused, for the order goes by these texts.
 */
function kindOf(source: string, object: unknown): string {
  const { kind } = (object ?? {}) as { kind?: unknown };
  if (typeof kind === 'number' && !/^(?:\d{1,6}|(?=.{3,7}$)\d+\.\d+)$/.test(String(Math.abs(kind))))
    fail(
      `${source}: kind is the number ${kind}, whose place among the others depends on how it is written: a text is needed`,
    );
  return released(text(kind));
}

function render(source: string, rendered: Rendered, data: ChartData<unknown>): Document[] {
  const documents: Document[] = [];
  for (const object of flat(rendered)) {
    const what = whatIs(object);
    if (what !== 'an object' && what !== 'a Map')
      throw new TypeError(`${source}: its function gave ${what}: give an object, several, or none`);
    checkHead(source, object);
    const events = annotationOf(object);
    // What is no text is made one, of which Helm knows no event.
    const section = events === undefined ? 'manifests' : 'hooks';
    if (section === 'hooks' && !isRendered(released(String(events)), data)) continue;
    const suffix = documents.length === 0 ? '' : `-${documents.length + 1}`;
    const path = source.replace(/(\.[^./]+)?$/, (ending) => suffix + ending);
    documents.push({
      path,
      text: `# Source: ${source}\n${written(object)}`,
      source,
      kind: kindOf(source, object),
      section,
    });
  }
  return documents;
}

/**
 * What Helm reads of every object, and refuses where it has other types (releaseutil.SimpleHead). Its reader makes texts of numbers and
 * booleans where it wants texts (sigs.k8s.io/yaml, convertToJSONableObject), so only lists and mappings are refused.
 */
function checkHead(source: string, object: object): void {
  const { apiVersion, kind, metadata } = object as Record<string, unknown>;
  const isNothing = (value: unknown) => value === null || value === undefined;
  const isText = (value: unknown) => typeof value !== 'object' || value === null;
  const isMapping = (value: unknown) => isNothing(value) || (typeof value === 'object' && !Array.isArray(value));
  const { name, annotations } = (isMapping(metadata) ? (metadata ?? {}) : {}) as Record<string, unknown>;
  const wrong =
    (!isText(apiVersion) && 'apiVersion') ||
    (!isText(kind) && 'kind') ||
    (!isMapping(metadata) && 'metadata') ||
    (!isText(name) && 'metadata.name') ||
    ((!isMapping(annotations) || !Object.values(annotations ?? {}).every(isText)) && 'metadata.annotations');
  if (wrong) fail(`${source}: ${wrong} is of a type that Helm refuses: texts are needed`);
}

/** The annotation that makes an object a hook. */
function annotationOf(object: unknown): unknown {
  const { metadata } = (object ?? {}) as { metadata?: { annotations?: Record<string, unknown> } };
  return metadata?.annotations?.['helm.sh/hook'];
}

const EVENTS =
  'test test-success pre-install post-install pre-delete post-delete pre-upgrade post-upgrade pre-rollback post-rollback'.split(
    ' ',
  );

/** Helm leaves a hook out that has an event nobody knows. */
function isRendered(given: string, data: ChartData<unknown>): boolean {
  const events = given.split(',').map((event) => lower(trimSpace(event)));
  if (!events.every((event) => EVENTS.includes(event)) || data.skipHooks) return false;
  return !(data.skipTests && events.some((event) => event === 'test' || event === 'test-success'));
}

function flat(rendered: Rendered): object[] {
  if (Array.isArray(rendered)) return (rendered as readonly Rendered[]).flatMap(flat);
  return rendered ? [rendered] : [];
}
