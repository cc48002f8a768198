// A matcher for vitest: `await expect('./charts/shop').toRenderLikeHelm({ values })`. Importing this file adds it.

// Stays in the declarations: with Vitest before 3.2 what they add to it would not be found otherwise.
import 'vitest';
import { expect } from 'vitest';
import { type CompareOptions, compareWithHelm } from './index';

expect.extend({
  /** Passes when the chart at that path renders as helm renders it: output, error text, exit code. */
  async toRenderLikeHelm(chart: unknown, options: CompareOptions = {}) {
    if (typeof chart !== 'string') {
      return { pass: false, message: () => `toRenderLikeHelm takes the path of a chart, not ${typeof chart}` };
    }
    const result = await compareWithHelm(chart, options);
    return {
      pass: result.isProven,
      message: () =>
        result.isProven
          ? `${chart} renders as helm ${result.helm.version} renders it, and should not`
          : `${chart} does not render as helm ${result.helm.version} renders it (-helm, +ours)\n\n${result.conversionError === undefined ? '' : `not converted: ${result.conversionError}\n`}${result.describe()}`,
    };
  },
});

/** What the matcher adds to `expect`. */
interface RenderMatchers {
  /** Compares a chart's render with helm's. Takes the path of the chart; options as in `compareWithHelm`. */
  toRenderLikeHelm(options?: CompareOptions): Promise<void>;
}

// Vitest names its matchers in `Matchers` from 3.2 on, before that in `Assertion`.
declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: vitest's own declaration has it
  interface Matchers<T = any> extends RenderMatchers {}
  // biome-ignore lint/suspicious/noExplicitAny: vitest's own declaration has it
  interface Assertion<T = any> extends RenderMatchers {}
}
