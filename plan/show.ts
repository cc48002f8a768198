// A comparison for people: one line an object, one a field, with why it changes. Values of Secrets are not shown.

import { styleText } from 'node:util';
import type { TemplatePlace } from '../compiler/analysis/place';
import type { Change, FieldChange, Origin } from './compare';
import { isMark } from './resource';

/** How to show it. */
export interface ShowOptions {
  showSecrets?: boolean;
  colour?: boolean;
}

type Colour = 'red' | 'green' | 'yellow' | 'magenta' | 'cyan';

const SIGNS: Record<Change['action'], { sign: string; colour: Colour; words: string }> = {
  create: { sign: '+', colour: 'green', words: 'to make' },
  update: { sign: '~', colour: 'yellow', words: 'to change' },
  replace: { sign: '!', colour: 'magenta', words: 'to delete and make anew' },
  delete: { sign: '-', colour: 'red', words: 'to delete' },
  keep: { sign: '=', colour: 'cyan', words: 'to keep' },
};

const ORIGINS: Record<Origin, string> = {
  package: 'the package changed',
  values: 'the values changed',
  drift: 'somebody changed the cluster',
};

const WIDEST = 200;

/** The changes and a summary, ending in a line break. */
export function showChanges(changes: readonly Change[], { showSecrets, colour }: ShowOptions = {}): string {
  const paint = (name: Colour, text: string) => (colour ? styleText(name, text, { validateStream: false }) : text);
  const lines: string[] = [];
  for (const { action, name, kind, source, fields, problem } of changes) {
    const look = SIGNS[action];
    lines.push(paint(look.colour, `${look.sign} ${name}`) + (source === '' ? '' : `  (${source})`));
    if (problem !== undefined) lines.push(paint('red', `    ! ${problem}`));
    // What was nobody's becomes the release's: three fields that say one thing.
    const marks = fields.filter(isMark);
    if (marks.length > 0) lines.push("    it becomes the release's");
    for (const field of fields) {
      if (!marks.includes(field)) lines.push(`    ${fieldLine(field, !showSecrets && isSecretField({ kind }, field))}`);
    }
  }
  const counts = Object.entries(SIGNS).flatMap(([action, { words }]) => {
    const count = changes.filter((change) => change.action === action).length;
    return count > 0 ? [`${count} ${words}`] : [];
  });
  lines.push(counts.length > 0 ? counts.join(', ') : 'nothing changes');
  return `${lines.join('\n')}\n`;
}

function fieldLine({ path, before, after, origins, place }: FieldChange, isHidden: boolean): string {
  const show = (value: unknown) => (value === undefined ? 'nothing' : isHidden ? 'a secret' : valueText(value));
  const both = isHidden && before !== undefined && after !== undefined;
  const change = both ? 'another secret' : `${show(before)} → ${show(after)}`;
  return `${path}: ${change}  [${origins.map((origin) => ORIGINS[origin]).join(', ')}]${place ? `  (${placeText(place)})` : ''}`;
}

/** `chart/templates/web.yaml:12`, and what included it. */
function placeText({ template, line, from }: TemplatePlace): string {
  return `${template}:${line}${from ? ` < ${placeText(from)}` : ''}`;
}

function valueText(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > WIDEST ? `${text.slice(0, WIDEST)}…` : text;
}

/** The changes with the values of Secrets taken out. */
export function masked(changes: readonly Change[]): Change[] {
  const hide = (value: unknown) => (value === undefined ? undefined : '(a secret)');
  return changes.map((change) => ({
    ...change,
    fields: change.fields.map((field) =>
      isSecretField(change, field) ? { ...field, before: hide(field.before), after: hide(field.after) } : field,
    ),
  }));
}

function isSecretField({ kind }: Pick<Change, 'kind'>, { path }: Pick<FieldChange, 'path'>): boolean {
  return kind === 'Secret' && /^(?:data|stringData)\b/.test(path);
}

/** Does anything change? */
export function changesAnything(changes: readonly Change[]): boolean {
  return changes.some(({ action }) => action !== 'keep');
}
