// The one error a chart can be refused with. Texts are Helm's; nothing here decides when one is due.

/** A chart that Helm would refuse. The message is what `helm template` prints after `Error: `. */
export class ChartError extends Error {
  override name = 'ChartError';
}
