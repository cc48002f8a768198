// The lexical scanner of Go's template language (text/template/parse/lex.go): turns source bytes into tokens that are
// ranges of the source. Compiled by tsc and by asc; it allocates nothing per token and never fails but by an Error token.
// Follows go@1.26.8 src/text/template/parse/lex.go.
import { ByteBuilder, Char, decodeRune, equalAscii, runeOf, widthOf } from './bytes';
import { appendQuoted, appendUnicode } from './quote';
import { byteAt, countNewlines, textEnd, wordEnd } from './scan/scan';
import { isAlphaNumeric } from './unicode';

/** What a token is. Those after Keyword are keywords. */
export enum TokenKind {
  Error,
  Bool,
  Char,
  CharConstant,
  Complex,
  Assign,
  Declare,
  EOF,
  Field,
  Identifier,
  LeftDelim,
  LeftParen,
  Number,
  Pipe,
  RawString,
  RightDelim,
  RightParen,
  Space,
  String,
  Text,
  Variable,
  Keyword,
  Block,
  Break,
  Continue,
  Dot,
  Define,
  Else,
  End,
  If,
  Nil,
  Range,
  Template,
  With,
}

/** The length of a trim marker: the minus and the white space beside it. */
const trimMarkerLength = 2;

/** Scans one template text. `next` reads a token into `kind`, `start`, `end` and `line`. */
export class Lexer {
  kind: i32 = TokenKind.EOF;
  /** The token is source[start, end). */
  start: i32 = 0;
  end: i32 = 0;
  /** The line (from 1) on which the token begins. */
  line: i32 = 1;
  /** What an Error token says. */
  errorMessage: Uint8Array = new Uint8Array(0);

  /** Where reading goes on. */
  private at: i32 = 0;
  /** Where the token begins that is being read, and its line. */
  private from: i32 = 0;
  private fromLine: i32 = 1;
  private insideAction: bool = false;
  private parenDepth: i32 = 0;

  constructor(
    private readonly source: Uint8Array,
    /** Whether the lines inside comments count: from Go 1.24 on they do. */
    private readonly countsCommentLines: bool,
  ) {}

  /** Reads the next token. After the end of the text every token is EOF. */
  next(): void {
    if (this.kind === TokenKind.Error) return;
    if (this.insideAction) this.lexInsideAction();
    else this.lexText();
  }

  /** Ends the token at `at`. */
  private emit(kind: i32): void {
    const from = this.from;
    this.emitInLine(kind);
    // No other token can hold a newline.
    if (kind === TokenKind.Text || kind === TokenKind.Space || kind === TokenKind.RawString) {
      this.fromLine += countNewlines(this.source, from, this.at);
    }
  }

  /** The same for one without a newline. */
  private emitInLine(kind: i32): void {
    this.kind = kind;
    this.start = this.from;
    this.end = this.at;
    this.line = this.fromLine;
    this.from = this.at;
  }

  /** Leaves out what has been read of the token. */
  private ignore(): void {
    this.fromLine += countNewlines(this.source, this.from, this.at);
    this.from = this.at;
  }

  private error(message: ByteBuilder): void {
    this.kind = TokenKind.Error;
    this.start = this.from;
    this.end = this.from;
    this.line = this.fromLine;
    this.errorMessage = message.toBytes();
  }

  private errorText(text: string): void {
    const message = new ByteBuilder();
    message.ascii(text);
    this.error(message);
  }

  /** The byte at a position, or -1 past the end. */
  private peek(at: i32): i32 {
    return byteAt(this.source, at);
  }

  /** Text up to the next action; comments are read over. */
  private lexText(): void {
    const source = this.source;
    const length = source.length;
    for (;;) {
      const delim = textEnd(source, this.from);
      const trims = delim < length && this.peek(delim + 2) === Char.Minus && isSpaceByte(this.peek(delim + 3));
      let end = delim;
      if (trims) {
        while (end > this.from && isSpaceByte(source[end - 1])) end -= 1;
      }
      if (end > this.from) {
        this.at = end;
        this.emit(TokenKind.Text);
        this.at = delim;
        this.ignore();
        return;
      }
      this.at = delim;
      this.ignore();
      if (delim === length) {
        this.emit(TokenKind.EOF);
        return;
      }
      const inside = delim + 2 + (trims ? trimMarkerLength : 0);
      if (this.peek(inside) !== Char.Slash || this.peek(inside + 1) !== Char.Star) {
        this.at = delim + 2;
        this.emit(TokenKind.LeftDelim);
        this.at = inside;
        this.ignore();
        this.insideAction = true;
        this.parenDepth = 0;
        return;
      }
      this.at = inside;
      this.ignore();
      if (!this.skipComment()) return;
    }
  }

