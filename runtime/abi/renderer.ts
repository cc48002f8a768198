// What the renderer (dist/renderer.wasm), its builder (tools/build/renderer.mjs) and its caller (runtime/bindings/renderer.ts) agree on.

/** Makes room: `(length) -> i32`, the address of where a chart begins; 0: there is none. */
export const RESERVE_EXPORT = '__reserve';
/** Takes the places of a chart's image, in the order of {@link OPEN_PARAMETERS}. */
export const OPEN_EXPORT = '__open';
/** Takes the halves of the quirks' word, the lower one first. */
export const SET_QUIRKS_EXPORT = '__setQuirks';

/** Numbers of a chart's image that are constants in a converted chart (runtime/abi/features.ts). */
export const IMAGE_PARAMETERS = ['imageRoot', 'imageEnd', 'packageText'] as const;

/** Where the two parts lie that renders change, the image's and the values, and copies of them as they were. */
export const CHANGING_PARAMETERS = [
  'changing',
  'pristine',
  'changingBytes',
  'values',
  'pristineValues',
  'valuesBytes',
] as const;

/** What is said of a chart's image when it lies in memory. */
export const OPEN_PARAMETERS = [...IMAGE_PARAMETERS, ...CHANGING_PARAMETERS, 'hasSchemas'] as const;

// What the file's last bytes say.
/** Where the heap begins, and so a chart. */
export const TAIL_HEAP_START = 0;
/** Where in the file the memory's largest size stands, a number of three bytes. */
export const TAIL_MAXIMUM_AT = 4;
/** The memory's first size, in pages. */
export const TAIL_MINIMUM = 8;
export const TAIL_SIZE = 12;
