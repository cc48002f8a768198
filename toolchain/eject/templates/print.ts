// Code that knows where it may be broken into lines, as a person would break it.

/** Code: texts, one after the other, with groups among them. */
export type Code = string | Group | Choice | Lines | readonly Code[];

/** An object, a list or arguments. */
export interface Group {
  kind: 'group';
  open: string;
  close: string;
  items: { code: Code; comments: readonly string[] }[];
}

/** `test ? then : else`. */
export interface Choice {
  kind: 'choice';
  test: Code;
  then: Code;
  else: Code;
}

/** A template literal in lines, whose tag takes the indentation away. */
export interface Lines {
  kind: 'lines';
  tag: string;
  /** `own`: an expression whose lines have ends of their own */
  lines: readonly (Code | { kind: 'own'; code: Code })[];
  /** the last line's end is part of it, and its last backtick tells where lines begin */
  isPart?: boolean;
}

type Own = Exclude<Lines['lines'][number], Code>;
const isOwn = (line: Lines['lines'][number]): line is Own =>
  typeof line === 'object' && 'kind' in line && line.kind === 'own';

const WIDTH = 114;
/** More entries than this stand below one another. */
const MOST_ON_A_LINE = 4;

export function group(
  open: string,
  close: string,
  items: readonly (Code | { code: Code; comments: readonly string[] })[],
): Group {
  return {
    kind: 'group',
    open,
    close,
    items: items.map((item) =>
      typeof item === 'object' && 'comments' in item ? item : { code: item as Code, comments: [] },
    ),
  };
}

const isGroup = (code: Code): code is Group => typeof code === 'object' && 'kind' in code && code.kind === 'group';
const isLines = (code: Code): code is Lines => typeof code === 'object' && 'kind' in code && code.kind === 'lines';
const isChoice = (code: Code): code is Choice => typeof code === 'object' && 'kind' in code && code.kind === 'choice';

/** `test ? then : otherwise`, or the branch that is taken where the test is constant. */
export function choice(test: Code, then: Code, otherwise: Code): Code {
  if (test === 'true') return then;
  return test === 'false' ? otherwise : { kind: 'choice', test, then, else: otherwise };
}

/** What is known of code, which never changes: every group asks for it around the groups in it. */
function remembered<T>(compute: (code: Exclude<Code, string>) => T): (code: Exclude<Code, string>) => T {
  const known = new WeakMap<Exclude<Code, string>, T>();
  return (code) => {
    const found = known.get(code) ?? compute(code);
    known.set(code, found);
    return found;
  };
}

/** Code on one line. */
export const flat = (code: Code): string => (typeof code === 'string' ? code : flatOf(code));

const flatOf = remembered((code): string => {
  if (isGroup(code)) {
    if (code.items.length === 0) return code.open + code.close;
    const space = code.open.endsWith('{') ? ' ' : '';
    return code.open + space + code.items.map((item) => flat(item.code)).join(', ') + space + code.close;
  }
  if (isLines(code)) {
    const lines = code.lines.map((line) => (isOwn(line) ? `\${${flat(line.code)}}` : `${flat(line)}\\n`)).join('');
    return `${code.tag}\`${code.isPart ? lines : lines.replace(/\\n$/, '')}\``;
  }
  if (isChoice(code)) return `${flat(code.test)} ? ${flat(code.then)} : ${flat(code.else)}`;
  return code.map(flat).join('');
});

/** How many entries there are in all groups, and whether a comment forbids one line. */
const weigh = (code: Code): number => (typeof code === 'string' ? (code.includes('\n') ? 100 : 0) : weightOf(code));

const weightOf = remembered((code): number => {
  if (isGroup(code)) {
    return code.items.reduce(
      (sum, { code: item, comments }) => sum + 1 + weigh(item) + (comments.length > 0 ? 100 : 0),
      0,
    );
  }
  if (isLines(code))
    return code.lines.length > 1
      ? 100
      : code.lines.reduce((sum, line) => sum + weigh(isOwn(line) ? line.code : line), 0);
  if (isChoice(code)) return weigh(code.test) + weigh(code.then) + weigh(code.else);
  return code.reduce<number>((sum, part) => sum + weigh(part), 0);
});

/** Parts of the chart get names of their own at the end. */
export const width = (text: string) => text.replace(/\bchart\.(?=(?:values|release|texts)\b)/g, '').length;

/** Code in lines; the first begins at `column`, further ones are indented by `indent`. */
export function print(code: Code, indent: string, column: number): string {
  if (typeof code === 'string') return code;
  const oneLine = flat(code);
  if (weigh(code) <= MOST_ON_A_LINE && column + width(oneLine) <= WIDTH) return oneLine;
  if (isGroup(code)) {
    if (code.items.length === 0) return code.open + code.close;
    const deeper = `${indent}  `;
    const lines = code.items.map(({ code: item, comments }) => {
      const above = comments.map((comment) => `${deeper}${comment}\n`).join('');
      return `${above}${deeper}${print(item, deeper, deeper.length)},\n`;
    });
    // A callback's or a function's last argument takes no comma of its own.
    return `${code.open}\n${lines.join('')}${indent}${code.close}`;
  }
  if (isLines(code)) {
    if (code.lines.length === 0) return oneLine;
    const deeper = `${indent}  `;
    const lines = code.lines.map((line) => {
      if (isOwn(line)) return `${deeper}\${${print(line.code, deeper, deeper.length + 2)}}\n`;
      return line === '' ? '\n' : `${deeper}${flat(line)}\n`;
    });
    return `${code.tag}\`\n${lines.join('')}${code.isPart ? deeper : indent}\``;
  }
  if (isChoice(code)) {
    const deeper = `${indent}    `;
    const branch = (one: Code) => print(one, isLines(one) ? `${indent}  ` : deeper, deeper.length);
    return `${print(code.test, indent, column)}\n${indent}  ? ${branch(code.then)}\n${indent}  : ${branch(code.else)}`;
  }
  let out = '';
  let at = column;
  for (const part of code) {
    const text = print(part, indent, at);
    out += text;
    const line = text.lastIndexOf('\n');
    at = line < 0 ? at + text.length : text.length - line - 1;
  }
  return out;
}