  /** Reads over a comment and the delimiter behind it; `at` is on its opening mark. */
  private skipComment(): bool {
    const source = this.source;
    let close = this.at + 2;
    while (close < source.length && !(source[close] === Char.Star && this.peek(close + 1) === Char.Slash)) close += 1;
    if (close >= source.length) {
      this.errorText('unclosed comment');
      return false;
    }
    this.at = close + 2;
    const trims = this.atTrimmingRightDelim(this.at);
    if (!trims && !this.atRightDelim(this.at)) {
      this.errorText('comment ends before closing delimiter');
      return false;
    }
    if (this.countsCommentLines) this.ignore();
    else this.from = this.at;
    this.at += trims ? trimMarkerLength + 2 : 2;
    if (trims) this.skipSpaces();
    this.ignore();
    return true;
  }

  private skipSpaces(): void {
    while (isSpaceByte(this.peek(this.at))) this.at += 1;
  }

  private atRightDelim(at: i32): bool {
    return this.peek(at) === Char.RightBrace && this.peek(at + 1) === Char.RightBrace;
  }

  /** Whether a right delimiter with a trim marker begins at `at`. */
  private atTrimmingRightDelim(at: i32): bool {
    return isSpaceByte(this.peek(at)) && this.peek(at + 1) === Char.Minus && this.atRightDelim(at + trimMarkerLength);
  }

  private lexRightDelim(trims: bool): void {
    if (trims) {
      this.at += trimMarkerLength;
      this.ignore();
    }
    this.at += 2;
    this.emit(TokenKind.RightDelim);
    if (trims) {
      this.skipSpaces();
      this.ignore();
    }
    this.insideAction = false;
  }

  /** The delimiter that ends an action, where parentheses are closed. */
  private lexClosing(trims: bool): void {
    if (this.parenDepth === 0) this.lexRightDelim(trims);
    else this.errorText('unclosed left paren');
  }

  private lexInsideAction(): void {
    const byte = this.peek(this.at);
    if (byte >= Char.LowerA && byte <= Char.LowerZ) {
      this.lexIdentifier();
      return;
    }
    if (isSpaceByte(byte)) {
      const next = this.peek(this.at + 1);
      if (next > Char.Space && next !== Char.Minus && byte !== Char.NewLine) {
        // A space alone, before no trim marker.
        this.at += 1;
        this.emitInLine(TokenKind.Space);
      } else if (this.atTrimmingRightDelim(this.at)) this.lexClosing(true);
      else this.lexSpace();
      return;
    }
    if (byte < 0) {
      this.errorText('unclosed action');
    } else if (byte === Char.RightBrace && this.atRightDelim(this.at)) {
      this.lexClosing(false);
    } else if (byte === Char.Dot && !isDigitByte(this.peek(this.at + 1)) && this.at + 1 < this.source.length) {
      this.at += 1;
      this.lexFieldOrVariable(TokenKind.Field);
    } else if (byte === Char.Dot || byte === Char.Plus || byte === Char.Minus || isDigitByte(byte)) {
      this.lexNumber();
    } else if (byte >= Char.RuneSelf || isAlphaNumeric(byte)) {
      this.lexIdentifier();
    } else {
      this.at += 1;
      this.lexPunctuation(byte);
    }
  }

