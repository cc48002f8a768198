// Values as the image has them.

import type { YamlValue } from '../../runtime/bindings/values';
import { ImageAddress, ImageMap, type ImageValue } from './image';

/** A value of a values file, or where it lies. Templates see all its numbers as float64. */
export function imageOf(value: YamlValue | ImageAddress): ImageValue {
  if (value instanceof ImageAddress) return value;
  if (Array.isArray(value)) return value.map(imageOf);
  if (value instanceof Map) {
    return new ImageMap(
      0,
      [...value].map(([key, item]): [string, ImageValue] => [key, imageOf(item)]),
    );
  }
  return typeof value === 'bigint' ? Number(value) : value;
}
