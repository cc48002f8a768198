// The render trace: which template line wrote which bytes. A module that was compiled with a trace notes it while it renders
// (runtime/abi/trace.ts); nothing is guessed from the text.

import type { TemplatePlace } from '../../compiler/analysis/place';
import {
  EVENT_FRAME,
  EVENT_IS_TEXT,
  EVENT_LINE,
  EVENT_OFFSET,
  EVENT_SIZE,
  FRAME_CALLER,
  FRAME_CALLER_LINE,
  FRAME_FILE,
  FRAME_NAME,
  TRACE_COUNT,
  TRACE_EVENTS,
  TRACE_LAYOUT,
  TRACE_OUTPUT,
  TRACE_VERSION,
} from '../../runtime/abi/trace';
import { HostError, type RecordReader, TRACE_EXPORT } from '../../runtime/host';

/** A stretch of a document that one template line wrote. It ends where the next one begins. */
export interface TraceSpan {
  /** in bytes */
  offset: number;
  place: TemplatePlace;
}

/** What a module noted of its last render. */
export interface Trace {
  /** The stretches of a document that lies at an address in the module's memory. */
  spansOf(document: Uint8Array, address: number): TraceSpan[];
}

const NEWLINE = 0x0a;

/** The trace beside a record; undefined where the module was compiled without. Throws HostError. */
export function readTrace({ u32, text, report }: RecordReader): Trace | undefined {
  const address = report(TRACE_EXPORT);
  if (address === undefined) return undefined;
  if (u32(address + TRACE_VERSION) !== TRACE_LAYOUT) {
    throw new HostError('document', "the module's trace has another layout than this program reads: convert it again");
  }
  const output = u32(address + TRACE_OUTPUT);
  const events = u32(address + TRACE_EVENTS);
  const count = u32(address + TRACE_COUNT);
  const word = (event: number, field: number) => u32(events + event * EVENT_SIZE + field);

  const places = new Map<string, TemplatePlace | undefined>();
  const placeOf = (frame: number, line: number): TemplatePlace | undefined => {
    if (frame === 0 || line === 0) return undefined;
    const key = `${frame} ${line}`;
    if (places.has(key)) return places.get(key);
    const name = text(frame + FRAME_NAME);
    const define = name && Buffer.from(name).toString();
    const template = Buffer.from(text(frame + FRAME_FILE) ?? []).toString();
    const from = placeOf(u32(frame + FRAME_CALLER), u32(frame + FRAME_CALLER_LINE));
    const place = { template, line, ...(define !== undefined && { define }), ...(from && { from }) };
    places.set(key, place);
    return place;
  };

  /** The last event at or before an offset of the output. */
  const eventAt = (offset: number): number => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (word(middle, EVENT_OFFSET) <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  };

  return {
    spansOf(document, at) {
      const start = at - output;
      const spans: TraceSpan[] = [];
      const add = (offset: number, place: TemplatePlace | undefined) => {
        if (!place) return;
        if (spans[spans.length - 1]?.offset === offset) spans.pop();
        if (spans[spans.length - 1]?.place !== place) spans.push({ offset, place });
      };
      for (let event = Math.max(eventAt(start), 0); event < count; event++) {
        const begins = word(event, EVENT_OFFSET) - start;
        if (begins >= document.length) break;
        const ends = event + 1 < count ? word(event + 1, EVENT_OFFSET) - start : document.length;
        const frame = word(event, EVENT_FRAME);
        let line = word(event, EVENT_LINE);
        if (word(event, EVENT_IS_TEXT) === 0) {
          add(Math.max(begins, 0), placeOf(frame, line));
          continue;
        }
        // Its lines before the document are not in `document`.
        if (begins < 0) line += linesBetween(at + begins, at);
        add(Math.max(begins, 0), placeOf(frame, line));
        const end = Math.min(ends, document.length) - 1;
        for (let i = Math.max(begins, 0); i < end; i++) {
          if (document[i] === NEWLINE) add(i + 1, placeOf(frame, ++line));
        }
      }
      return spans;
    },
  };

  function linesBetween(from: number, to: number): number {
    let lines = 0;
    for (let i = from; i < to; i += 4) {
      const bytes = u32(i);
      for (let n = 0; n < 4 && i + n < to; n++) if (((bytes >>> (8 * n)) & 0xff) === NEWLINE) lines++;
    }
    return lines;
  }
}

/** The template line that wrote a byte of a document. */
export function placeAt(spans: readonly TraceSpan[], offset: number): TemplatePlace | undefined {
  let found: TemplatePlace | undefined;
  for (const span of spans) {
    if (span.offset > offset) break;
    found = span.place;
  }
  return found;
}
