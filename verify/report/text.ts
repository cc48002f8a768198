// A render's differences as plain text: for reports that show text, and for test failures.

import type { RenderReport } from '../model';
import { placeText } from './summary';

/** Everything there is to say about a render, without colours. */
export function differenceText(
  render: Pick<RenderReport, 'args' | 'differences' | 'error' | 'notes' | 'random' | 'warnings'>,
): string {
  const lines = [`helm template ${render.args.join(' ')}`, ...render.notes];
  if (render.error !== undefined) lines.push(render.error);
  for (const difference of [...render.differences, ...(render.warnings ? [render.warnings] : [])]) {
    lines.push(`${difference === render.warnings ? 'warnings' : difference.what}: ${difference.summary}`);
    for (const hunk of difference.hunks) {
      lines.push(
        `@@ helm line ${hunk.helm}, ours line ${hunk.ours} @@${hunk.source ? ` ${placeText(hunk.source)}` : ''}`,
      );
      lines.push(...hunk.lines.map(({ kind, text }) => kind + text));
    }
    if (difference.more > 0) lines.push(`… ${difference.more} more places`);
  }
  for (const place of render.random) {
    const where = place.source ? ` ${placeText(place.source)}` : '';
    lines.push(`random: line ${place.line}, column ${place.column}: ${place.before}${where}`);
  }
  return `${lines.join('\n')}\n`;
}
