// Regular expressions of Go (RE2) as JavaScript's, where the two mean the same.

/** A regular expression as a literal of JavaScript. */
export interface RegExpLiteral {
  /** without its `g` */
  code: string;
  /** it may match nothing at all, where the two languages go on differently */
  canBeEmpty: boolean;
}

/** Classes of Go that JavaScript has under another name or with other members. */
const POSIX: Record<string, string> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  digit: '0-9',
  lower: 'a-z',
  upper: 'A-Z',
  space: '\\t\\n\\v\\f\\r ',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
};

const CONTROLS = 'nrtfv';
const SYNTAX = /[\^$\\.*+?()[\]{}|/]/;

/** The literal; undefined for what is no expression that both have. */
export function regExpLiteral(pattern: string): RegExpLiteral | undefined {
  try {
    const reader = new Reader(pattern);
    const { code, least } = reader.alternatives();
    if (!reader.isAtEnd) return undefined;
    const literal = `/${code === '' ? '(?:)' : code}/u`;
    new RegExp(code, 'u');
    return { code: literal, canBeEmpty: least === 0 };
  } catch (error) {
    if (error instanceof Unlike || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What Go and JavaScript do not have in common. */
class Unlike extends Error {}

/** A part, and how many characters it takes at least. */
interface Part {
  code: string;
  least: number;
}

class Reader {
  private at = 0;
  private readonly chars: string[];

  constructor(pattern: string) {
    this.chars = [...pattern];
  }

  get isAtEnd(): boolean {
    return this.at >= this.chars.length;
  }

  private next(): string {
    const char = this.chars[this.at++];
    if (char === undefined) throw new Unlike();
    return char;
  }

  private take(text: string): boolean {
    if (this.chars.slice(this.at, this.at + text.length).join('') !== text) return false;
    this.at += text.length;
    return true;
  }

  alternatives(): Part {
    const parts = [this.sequence()];
    while (this.take('|')) parts.push(this.sequence());
    return { code: parts.map(({ code }) => code).join('|'), least: Math.min(...parts.map(({ least }) => least)) };
  }

  private sequence(): Part {
    let code = '';
    let least = 0;
    while (!this.isAtEnd && this.chars[this.at] !== '|' && this.chars[this.at] !== ')') {
      const atom = this.atom();
      const times = this.quantifier();
      code += atom.code + times.code;
      least += atom.least * times.least;
    }
    return { code, least };
  }

  private quantifier(): Part {
    let found: Part = { code: '', least: 1 };
    if (this.take('*')) found = { code: '*', least: 0 };
    else if (this.take('+')) found = { code: '+', least: 1 };
    else if (this.take('?')) found = { code: '?', least: 0 };
    else if (this.chars[this.at] === '{') {
      const bounds = /^\{(\d+)(?:,(\d*))?\}/.exec(this.chars.slice(this.at).join(''));
      if (!bounds) throw new Unlike();
      this.at += bounds[0].length;
      found = { code: bounds[0], least: Number(bounds[1]) };
    }
    if (found.code !== '' && this.take('?')) found.code += '?';
    if (found.code !== '' && /^[*+?{]$/.test(this.chars[this.at] ?? '')) throw new Unlike();
    return found;
  }

  private atom(): Part {
    const char = this.next();
    switch (char) {
      case '(': {
        const isPlain = this.take('?:');
        if (!isPlain && this.take('?')) throw new Unlike();
        const inner = this.alternatives();
        if (!this.take(')')) throw new Unlike();
        return { code: `(${isPlain ? '?:' : ''}${inner.code})`, least: inner.least };
      }
      case '[':
        return { code: this.set(), least: 1 };
      case '.':
        return { code: '[^\\n]', least: 1 };
      case '^':
      case '$':
        return { code: char, least: 0 };
      case '\\':
        return this.escape();
      case '*':
      case '+':
      case '?':
      case '{':
        throw new Unlike();
      default:
        return { code: literal(char), least: 1 };
    }
  }

  private escape(): Part {
    const char = this.next();
    if (char === 'b' || char === 'B') return { code: `\\${char}`, least: 0 };
    if (char === 's') return { code: '[\\t\\n\\f\\r ]', least: 1 };
    if (char === 'S') return { code: '[^\\t\\n\\f\\r ]', least: 1 };
    if ('dDwW'.includes(char) || CONTROLS.includes(char)) return { code: `\\${char}`, least: 1 };
    if (/[A-Za-z0-9]/.test(char)) throw new Unlike();
    return { code: literal(char), least: 1 };
  }

  /** What stands between brackets. */
  private set(): string {
    let code = this.take('^') ? '[^' : '[';
    for (let isFirst = true; ; isFirst = false) {
      const char = this.next();
      if (char === ']' && !isFirst) return `${code}]`;
      if (char === '[' && this.chars[this.at] === ':') {
        const name = /^:(\w+):\]/.exec(this.chars.slice(this.at).join(''))?.[1];
        const members = name === undefined ? undefined : POSIX[name];
        if (members === undefined) throw new Unlike();
        this.at += name!.length + 3;
        code += members;
      } else if (char === '\\') code += this.escapeInSet();
      else if (char === '-') {
        // Between two characters it makes a range; elsewhere it stands for itself.
        const isRange = !isFirst && this.chars[this.at] !== ']' && /[^\\[^-]$/.test(code) && !/\\[dDwWs]$/.test(code);
        code += isRange ? '-' : '\\-';
      } else code += /[\]\\^[]/.test(char) ? `\\${char}` : char;
    }
  }

  private escapeInSet(): string {
    const char = this.next();
    if (char === 's') return '\\t\\n\\f\\r ';
    if ('dDwW'.includes(char) || CONTROLS.includes(char)) return `\\${char}`;
    if (/[A-Za-z0-9]/.test(char)) throw new Unlike();
    return /[\]\\^[-]/.test(char) ? `\\${char}` : char;
  }
}

const literal = (char: string) => (SYNTAX.test(char) ? `\\${char}` : char === '\n' ? '\\n' : char);
