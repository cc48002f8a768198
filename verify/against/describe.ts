// What `mistletoe verify --against` prints.

import type { AgainstResult } from './against';

const WORDS: Record<AgainstResult['status'], string> = {
  identical: 'identical',
  equal: 'equal objects',
  refused: 'both refuse',
  stricter: 'the package alone refuses an odd value',
  different: 'DIFFERENT',
};

const MOST_DIFFERENCES = 12;

/**
 * A line a value set, differences below it, a sum at the end.
 * @param sources of a package that was ejected: the TypeScript of its templates, by their paths in the chart
 */
export function describeAgainst(
  results: readonly AgainstResult[],
  sources: ReadonlyMap<string, string> = new Map(),
): string {
  const width = Math.max(8, ...results.map(({ set }) => set.length));
  let out = '';
  for (const { set, status, differences, words, values } of results) {
    out += `${set.padEnd(width)}  ${WORDS[status]}\n`;
    for (const { object, path, chart, package: given, source } of differences.slice(0, MOST_DIFFERENCES)) {
      out += `    ${object}${path === '' ? '' : ` ${path}`}: chart ${chart ?? 'has none'}, package ${given ?? 'has none'}${source === undefined ? '' : ` (${origin(source, sources)})`}\n`;
    }
    if (differences.length > MOST_DIFFERENCES) out += `    and ${differences.length - MOST_DIFFERENCES} more\n`;
    if (differences.length > 0 && values !== undefined) out += `    values: ${values.replace(/\s+/g, ' ').trim()}\n`;
    if (words !== undefined)
      out += `    in other words: chart ${oneLine(words.chart)}; package ${oneLine(words.package)}\n`;
  }
  const counts = (Object.keys(WORDS) as AgainstResult['status'][])
    .map((status) => [results.filter((result) => result.status === status).length, WORDS[status]] as const)
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${count} ${words}`);
  out += `\n${results.length} value set${results.length === 1 ? '' : 's'}: ${counts.join(', ')}\n`;
  const unrendered = [...sources.keys()].filter((path) => !results.some(({ templates }) => templates?.includes(path)));
  if (!isNothingCompared(results)) {
    if (unrendered.length === 0) return out;
    return `${out}${unrendered.length} of the ${sources.size} templates that are TypeScript were compared with nothing, since no value set renders them: ${unrendered.join(', ')}; give one that does, -f FILE, or --api-versions VERSION\n`;
  }
  return `${out}Nothing was compared: give values that the chart renders with, -f FILE\n  ${oneLine(results.find(({ refusal }) => refusal !== undefined)?.refusal ?? '')}\n`;
}

/** What makes an object: the TypeScript that a template has become, or the template. */
function origin(source: string, sources: ReadonlyMap<string, string>): string {
  const file = sources.get(source.replace(/^[^/]+\//, ''));
  if (file !== undefined) return `${file}, which stands for ${source}`;
  return sources.size === 0 ? source : `${source}, which the chart renders`;
}

/** That one of them refuses says nothing about what they render. */
export function isNothingCompared(results: readonly AgainstResult[]): boolean {
  return results.every(({ status }) => status === 'refused' || status === 'stricter');
}

function oneLine(text: string): string {
  return JSON.stringify(text.length > 160 ? `${text.slice(0, 160)}…` : text);
}