  /** What begins with an ASCII character that is no letter, digit or space; it has been read. */
  private lexPunctuation(byte: i32): void {
    switch (byte) {
      case Char.Equals:
        this.emit(TokenKind.Assign);
        return;
      case Char.Colon:
        if (this.peek(this.at) !== Char.Equals) {
          this.errorText('expected :=');
          return;
        }
        this.at += 1;
        this.emit(TokenKind.Declare);
        return;
      case Char.Pipe:
        this.emit(TokenKind.Pipe);
        return;
      case Char.DoubleQuote:
        this.lexQuoted(byte, TokenKind.String, 'unterminated quoted string');
        return;
      case Char.SingleQuote:
        this.lexQuoted(byte, TokenKind.CharConstant, 'unterminated character constant');
        return;
      case Char.BackQuote:
        this.lexRawQuote();
        return;
      case Char.Dollar:
        this.lexFieldOrVariable(TokenKind.Variable);
        return;
      case Char.LeftParen:
        this.parenDepth += 1;
        this.emit(TokenKind.LeftParen);
        return;
      case Char.RightParen:
        this.parenDepth -= 1;
        if (this.parenDepth < 0) this.errorText('unexpected right paren');
        else this.emit(TokenKind.RightParen);
        return;
      default:
        if (byte >= Char.Space && byte < Char.Delete) this.emit(TokenKind.Char);
        else this.errorRune('unrecognized character in action: ', byte);
    }
  }

  private errorRune(text: string, rune: i32): void {
    const message = new ByteBuilder();
    message.ascii(text);
    appendUnicode(message, rune);
    this.error(message);
  }

  /** A run of spaces, but not the one that belongs to a trim marker. */
  private lexSpace(): void {
    this.skipSpaces();
    if (this.atTrimmingRightDelim(this.at - 1)) {
      this.at -= 1;
      // The caller has seen that no trim marker begins at the first space, so there is another before it.
    }
    this.emit(TokenKind.Space);
  }

  /** Reads over letters, digits and underscores. */
  private skipAlphaNumeric(): void {
    const source = this.source;
    for (;;) {
      const end = wordEnd(source, this.at);
      this.at = end;
      if (byteAt(source, end) < Char.RuneSelf) return;
      const decoded = decodeRune(source, end, source.length);
      if (!isAlphaNumeric(runeOf(decoded))) return;
      this.at = end + widthOf(decoded);
    }
  }

  /** Whether a name may end here. */
  private atTerminator(): bool {
    const byte = this.peek(this.at);
    if (byte === Char.Space) return true;
    switch (byte) {
      case -1:
      case Char.Dot:
      case Char.Comma:
      case Char.Pipe:
      case Char.Colon:
      case Char.RightParen:
      case Char.LeftParen:
        return true;
      default:
        return isSpaceByte(byte) || this.atRightDelim(this.at);
    }
  }

  private badCharacter(): void {
    this.errorRune('bad character ', runeOf(decodeRune(this.source, this.at, this.source.length)));
  }

  private lexIdentifier(): void {
    this.skipAlphaNumeric();
    if (this.at === this.from) {
      // Not ASCII, and no letter or digit.
      this.errorRune(
        'unrecognized character in action: ',
        runeOf(decodeRune(this.source, this.at, this.source.length)),
      );
    } else if (!this.atTerminator()) {
      this.badCharacter();
    } else {
      this.emit(wordKind(this.source, this.from, this.at));
    }
  }

  /** A field or a variable; its dot or dollar sign has been read. Alone they are the cursor and the variable `$`. */
  private lexFieldOrVariable(kind: i32): void {
    if (this.atTerminator()) {
      this.emit(kind === TokenKind.Variable ? TokenKind.Variable : TokenKind.Dot);
      return;
    }
    this.skipAlphaNumeric();
    if (this.atTerminator()) this.emit(kind);
    else this.badCharacter();
  }

  /** A string or a character constant; its opening quote has been read. */
  private lexQuoted(quote: i32, kind: i32, unterminated: string): void {
    for (;;) {
      let byte = this.peek(this.at);
      if (byte === quote) break;
      if (byte === Char.Backslash) {
        this.at += 1;
        byte = this.peek(this.at);
      }
      if (byte < 0 || byte === Char.NewLine) {
        this.errorText(unterminated);
        return;
      }
      this.at += 1;
    }
    this.at += 1;
    this.emit(kind);
  }

  private lexRawQuote(): void {
    while (this.peek(this.at) !== Char.BackQuote) {
      if (this.at >= this.source.length) {
        this.errorText('unterminated raw quoted string');
        return;
      }
      this.at += 1;
    }
    this.at += 1;
    this.emit(TokenKind.RawString);
  }

