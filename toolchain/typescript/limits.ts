// The bounds of a package's top level. Apart from what keeps them, whose types need QuickJS's.

/** What the top level of a package may take. */
export interface EvaluationLimits {
  /** Processor time of this process, in milliseconds; may be Infinity. */
  timeMs?: number | undefined;
  memoryBytes?: number | undefined;
}
