// What Go decides is decided by Go's Unicode, locale, order, clock and numbers (gostd, language), never by those of the JavaScript engine at
// hand. No file that ships asks the engine for Unicode or a locale; who changes case, reads or shows dates, or rounds numbers by the engine
// stands in a list, with the reason why Go has no say there. The machine's clock (`new Date()`, `Date.now()`) is anybody's.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const NEVER = /\\[pP]\{[A-Z]|\blocaleCompare\(|\bIntl\.|\.normalize\(|\.toLocale[A-Z]/;

const CASE = /\.to(?:Upper|Lower)Case\b/;
const DATE =
  /\bnew Date\([^)]|\bDate\.(?:parse|UTC)\b|\.[gs]et(?:UTC)?(?:FullYear|Month|Date|Day|Hours|Minutes|Seconds|Milliseconds)\(|\.to(?:Date|Time|UTC)String\b/;
const NUMBER = /\.to(?:Fixed|Precision|Exponential)\b/;

const HEX = 'digits of hexadecimal numbers';
const WORDS = 'names of HTTP and of hosts, which are ASCII';
const OWN = 'names and words of our own, or of TypeScript';
const SHOWN = 'what people are shown of sizes and times, in our words';
const CLOCK = 'texts that this program wrote by its own clock, and RFC 3339 of the API server';

const ALLOWED: readonly (readonly [what: string, pattern: RegExp, files: Readonly<Record<string, string>>])[] = [
  [
    'changes of case',
    CASE,
    {
      'actions/batch/line-keys.ts': OWN,
      'actions/flags/limits.ts': 'units that a pattern of ASCII letters found',
      'actions/packages/gate.ts': WORDS,
      'actions/publish/publish.ts': OWN,
      'actions/releases/installs.ts': OWN,
      'actions/render/module-or-chart.ts': 'the scheme of a URL, which is ASCII by its grammar',
      'cli/commands/rendering/register.ts': OWN,
      'compiler/analysis/findings.ts': 'a hint at names that differ by case alone',
      'gostd/net/sniff.ts': 'letters from a to z',
      'gostd/net/url.ts': HEX,
      'kube/wait/status.ts': 'phases of pods',
      'registry/auth/challenge.ts': WORDS,
      'registry/charts/repository.ts': HEX,
      'registry/fetch.ts': HEX,
      'registry/git/packages.ts': 'a search of our own',
      'registry/http/client.ts': WORDS,
      'registry/http/proxy.ts': WORDS,
      'registry/oci/answers.ts': WORDS,
      'sdk/chart/text.ts': 'characters that the table of printable ones has before and behind (test/sdk)',
      'sdk/runtime/output.ts': OWN,
      'toolchain/eject/project/files.ts': 'files that some system may take for one',
      'toolchain/eject/templates/asks.ts': OWN,
      'toolchain/eject/templates/translate/file-text.ts': OWN,
      'toolchain/eject/templates/values.ts': OWN,
      'verify/report/html-page.ts': 'the search field of a report',
    },
  ],
  [
    'dates',
    DATE,
    {
      'actions/packages/push.ts': 'seconds since 1970 as UTC',
      'actions/releases/rendering/alone.ts': CLOCK,
      'actions/releases/upgrade.ts': CLOCK,
      'actions/render/time.ts': 'the clock as UTC',
      'cli/commands/rendering/watch.ts': SHOWN,
      'gostd/time/format.ts': 'days since 1970 of a date that Go took',
      'kube/config/credentials.ts': 'when a plug-in says that its token ends',
      'kube/wait/status.ts': CLOCK,
      'registry/http/client.ts': 'Retry-After, which is ours to honour',
      'releases/lock.ts': CLOCK,
      'sdk/runtime/context.ts': "the package's clock, in the package's own JavaScript",
      'sdk/runtime/serve.ts': "the package's clock, in the package's own JavaScript",
    },
  ],
  [
    'roundings',
    NUMBER,
    {
      'cli/commands/authoring/build.ts': SHOWN,
      'cli/commands/authoring/develop.ts': SHOWN,
      'gostd/encoding/unmarshal.ts': 'exact digits, as ECMAScript says; ties are put right there',
      'runtime/host/core/limits.ts': SHOWN,
      'runtime/host/node/node.ts': SHOWN,
      'sdk/chart/text.ts': 'the shortest digits, as ECMAScript says and Go too',
      'verify/report/html-page.ts': SHOWN,
      'verify/report/junit.ts': SHOWN,
      'verify/report/summary.ts': SHOWN,
      'verify/run/progress.ts': SHOWN,
    },
  ],
];

const SOURCES = ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', ':!test', ':!bench'];
const files = [...new Set(execFileSync('git', SOURCES, { encoding: 'utf8' }).split('\n'))]
  .filter((file) => file !== '')
  .sort();

const asking = (pattern: RegExp) =>
  files.filter((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .some((line) => !/^\s*(?:\/\/|\*|\/\*)/.test(line) && !line.includes('explanation:') && pattern.test(line)),
  );

test('no file asks the engine for Unicode, a locale or their order', () => {
  expect(files.length).toBeGreaterThan(300);
  expect(asking(NEVER)).toEqual([]);
});

test.each(ALLOWED)('who leaves %s to the engine has a reason', (_, pattern, reasons) => {
  expect(asking(pattern)).toEqual(Object.keys(reasons).sort());
});

describe('the patterns find', () => {
  test.each([
    [NEVER, '/\\p{L}/u.test(c)'],
    [NEVER, 'a.localeCompare(b)'],
    [NEVER, 'new Intl.Collator()'],
    [NEVER, "s.normalize('NFC')"],
    [NEVER, 's.toLocaleUpperCase()'],
    [CASE, 'names.map(String.prototype.toUpperCase)'],
    [CASE, 's.toLowerCase()'],
    [DATE, 'new Date(text)'],
    [DATE, 'texts.map(Date.parse)'],
    [DATE, 'time.getHours()'],
    [DATE, 'date.setUTCFullYear(1)'],
    [DATE, 'time.toTimeString()'],
    [NUMBER, 'n.toFixed(2)'],
    [NUMBER, 'n.toPrecision(17)'],
  ])('%s %s', (pattern, code) => expect(pattern.test(code)).toBe(true));
  test.each(['new Date()', 'Date.now()', 'new Date().toISOString()'])('the clock is not meant: %s', (code) =>
    expect([NEVER, CASE, DATE, NUMBER].filter((pattern) => pattern.test(code))).toEqual([]),
  );
});
