// Functions that choose between values (Sprig's defaults.go) and those that stop the render (Helm's required and fail).
// Follows github.com/Masterminds/sprig/v3@v3.3.0 defaults.go, helm.sh/helm/v4@v4.3.1 pkg/engine/engine.go.

import { KIND_NIL, KIND_STRING } from '../../../abi/values';
import { failWith, message } from '../../core/error';
import { findObjects } from '../helm/lookups';
import { isEmpty } from '../../go/reflect/types';
import { FALSE, NIL, TRUE, Value, newBool } from '../../core/value';
import { argument } from '../arguments';

/** `default fallback [value]`. */
export function fnDefault(fallback: Value, pointer: usize, count: i32): Value {
  return count == 0 ? fallback : defaultTo(fallback, argument(pointer, 0));
}

/** `default` of exactly two arguments, without an argument vector. */
export function defaultTo(fallback: Value, value: Value): Value {
  return isEmpty(value) ? fallback : value;
}

export function fnEmpty(v: Value): Value {
  return newBool(isEmpty(v));
}

/** `coalesce`: the first argument that is not empty, or nil. */
export function fnCoalesce(pointer: usize, count: i32): Value {
  for (let i = 0; i < count; i++) {
    const v = argument(pointer, i);
    if (!isEmpty(v)) return v;
  }
  return NIL;
}

/** `all`: is none of the arguments empty? */
export function fnAll(pointer: usize, count: i32): Value {
  for (let i = 0; i < count; i++) {
    if (isEmpty(argument(pointer, i))) return FALSE;
  }
  return TRUE;
}

/** `any`: is one of the arguments not empty? */
export function fnAny(pointer: usize, count: i32): Value {
  for (let i = 0; i < count; i++) {
    if (!isEmpty(argument(pointer, i))) return TRUE;
  }
  return FALSE;
}

/** `ternary whenTrue whenFalse condition`. */
export function fnTernary(whenTrue: Value, whenFalse: Value, condition: Value): Value {
  return condition.bool ? whenTrue : whenFalse;
}

/** Fails with a message between the marks that Helm looks for when it reports the error. */
function failMarked(text: Value): Value {
  const b = message();
  b.literal('HELM_ERR_START');
  b.string(text);
  b.literal('HELM_ERR_END');
  return failWith(b);
}

/** `fail message`. */
export function fnFail(text: Value): Value {
  return failMarked(text);
}

/** `required message value`: fails for nil and for the empty string only. */
export function fnRequired(text: Value, v: Value): Value {
  if (v.kind == KIND_NIL || (v.kind == KIND_STRING && v.length == 0)) return failMarked(text);
  return v;
}

/** `lookup apiVersion kind namespace name`: what the input brings along. */
export function fnLookup(apiVersion: Value, kind: Value, namespace: Value, name: Value): Value {
  return findObjects(apiVersion, kind, namespace, name);
}
