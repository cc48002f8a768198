// Values as the image has them.

import type { YamlValue } from '../../runtime/bindings/values';
import { ImageMap, type ImageValue } from './image';

/** A value of a values file. Templates see all its numbers as float64. */
export function imageOf(value: YamlValue): ImageValue {
  if (Array.isArray(value)) return value.map(imageOf);
  if (value instanceof Map) {
    return new ImageMap(
      0,
      [...value].map(([key, item]): [string, ImageValue] => [key, imageOf(item)]),
    );
  }
  return typeof value === 'bigint' ? Number(value) : value;
}
