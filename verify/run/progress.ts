// How far a run is: a bar on a terminal, a line a chart elsewhere. Writes to standard error only.

/** Where progress is shown: a terminal, or something else that takes text. */
export interface ProgressStream {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

/** What came of a chart. */
export interface Step {
  chart: string;
  /** a few, for people */
  words: string;
  isGood: boolean;
  ms: number;
}

/** Told of every chart that is finished. */
export interface Progress {
  step(step: Step): void;
  /** takes the bar away */
  end(): void;
}

/** Columns of the bar itself. */
const WIDTH = 24;

/** The progress of `total` charts on a stream, where there is one; `bad` is what charts are that are not good. */
export function showProgress(stream: ProgressStream | undefined, total: number, bad: string): Progress {
  if (!stream) return { step() {}, end() {} };
  return stream.isTTY && process.env['TERM'] !== 'dumb' ? bar(stream, total, bad) : lines(stream, total);
}

function bar(stream: ProgressStream, total: number, bad: string): Progress {
  const start = performance.now();
  let done = 0;
  let others = 0;
  let last = '';
  const draw = () => {
    const share = total === 0 ? 1 : done / total;
    const full = Math.round(share * WIDTH);
    const seconds = (performance.now() - start) / 1000;
    const left = done === 0 ? '' : `, ${time((seconds / done) * (total - done))} left`;
    const text = `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${done}/${total}${others ? `  ${others} ${bad}` : ''}  ${time(seconds)}${left}  ${last}`;
    stream.write(`\r\x1b[2K${text.slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`);
  };
  const timer = setInterval(draw, 250);
  timer.unref();
  draw();
  return {
    step({ chart, isGood }) {
      done++;
      if (!isGood) others++;
      last = chart;
      draw();
    },
    end() {
      clearInterval(timer);
      stream.write('\r\x1b[2K');
    },
  };
}

function lines(stream: ProgressStream, total: number): Progress {
  const width = String(total).length;
  let done = 0;
  return {
    step({ chart, words, ms }) {
      done++;
      stream.write(`${String(done).padStart(width)}/${total}  ${chart}  ${words}  ${time(ms / 1000)}\n`);
    },
    end() {},
  };
}

/** A time for people: `0.4 s`, `12 s`, `3 min 05 s`. */
export function time(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
