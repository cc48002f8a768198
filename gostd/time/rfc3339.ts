/**
 * Whether a text is a time as Go's encoding/json takes it, and Go's complaint where it is not.
 * Chart.lock needs no more: the time itself is never used.
 * Follows go@1.26.8 src/time/format_rfc3339.go, go@1.26.8 src/time/time.go.
 */

import { utf8Bytes } from '../bytes';

const LAYOUT = '2006-01-02T15:04:05Z07:00';

/** The pieces of the layout in order: Go's name of the piece and what may stand there. */
const PIECES: { element: string; shape: RegExp; range?: [number, number, string] }[] = [
  { element: '2006', shape: /^\d{4}/ },
  { element: '-', shape: /^-/ },
  { element: '01', shape: /^\d{2}/, range: [1, 12, 'month'] },
  { element: '-', shape: /^-/ },
  { element: '02', shape: /^\d{2}/ },
  { element: 'T', shape: /^T/ },
  { element: '15', shape: /^\d{1,2}/, range: [0, 23, 'hour'] },
  { element: ':', shape: /^:/ },
  { element: '04', shape: /^\d{2}/, range: [0, 59, 'minute'] },
  { element: ':', shape: /^:/ },
  { element: '05', shape: /^\d{2}/, range: [0, 59, 'second'] },
  { element: 'Z07:00', shape: /^(?:[.,]\d+)?(?:Z|[-+]\d{2}:\d{2})/ },
];

/** Gives null for a valid time, else the text of Go's time.ParseError. */
export function rfc3339Error(text: string): string | null {
  let rest = text;
  const numbers: number[] = [];
  for (const { element, shape, range } of PIECES) {
    const found = shape.exec(rest)?.[0];
    if (found === undefined) {
      const left = element === 'Z07:00' ? rest.replace(/^[.,]\d+/, '') : rest;
      return `parsing time ${quote(text)} as ${quote(LAYOUT)}: cannot parse ${quote(left)} as ${quote(element)}`;
    }
    const number = Number(found);
    if (range && (number < range[0] || number > range[1])) {
      return `parsing time ${quote(text)}: ${range[2]} out of range`;
    }
    const zone = /([0-9]{2}):([0-9]{2})$/.exec(element === 'Z07:00' ? found : '');
    if (zone && Number(zone[1]) > 24) return `parsing time ${quote(text)}: time zone offset hour out of range`;
    if (zone && Number(zone[2]) > 60) return `parsing time ${quote(text)}: time zone offset minute out of range`;
    if (element.length > 1) numbers.push(number);
    rest = rest.slice(found.length);
  }
  if (rest !== '') return `parsing time ${quote(text)}: extra text: ${quote(rest)}`;
  const [year, month, day] = numbers;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
  return day < 1 || day > days ? `parsing time ${quote(text)}: day out of range` : null;
}

/** The time package's own quoting: anything but printable ASCII becomes the escapes of its bytes. */
function quote(text: string): string {
  let out = '';
  for (const char of text) {
    if (char < ' ' || char > '\x7f') {
      for (const byte of utf8Bytes(char)) out += `\\x${byte.toString(16).padStart(2, '0')}`;
    } else {
      out += char === '"' || char === '\\' ? `\\${char}` : char;
    }
  }
  return `"${out}"`;
}
