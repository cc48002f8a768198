// The one error of a build: what is wrong with a package's sources, its dependencies or the tools that a build needs.

/** A package that cannot be built. The message says where and what to do; positions are the author's. */
export class BuildError extends Error {
  override name = 'BuildError';
  /** The sources may be right: what a build needs is not installed. */
  readonly lacksTools: boolean;

  constructor(message: string, { lacksTools = false, cause }: { lacksTools?: boolean; cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.lacksTools = lacksTools;
  }
}
