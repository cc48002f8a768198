// Tables as Helm prints them: columns as wide as their widest cell, a tab between them.
// Follows github.com/gosuri/uitable@v0.0.4 table.go, github.com/gosuri/uitable@v0.0.4 util/strutil/strutil.go.

import { stripVTControlCharacters } from 'node:util';
import { runeWidth, textWidth } from './rune-width';

const widthOf = (text: string) => textWidth(stripVTControlCharacters(text));

/** As many spaces behind a text as it lacks; one that is too wide is cut, and says so. A column of nothing changes nothing. */
function resize(text: string, width: number): string {
  const own = widthOf(text);
  if (width === 0 || own === width) return text;
  if (own < width) return text + ' '.repeat(width - own);
  let out = '';
  let at = 0;
  for (const char of text) {
    out += char;
    const next = at + runeWidth(char);
    if (next >= width - 3) break;
    at = next;
  }
  return `${out}...`;
}

/** The lines of the rows, the last one without an end. A cell may have several lines. `most`: how wide a column may be. */
export function table(rows: readonly (readonly string[])[], most = Number.POSITIVE_INFINITY): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      const width = Math.min(most, Math.max(...cell.split('\n').map(widthOf)));
      widths[column] = Math.max(widths[column] ?? 0, width);
    }
  }
  const lines = rows.flatMap((row) => {
    // A cell of several lines is cut as if it were one.
    const cells = row.map((cell, column) => resize(cell, widths[column]!).split('\n'));
    return Array.from({ length: Math.max(0, ...cells.map(({ length }) => length)) }, (_, i) =>
      cells
        .map((own, column) => {
          const line = own[i];
          return line === undefined ? ' '.repeat(Math.max(1, widths[column]!)) : resize(line, widths[column]!);
        })
        .join('\t'),
    );
  });
  return lines.join('\n');
}
