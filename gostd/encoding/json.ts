// Reads a schema's JSON as Go's json.Decoder does with UseNumber: numbers keep their text, a key that comes twice has its
// last value, and the errors are Go's, word for word. It must not look at what the JSON means.
// Follows go@1.26.8 src/encoding/json/scanner.go, go@1.26.8 src/encoding/json/stream.go.

import { byteText, textBytes, utf8Text } from '../bytes';
import { quote } from '../strconv';

/** A number as it stands in the text. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

export type JsonObject = Map<string, JsonValue>;
export type JsonValue = null | boolean | string | JsonNumber | JsonValue[] | JsonObject;

/** Text that Go's decoder refuses; the message is Go's. */
export class JsonError extends Error {}

const MAX_DEPTH = 10000;
const SPACE = /[ \t\r\n]*/y;
/** What a string has that stands for itself. */
const PLAIN = /[^"\\\0-\x1f]*/y;
const NOT_ASCII = /[\x80-\xff]/;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

/** The first value of a text and the offset behind it. Throws JsonError. */
export function decodeJson(bytes: Uint8Array): { value: JsonValue; rest: Uint8Array } {
  const decoder = new Decoder(bytes);
  const value = decoder.first();
  return { value, rest: bytes.subarray(decoder.at) };
}

/** A text that is one value and nothing else. Source: github.com/santhosh-tekuri/jsonschema/v6@v6.0.3 loader.go, UnmarshalJSON. */
export function parseJsonDocument(bytes: Uint8Array): JsonValue {
  const { value, rest } = decodeJson(bytes);
  if (rest.some((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) {
    throw new JsonError('invalid character after top-level value');
  }
  return value;
}

class Decoder {
  /** One character a byte. */
  private readonly text: string;
  at = 0;
  private depth = 0;

  constructor(bytes: Uint8Array) {
    this.text = byteText(bytes);
  }

  first(): JsonValue {
    this.space();
    if (this.at === this.text.length) throw new JsonError('EOF');
    return this.value();
  }

  private space(): void {
    SPACE.lastIndex = this.at;
    this.at += SPACE.exec(this.text)![0].length;
  }

  private fail(context: string): never {
    if (this.at >= this.text.length) throw new JsonError('unexpected EOF');
    const char = this.text[this.at];
    const shown = char === "'" ? "'\\''" : char === '"' ? `'"'` : `'${quote(char).slice(1, -1)}'`;
    throw new JsonError(`invalid character ${shown} ${context}`);
  }

  private value(): JsonValue {
    switch (this.text[this.at]) {
      case '{':
        return this.nested(() => this.object());
      case '[':
        return this.nested(() => this.array());
      case '"':
        return this.string();
      case 't':
        return this.word('true', true);
      case 'f':
        return this.word('false', false);
      case 'n':
        return this.word('null', null);
    }
    if (/[-0-9]/.test(this.text[this.at] ?? '')) return this.number();
    return this.fail('looking for beginning of value');
  }

  private nested(read: () => JsonValue): JsonValue {
    if (++this.depth > MAX_DEPTH) throw new JsonError('exceeded max depth');
    this.at++;
    const value = read();
    this.at++;
    this.depth--;
    return value;
  }

  private word<T extends JsonValue>(word: string, value: T): T {
    for (let i = 0; i < word.length; i++, this.at++) {
      if (this.text[this.at] !== word[i]) this.fail(`in literal ${word} (expecting '${word[i]}')`);
    }
    return value;
  }

  private number(): JsonNumber {
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.text);
    if (!found) {
      this.at++;
      return this.fail('in numeric literal');
    }
    this.at += found[0].length;
    const next = this.text[this.at] ?? '';
    if (next === '.' && !/[.eE]/.test(found[0])) {
      this.at++;
      this.fail('after decimal point in numeric literal');
    }
    if (/[eE]/.test(next) && !/[eE]/.test(found[0])) {
      this.at++;
      if (/[+-]/.test(this.text[this.at] ?? '')) this.at++;
      this.fail('in exponent of numeric literal');
    }
    return new JsonNumber(found[0]);
  }

  private array(): JsonValue[] {
    const items: JsonValue[] = [];
    this.space();
    if (this.text[this.at] === ']') return items;
    while (true) {
      items.push(this.value());
      this.space();
      if (this.text[this.at] === ']') return items;
      if (this.text[this.at] !== ',') this.fail('after array element');
      this.at++;
      this.space();
    }
  }

  private object(): JsonObject {
    const members: JsonObject = new Map();
    this.space();
    if (this.text[this.at] === '}') return members;
    while (true) {
      if (this.text[this.at] !== '"') this.fail('looking for beginning of object key string');
      const key = this.string();
      this.space();
      if (this.text[this.at] !== ':') this.fail('after object key');
      this.at++;
      this.space();
      members.set(key, this.value());
      this.space();
      if (this.text[this.at] === '}') return members;
      if (this.text[this.at] !== ',') this.fail('after object key:value pair');
      this.at++;
      this.space();
    }
  }

  private string(): string {
    let out = '';
    this.at++;
    while (true) {
      PLAIN.lastIndex = this.at;
      const [plain] = PLAIN.exec(this.text)!;
      this.at += plain.length;
      out += NOT_ASCII.test(plain) ? utf8Text(textBytes(plain)) : plain;
      const char = this.text[this.at];
      if (char !== '"' && char !== '\\') this.fail('in string literal');
      this.at++;
      if (char === '"') return out;
      out += this.escape();
    }
  }

  private escape(): string {
    const char = this.text[this.at] ?? '';
    const plain = '"\\/bfnrt'.indexOf(char);
    if (char !== '' && plain >= 0) {
      this.at++;
      return '"\\/\b\f\n\r\t'[plain];
    }
    if (char !== 'u') this.fail('in string escape code');
    this.at++;
    const unit = this.hex();
    if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
    const next = /^\\u([dD][c-fC-F][0-9a-fA-F]{2})/.exec(this.text.slice(this.at, this.at + 6));
    if (unit > 0xdbff || !next) return '\ufffd';
    this.at += 6;
    return String.fromCharCode(unit, Number.parseInt(next[1], 16));
  }

  private hex(): number {
    for (let i = 0; i < 4; i++, this.at++) {
      if (!/[0-9a-fA-F]/.test(this.text[this.at] ?? '')) this.fail('in \\u hexadecimal character escape');
    }
    return Number.parseInt(this.text.slice(this.at - 4, this.at), 16);
  }
}
