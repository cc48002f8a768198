// The one error a chart can be refused with. Texts are Helm's; nothing here decides when one is due.

/** A chart that Helm would refuse. The message is what `helm template` prints after `Error: `. */
export class ChartError extends Error {
  override name = 'ChartError';
  /** `missing-dependencies`: what Chart.yaml lists is not in charts/ */
  readonly code?: ChartErrorCode;

  constructor(message: string, options: ErrorOptions & { code?: ChartErrorCode } = {}) {
    super(message, options);
    this.code = options.code;
  }
}

/** Refusals that somebody can do something about. */
export type ChartErrorCode = 'missing-dependencies';
