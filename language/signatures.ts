// What the function table says of parameters.

import {
  PARAM_ANY,
  PARAM_BOOL,
  PARAM_CERTIFICATE,
  PARAM_DICT,
  PARAM_FLOAT64,
  PARAM_INT,
  PARAM_INT64,
  PARAM_LIST,
  PARAM_STRING,
  PARAM_TIME,
  PARAM_UINT32,
  PARAM_VALUE,
} from '../runtime/abi/values';
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

/** The number that the guest knows each type of parameter by, where something is checked. */
export const parameterTags: Readonly<Record<string, number>> = {
  any: PARAM_ANY,
  string: PARAM_STRING,
  bool: PARAM_BOOL,
  int: PARAM_INT,
  int64: PARAM_INT64,
  uint32: PARAM_UINT32,
  float64: PARAM_FLOAT64,
  dict: PARAM_DICT,
  list: PARAM_LIST,
  time: PARAM_TIME,
  certificate: PARAM_CERTIFICATE,
  value: PARAM_VALUE,
};
