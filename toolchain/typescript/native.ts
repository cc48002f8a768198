// What a module has beside QuickJS (sdk/runtime/native.ts), for JavaScript that runs outside of one: a package's top level as it is built, and
// tests that call parts of a package in Node.

import { jsonToYaml, yamlToJson } from '../../runtime/bindings/values';
import { NATIVE } from '../engine/facts';

/** Reads or writes YAML. Throws for dependencies, which only a built package has. */
export function nativeHere(operation: number, text: string): string {
  if (operation === NATIVE.readYaml) {
    try {
      return yamlToJson(text);
    } catch (error) {
      return (error as Error).message;
    }
  }
  if (operation === NATIVE.writeYaml) return jsonToYaml(text);
  throw new Error('render() works in generate() of a built package only');
}
