// What is wrong with a Handlebars template, at its place.

/** A template that cannot be compiled: it is no Handlebars, or names what is not there. */
export class TemplateError extends Error {
  override name = 'TemplateError';

  /** Line and column from 1. */
  constructor(path: string, line: number, column: number, what: string) {
    super(`${path}:${line}:${column}: ${what}`);
  }
}
