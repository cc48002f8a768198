// Reads JSON, all of it: objects, lists, texts with their escapes, numbers, true, false and null. The host writes its input as JSON.

/** A JSON value. Numbers keep the text they were written as. */
export class Json {
  constructor(
    readonly kind: Kind,
    /** of a text or a number */
    readonly text: string = '',
    readonly items: Json[] = [],
    /** of an object: the keys of `items` */
    readonly keys: string[] = [],
  ) {}

  /** The value of a key, or null: of several equal ones the last. */
  get(key: string): Json | null {
    for (let i = this.keys.length - 1; i >= 0; i--) if (this.keys[i] == key) return this.items[i];
    return null;
  }

  /** The text of a key that holds one, or what stands for it. */
  textOf(key: string, missing: string): string {
    const value = this.get(key);
    return value !== null && value.kind == Kind.Text ? value.text : missing;
  }
}

export enum Kind {
  Null,
  True,
  False,
  Number,
  Text,
  List,
  Object,
}

/** How deep lists and objects may nest. */
const MAX_DEPTH = 200;

/** Reads a whole text; null where it is no JSON. */
export function parseJson(text: string): Json | null {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.space();
  return value !== null && reader.atEnd() ? value : null;
}

class Reader {
  private at: i32 = 0;

  constructor(private readonly text: string) {}

  atEnd(): bool {
    return this.at == this.text.length;
  }

  space(): void {
    while (!this.atEnd() && isSpace(this.peek())) this.at++;
  }

  value(depth: i32): Json | null {
    this.space();
    if (this.atEnd() || depth > MAX_DEPTH) return null;
    const char = this.peek();
    if (char == 0x7b) return this.object(depth);
    if (char == 0x5b) return this.list(depth);
    if (char == 0x22) {
      const text = this.string();
      return text === null ? null : new Json(Kind.Text, text);
    }
    if (this.word('true')) return new Json(Kind.True);
    if (this.word('false')) return new Json(Kind.False);
    if (this.word('null')) return new Json(Kind.Null);
    return this.number();
  }

  private object(depth: i32): Json | null {
    const keys: string[] = [];
    const items: Json[] = [];
    this.at++;
    if (this.take(0x7d)) return new Json(Kind.Object, '', items, keys);
    do {
      this.space();
      if (this.atEnd() || this.peek() != 0x22) return null;
      const key = this.string();
      if (key === null || !this.take(0x3a)) return null;
      const item = this.value(depth + 1);
      if (item === null) return null;
      keys.push(key);
      items.push(item);
    } while (this.take(0x2c));
    return this.take(0x7d) ? new Json(Kind.Object, '', items, keys) : null;
  }

  private list(depth: i32): Json | null {
    const items: Json[] = [];
    this.at++;
    if (this.take(0x5d)) return new Json(Kind.List, '', items);
    do {
      const item = this.value(depth + 1);
      if (item === null) return null;
      items.push(item);
    } while (this.take(0x2c));
    return this.take(0x5d) ? new Json(Kind.List, '', items) : null;
  }

  private string(): string | null {
    let out = '';
    let from = ++this.at;
    while (!this.atEnd()) {
      const char = this.peek();
      if (char == 0x22) {
        out += this.text.substring(from, this.at++);
        return out;
      }
      if (char < 0x20) return null;
      if (char != 0x5c) {
        this.at++;
        continue;
      }
      out += this.text.substring(from, this.at++);
      if (this.atEnd()) return null;
      const escaped = this.peek();
      this.at++;
      if (escaped == 0x75) {
        const code = this.hex();
        if (code < 0) return null;
        out += String.fromCharCode(code);
      } else {
        const index = '"\\/bfnrt'.indexOf(String.fromCharCode(escaped));
        if (index < 0) return null;
        out += '"\\/\b\f\n\r\t'.charAt(index);
      }
      from = this.at;
    }
    return null;
  }

  private hex(): i32 {
    if (this.at + 4 > this.text.length) return -1;
    let code = 0;
    for (let i = 0; i < 4; i++) {
      const char = this.text.charCodeAt(this.at++);
      const lower = char | 0x20;
      if (char >= 0x30 && char <= 0x39) code = code * 16 + char - 0x30;
      else if (lower >= 0x61 && lower <= 0x66) code = code * 16 + lower - 0x57;
      else return -1;
    }
    return code;
  }

  private number(): Json | null {
    const from = this.at;
    if (!this.atEnd() && this.peek() == 0x2d) this.at++;
    const first = this.at;
    if (!this.digits()) return null;
    if (this.at - first > 1 && this.text.charCodeAt(first) == 0x30) return null;
    if (!this.atEnd() && this.peek() == 0x2e) {
      this.at++;
      if (!this.digits()) return null;
    }
    if (!this.atEnd() && (this.peek() | 0x20) == 0x65) {
      this.at++;
      if (!this.atEnd() && (this.peek() == 0x2b || this.peek() == 0x2d)) this.at++;
      if (!this.digits()) return null;
    }
    return new Json(Kind.Number, this.text.substring(from, this.at));
  }

  private digits(): bool {
    const from = this.at;
    while (!this.atEnd() && this.peek() >= 0x30 && this.peek() <= 0x39) this.at++;
    return this.at > from;
  }

  private word(word: string): bool {
    if (this.text.substr(this.at, word.length) != word) return false;
    this.at += word.length;
    return true;
  }

  /** Takes a sign, and white space before it. */
  private take(char: i32): bool {
    this.space();
    if (this.atEnd() || this.peek() != char) return false;
    this.at++;
    return true;
  }

  private peek(): i32 {
    return this.text.charCodeAt(this.at);
  }
}

function isSpace(char: i32): bool {
  return char == 0x20 || char == 0x0a || char == 0x0d || char == 0x09;
}

/** A text as JSON writes it, which every YAML reader takes too. */
export function quote(text: string): string {
  let out = '"';
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char == 0x22 || char == 0x5c) out += '\\' + text.charAt(i);
    else if (char < 0x20 || char == 0x7f || char == 0x85 || char == 0x2028 || char == 0x2029 || (char >= 0xd800 && char < 0xe000)) {
      out += '\\u' + char.toString(16).padStart(4, '0');
    } else out += text.charAt(i);
  }
  return out + '"';
}
