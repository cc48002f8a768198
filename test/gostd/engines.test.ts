// No decision that Go makes may depend on the Node at hand: its Unicode, its locale, its dates. gostd is bundled and asked
// the same questions under every Node that is installed here, in a Turkish locale too; the answers are also written down.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { otherNodes } from '../judge/nodes';

const SCRIPT = `
  import { createHash } from 'node:crypto';
  import { isPrint, isSpace } from './gostd/unicode';
  import { atoi, quote } from './gostd/strconv';
  import { compare, equalFoldAscii, toLowerAscii, trimSpace } from './gostd/strings';
  import { needsQuoting } from './gostd/log/slog';
  import { rfc3339Error } from './gostd/time/rfc3339';
  import { detectContentType } from './gostd/net/sniff';
  import { formatFloat32 } from './gostd/encoding/unmarshal';
  import { goQuote, lower, upper } from './sdk/chart/text';
  import { isPrint as isPrintInSdk } from './sdk/chart/printable';

  const printable = createHash('sha256');
  let count = 0;
  for (let code = 0; code <= 0x10ffff; code++) {
    const answer = isPrint(String.fromCodePoint(code));
    if (answer) count++;
    printable.update(answer ? '1' : '0');
  }
  let ofSdk = 0;
  for (let code = 0; code <= 0x10ffff; code++) {
    const char = String.fromCodePoint(code);
    if (isPrint(char) !== isPrintInSdk(char)) ofSdk++;
  }
  const spaces = [];
  for (let code = 0; code <= 0x10ffff; code++) if (isSpace(String.fromCodePoint(code))) spaces.push(code.toString(16));
  const bytes = (text) => Uint8Array.from(text.padEnd(512, '\\0'), (char) => char.charCodeAt(0));
  console.log(JSON.stringify({
    printable: count,
    digest: printable.digest('hex'),
    spaces: spaces.join(' '),
    quoted: [quote('new emoji \\u{1fae9} end'), quote('old \\u{1fae8}'), quote('\\u00a0\\u00ad\\ufeff\\t\\u0378')],
    order: ['\\u{10000}', '\\uffff', 'z', '\\ud7ff', '', 'a'].sort(compare).map((one) => escape(one)),
    trimmed: [trimSpace('\\u0085a\\u3000'), trimSpace('\\ufeffa')].map(escape),
    lower: ['PRE-\\u0130NSTALL', '\\u212aEEP', '\\u017fTOP'].map(toLowerAscii).map(escape),
    folds: [equalFoldAscii('L\\u0130BRARY', 'library'), equalFoldAscii('.J\\u017fON', '.json'), equalFoldAscii('LIBRARY', 'library')],
    logged: ['', 'a b', 'a\\u0085', 'a\\u{1fae9}', 'a\\u{1fae8}', 'a=b', '\\ufffd', 'plain', 'b\\\\'].map(needsQuoting),
    times: ['2026-02-30T00:00:00Z', '2024-02-29T00:00:00Z', '1900-02-29T00:00:00Z', '0000-02-29T00:00:00Z'].map(rfc3339Error),
    sniffed: [detectContentType(bytes('<title>')), detectContentType(bytes('<\\xdfcript>'))],
    numbers: ['+7', '-0012', '9223372036854775808', '1_0', ' 1'].map((one) => atoi(one) ?? null),
    otherInSdk: ofSdk,
    sdk: [goQuote('\\u{1fae9}\\u{1fae8}\\ufeff"'), upper('\\u019b\\u1c8a\\u00dfa'), lower('\\u1c89\\ua7dc\\u0130A')].map(escape),
    floats: [0.1, 1e21, 16777216, 1e-7, 3.4e38].map(formatFloat32),
  }));
`;

const ANSWERS = {
  // Go's unicode.IsPrint over all code points, as a Go program with Unicode 15.0.0 prints it.
  printable: 148998,
  digest: '0326b64c15e91a0583a1d9f8bc53f4bb534adc91a5ae096b55adaf19525ed98d',
  spaces: '9 a b c d 20 85 a0 1680 2000 2001 2002 2003 2004 2005 2006 2007 2008 2009 200a 2028 2029 202f 205f 3000',
  quoted: ['"new emoji \\U0001fae9 end"', '"old \u{1fae8}"', '"\\u00a0\\u00ad\\ufeff\\t\\u0378"'],
  order: ['', 'a', 'z', '%uD7FF', '%uFFFF', '%uD800%uDC00'],
  trimmed: ['a', '%uFEFFa'],
  lower: ['pre-install', 'keep', '%u017Ftop'],
  folds: [false, true, true],
  logged: [true, true, true, true, false, true, true, false, false],
  times: [
    'parsing time "2026-02-30T00:00:00Z": day out of range',
    null,
    'parsing time "1900-02-29T00:00:00Z": day out of range',
    null,
  ],
  sniffed: ['text/html; charset=utf-8', 'application/octet-stream'],
  numbers: [7, -12, null, null, null],
  otherInSdk: 0,
  // As a Go program with Unicode 15.0.0 prints them: the capitals of Unicode 16.0 are none there.
  sdk: ['"\\U0001fae9\u{1fae8}\\ufeff\\""', '\u019b\u1c8a\u00dfA', '\u1c89\ua7dcia'].map(escape),
  floats: ['0.1', '1e+21', '1.6777216e+07', '1e-07', '3.4e+38'],
};

const folder = mkdtempSync(join(tmpdir(), 'gostd-'));
const script = join(folder, 'ask.mjs');
beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: SCRIPT, resolveDir: '.', loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  writeFileSync(script, outputFiles[0]!.contents);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each([['this Node', process.execPath], ...otherNodes])('under %s', (_, node) => {
  it.each(['C', 'tr_TR.UTF-8'])('in the locale %s', (locale) => {
    const env = { ...process.env, LC_ALL: locale, LANG: locale, TZ: 'Pacific/Apia' };
    expect(JSON.parse(execFileSync(node, [script], { encoding: 'utf8', env }))).toEqual(ANSWERS);
  });
});
