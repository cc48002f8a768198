// The words of sigs.k8s.io/yaml and encoding/json around the problems of a document.
// Follows sigs.k8s.io/yaml@v1.6.0 yaml.go.

import { KIND_BOOL, KIND_LIST, KIND_MAP, KIND_STRING } from '../../../../abi/values';
import { fail, message } from '../../../core/error';
import { Value } from '../../../core/value';
import { tooDeep } from './decode';

/** Fails because the text is no YAML, or YAML that JSON cannot say. */
export function conversionFailed(prefix: string, problem: Value): Value {
  const text = message();
  text.literal('error converting YAML to JSON: ');
  text.literal(prefix);
  text.string(problem);
  return fail(text.toValue());
}

/** Fails because the decoded document is nested deeper than encoding/json reads. */
export function depthFailed(): Value {
  const text = message();
  text.literal("error unmarshaling JSON: while decoding JSON: invalid character '");
  text.byte(tooDeep);
  text.literal("' exceeded max depth");
  return fail(text.toValue());
}

/** What encoding/json calls a value that is not null. */
export function jsonName(v: Value): string {
  switch (v.kind) {
    case KIND_BOOL:
      return 'bool';
    case KIND_STRING:
      return 'string';
    case KIND_LIST:
      return 'array';
    case KIND_MAP:
      return 'object';
  }
  return 'number';
}

/** Fails because a document is not of the wanted Go type. */
export function wrongType(v: Value, type: string): Value {
  const text = message();
  text.literal('error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ');
  text.literal(jsonName(v));
  text.literal(' into ');
  text.literal(type);
  return fail(text.toValue());
}
