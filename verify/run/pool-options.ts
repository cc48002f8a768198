// The bounds of workers, apart from the pool: part of the library's options.

/** Bounds of a pool. */
export interface PoolOptions {
  /** processes; 0: none, the jobs are done here, one after the other */
  workers: number;
  /** a process larger than this is replaced, also in the middle of a job where the system tells the sizes of processes */
  memoryBytes: number;
  /** a job may take so long */
  timeoutMs: number;
  /** the workers' program; absent: the package's own */
  program?: string;
}
