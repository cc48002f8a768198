// The text of a file that eject writes: its imports, comments, and functions as a person would have them.

import { textLiteral } from '../../values/types';
import { type TemplateSource, utf8 } from '../template-source';

/** Lines of a function's body. */
export function indented(lines: readonly string[]): string {
  return lines.map((line) => (line === '' ? '\n' : `  ${line}\n`)).join('');
}

/** `chart.values` under a name of its own, as a person would have it. */
export function withParts(text: string): string {
  const parts = ['values', 'release', 'texts'].filter((part) => new RegExp(`\\bchart\\.${part}\\b`).test(text));
  if (parts.length === 0) return text;
  const head = text.indexOf('{\n', text.indexOf(') {') >= 0 ? text.indexOf(') {') : text.indexOf(': string {')) + 2;
  const body = parts.reduce(
    (at, part) =>
      at
        .replace(new RegExp(`\\bchart\\.${part}\\.`, 'g'), `${part}.`)
        .replace(new RegExp(`\\bchart\\.${part}\\b`, 'g'), part),
    text.slice(head),
  );
  return `${text.slice(0, head)}  const { ${parts.join(', ')} } = chart;\n${body}`;
}

/** Rounds that do not look at their item give it no name. */
export function withoutUnnamed(text: string): string {
  return text.replace(/\.(map|flatMap)\(\((\w+)(, \w+)?\) => /g, (all, method: string, item: string, index = '') => {
    const isUsed = [...text.matchAll(new RegExp(`\\b${item}\\b`, 'g'))].length > 1;
    if (isUsed) return all;
    return index === '' ? `.${method}(() => ` : `.${method}((_${index}) => `;
  });
}

/** What the chart says of a definition, and its name. */
export function documented(name: string, { bytes }: TemplateSource): string {
  const named = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const above = new RegExp(
    `\\{\\{-?\\s*/\\*((?:(?!\\*/)[^])*)\\*/\\s*-?\\}\\}\\s*\\{\\{-?\\s*define\\s+"${named}"`,
  ).exec(utf8(bytes))?.[1];
  const lines = (above ?? '').split('\n').map((line) => line.trim().replace(/^(?:\/\/|[#*])+ ?/, ''));
  // Behind an empty line, or how templates include it, is nothing that a function's reader needs.
  const from = lines.findIndex((line) => line !== '');
  const end = lines.findIndex(
    (line, i) => i > from && (line === '' || /^(?:usage|params?|example)s?\b.*:?$|\{\{/i.test(line)),
  );
  const prose = from < 0 ? [] : lines.slice(from, end < 0 ? lines.length : end);
  const isProse = prose.length > 0 && prose.length < 9 && !/copyright|SPDX|\{\{/i.test(prose.join(' '));
  if (!isProse) return `/** ${name} */\n`;
  return `/**\n${[...prose, '', name].map((line) => (line === '' ? ' *\n' : ` * ${line}\n`)).join('')} */\n`;
}

/** Names that a text calls: what an expression was first may have become something shorter. */
export function usedIn(text: string, names: ReadonlySet<string>): Set<string> {
  return new Set([...names].filter((name) => new RegExp(`(?:^|\\.\\.\\.|[^.\\w])${name}[(\`]`, 'm').test(text)));
}

export function imports(names: ReadonlySet<string>): string {
  return names.size === 0 ? '' : importLine([...names].sort(), '@mistletoe-dev/sdk/chart');
}

export function importLine(names: readonly string[], from: string): string {
  const line = `import { ${names.join(', ')} } from ${textLiteral(from)};\n`;
  return line.length <= 120
    ? line
    : `import {\n${names.map((name) => `  ${name},\n`).join('')}} from ${textLiteral(from)};\n`;
}

/** `web.selectorLabels` is selectorLabels, `common.names.fullname` namesFullname. */
export function helperName(name: string): string {
  const rest = name.replace(/^[^.]*\./, '');
  return camelCase(rest === '' ? name : rest);
}

export function camelCase(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const joined = words
    .map((word, i) => (i === 0 ? word[0]!.toLowerCase() + word.slice(1) : word[0]!.toUpperCase() + word.slice(1)))
    .join('');
  return /^[A-Za-z]/.test(joined) ? joined : `x${joined}`;
}
