// What `mistletoe eject` says when it is done.

import { describeSteps, nextSteps } from '../next-steps';
import type { Ejected } from './eject';

/** The report. `shown`: the folder as the user wrote it. */
export function describeEjected(ejected: Ejected, shown: string): string {
  const { name, translated, chartTexts, returned, kept, forText, unrendered, limits, unproven, own, next } = ejected;
  let out = `${shown}: a TypeScript package that renders what the chart ${name} renders\n`;
  for (const path of translated) {
    const texts = Object.hasOwn(chartTexts, path) ? textsLeft(chartTexts[path]!) : '';
    out += `  ${path} is TypeScript${texts}${forText.includes(path) ? '; the chart keeps it for its text' : ''}\n`;
  }
  for (const path of returned) out += `  ${path} is the chart's again, since its TypeScript is gone\n`;
  const advised = new Set<string>();
  for (const { path, file, line, reason, code, advice } of kept) {
    const place = line === undefined ? '' : `${file === path ? 'line' : `${file}, line`} ${line}: `;
    out += `  ${path} stays in the chart: ${place}${reason}\n`;
    if (code !== undefined && !reason.includes(code)) out += `      ${code}\n`;
    // Once is enough: a chart repeats its habits.
    if (!advised.has(advice)) out += `      ${advice}\n`;
    advised.add(advice);
  }
  const asked = translated.length + kept.length;
  if (asked > 1) out += `  ${translated.length} of ${asked} templates are TypeScript\n`;
  if (unrendered.length > 0)
    out += `  ${unrendered.length} of the ${translated.length} were compared with nothing, since no value set renders them: ${unrendered.join(', ')}; give one that does, -f FILE, or --api-versions VERSION\n`;
  if (limits !== undefined) out += `  ${limits}\n`;
  if (unproven !== undefined) {
    const what = translated.length === 0 ? 'The' : 'Nothing was compared, since the';
    out += `\n${what} chart renders with none of its value sets: give one that it renders with, -f FILE\n`;
    out += `${unproven.trim().replace(/^/gm, '  ')}\n`;
  }
  const steps = own === undefined ? describeSteps(next) : nextSteps(shown, own, next);
  return `${out}\n${steps}`;
}

function textsLeft({ count, lines }: { count: number; lines: number }): string {
  return `, but for ${count} text${count === 1 ? '' : 's'} of the chart${lines > count ? ` (${lines} lines)` : ''}`;
}