  /** A number as far as its shape goes; the parser finds out what it means. */
  private lexNumber(): void {
    let good = this.scanNumber();
    let kind: i32 = TokenKind.Number;
    if (good && (this.peek(this.at) === Char.Plus || this.peek(this.at) === Char.Minus)) {
      // Complex: 1+2i.
      kind = TokenKind.Complex;
      good = this.scanNumber() && this.source[this.at - 1] === Char.LowerI;
    }
    if (good) {
      this.emit(kind);
      return;
    }
    const message = new ByteBuilder();
    message.ascii('bad number syntax: ');
    appendQuoted(message, this.source, this.from, this.at);
    this.error(message);
  }

  private scanNumber(): bool {
    this.skipSign();
    let base = 10;
    if (this.peek(this.at) === Char.Zero) {
      this.at += 1;
      const mark = this.peek(this.at) | 0x20;
      if (mark === Char.LowerX) base = 16;
      else if (mark === Char.LowerO) base = 8;
      else if (mark === Char.LowerB) base = 2;
      if (base !== 10) this.at += 1;
    }
    this.skipDigits(base);
    if (this.peek(this.at) === Char.Dot) {
      this.at += 1;
      this.skipDigits(base);
    }
    const exponent = this.peek(this.at) | 0x20;
    if ((base === 10 && exponent === Char.LowerE) || (base === 16 && exponent === Char.LowerP)) {
      this.at += 1;
      this.skipSign();
      this.skipDigits(10);
    }
    if (this.peek(this.at) === Char.LowerI) this.at += 1;
    if (this.at >= this.source.length) return true;
    const decoded = decodeRune(this.source, this.at, this.source.length);
    if (!isAlphaNumeric(runeOf(decoded))) return true;
    this.at += widthOf(decoded);
    return false;
  }

  private skipSign(): void {
    const byte = this.peek(this.at);
    if (byte === Char.Plus || byte === Char.Minus) this.at += 1;
  }

  private skipDigits(base: i32): void {
    for (;;) {
      const byte = this.peek(this.at);
      const lower = byte | 0x20;
      const digit =
        byte === Char.Underscore ||
        (byte >= Char.Zero && byte <= Char.Nine && byte < Char.Zero + base) ||
        (base === 16 && lower >= Char.LowerA && lower <= Char.LowerF);
      if (!digit) return;
      this.at += 1;
    }
  }
}

function isSpaceByte(byte: i32): bool {
  return byte === Char.Space || byte === Char.Tab || byte === Char.Return || byte === Char.NewLine;
}

function isDigitByte(byte: i32): bool {
  return byte >= Char.Zero && byte <= Char.Nine;
}

/** The token that a word makes: a keyword, a boolean or an identifier. */
function wordKind(source: Uint8Array, start: i32, end: i32): i32 {
  switch (end - start) {
    case 2:
      if (equalAscii(source, start, end, 'if')) return TokenKind.If;
      break;
    case 3:
      if (equalAscii(source, start, end, 'end')) return TokenKind.End;
      if (equalAscii(source, start, end, 'nil')) return TokenKind.Nil;
      break;
    case 4:
      if (equalAscii(source, start, end, 'else')) return TokenKind.Else;
      if (equalAscii(source, start, end, 'with')) return TokenKind.With;
      if (equalAscii(source, start, end, 'true')) return TokenKind.Bool;
      break;
    case 5:
      if (equalAscii(source, start, end, 'range')) return TokenKind.Range;
      if (equalAscii(source, start, end, 'block')) return TokenKind.Block;
      if (equalAscii(source, start, end, 'break')) return TokenKind.Break;
      if (equalAscii(source, start, end, 'false')) return TokenKind.Bool;
      break;
    case 6:
      if (equalAscii(source, start, end, 'define')) return TokenKind.Define;
      break;
    case 8:
      if (equalAscii(source, start, end, 'template')) return TokenKind.Template;
      if (equalAscii(source, start, end, 'continue')) return TokenKind.Continue;
      break;
  }
  return TokenKind.Identifier;
}
