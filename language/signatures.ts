// What the function table says of parameters.

import type { TemplateFunction } from './functions';

/** Does the function take any number of arguments of its last type? */
export function isVariadic(fn: TemplateFunction): boolean {
  return fn.parameters[fn.parameters.length - 1]?.startsWith('...') ?? false;
}

/** How many arguments it takes at least; not being variadic, exactly. */
export function fixedParameters(fn: TemplateFunction): number {
  return fn.parameters.length - (isVariadic(fn) ? 1 : 0);
}

/** Type of the parameter that takes argument `i`. */
export function parameterOf(fn: TemplateFunction, i: number): string {
  const last = fn.parameters.length - 1;
  return isVariadic(fn) && i >= last ? fn.parameters[last].slice(3) : fn.parameters[i];
}
