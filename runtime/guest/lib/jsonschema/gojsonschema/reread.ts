// Helm 3 writes the values as YAML and reads them again before it checks them. That changes, or refuses, strings with
// characters that YAML cannot hold as they are; where there are none, the values are checked as they stand.
// Follows sigs.k8s.io/yaml@v1.6.0 yaml.go.

import { KIND_LIST, KIND_MAP, KIND_STRING } from '../../../../abi/values';
import { Buffer } from '../../../core/buffer';
import { fail, failure } from '../../../core/error';
import { parseYaml } from '../../yaml/read/read';
import { writeYaml } from '../../yaml/write/marshal';
import { substring, Value } from '../../../core/value';

/** The values as Helm 3 checks them; null with a failure recorded. */
export function rereadValues(values: Value): Value {
  if (!needsCare(values)) return values;
  const text = Buffer.create(1024);
  if (!writeYaml(text, values)) return changetype<Value>(0);
  const read = parseYaml(text.pointer, text.length);
  if (changetype<usize>(read)) return read;
  const problem = failure.text;
  const prefix = 'error converting YAML to JSON: ';
  return fail(substring(problem, hasPrefix(problem, prefix) ? prefix.length : 0, problem.length));
}

function hasPrefix(s: Value, prefix: string): bool {
  if (s.length < <u32>prefix.length) return false;
  for (let i = 0; i < prefix.length; i++) {
    if (<u32>s.byte(i) != <u32>prefix.charCodeAt(i)) return false;
  }
  return true;
}

function needsCare(v: Value): bool {
  if (v.kind == KIND_STRING) return isUnusual(v);
  if (v.kind == KIND_LIST) {
    for (let i: u32 = 0; i < v.length; i++) {
      if (needsCare(v.item(i))) return true;
    }
  } else if (v.kind == KIND_MAP && v.pointer) {
    const members = v.map;
    for (let i: u32 = 0; i < members.count; i++) {
      if (isUnusual(members.key(i)) || needsCare(members.value(i))) return true;
    }
  }
  return false;
}

/** Has the string a control character, a separator of lines, or what may be no character at all? */
function isUnusual(s: Value): bool {
  for (let i: u32 = 0; i < s.length; i++) {
    const c: u32 = s.byte(i);
    if (c >= 0x20 && c < 0x7f) continue;
    if (c < 0x20 ? c != 0x09 && c != 0x0a : c == 0x7f) return true;
    if (c < 0x80) continue;
    const next: u32 = i + 1 < s.length ? s.byte(i + 1) : 0;
    if (c == 0xc2 ? next < 0xa0 : c == 0xe2 ? next == 0x80 : c == 0xef || c > 0xf4) return true;
  }
  return false;
}
