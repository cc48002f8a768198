// The one error of a build: what is wrong with a package's sources, its dependencies or the tools that a build needs.

/** A package that cannot be built. The message says where and what to do; positions are the author's. */
export class BuildError extends Error {
  override name = 'BuildError';
}
