// WebAssembly's own numbers, as far as the compiler writes them and the host reads them. Source: WebAssembly Core Specification 3.0,
// chapter 5, Binary Format.

// Sections.
export const SECTION_CUSTOM = 0;
export const SECTION_TYPE = 1;
export const SECTION_IMPORT = 2;
export const SECTION_FUNCTION = 3;
export const SECTION_TABLE = 4;
export const SECTION_MEMORY = 5;
export const SECTION_GLOBAL = 6;
export const SECTION_EXPORT = 7;
export const SECTION_START = 8;
export const SECTION_ELEMENT = 9;
export const SECTION_CODE = 10;
export const SECTION_DATA = 11;
export const SECTION_DATA_COUNT = 12;
export const SECTION_TAG = 13;

/** What messages call the sections, by their numbers. */
export const SECTION_NAMES = [
  'custom',
  'type',
  'import',
  'function',
  'table',
  'memory',
  'global',
  'export',
  'start',
  'element',
  'code',
  'data',
  'data count',
  'tag',
];

// What an export is.
export const EXTERN_FUNCTION = 0;
export const EXTERN_MEMORY = 2;

// Types.
export const TYPE_I32 = 0x7f;
export const TYPE_I64 = 0x7e;
export const TYPE_F32 = 0x7d;
export const TYPE_F64 = 0x7c;
export const TYPE_V128 = 0x7b;
export const TYPE_FUNCREF = 0x70;
export const TYPE_EXTERNREF = 0x6f;
export const TYPE_FUNCTION = 0x60;
/** The type of a block that gives nothing. */
export const TYPE_EMPTY = 0x40;

// Instructions.
export const UNREACHABLE = 0x00;
export const NOP = 0x01;
export const BLOCK = 0x02;
export const LOOP = 0x03;
export const IF = 0x04;
export const ELSE = 0x05;
export const END = 0x0b;
export const BR = 0x0c;
export const BR_IF = 0x0d;
export const BR_TABLE = 0x0e;
export const RETURN = 0x0f;
export const CALL = 0x10;
export const CALL_INDIRECT = 0x11;
export const RETURN_CALL = 0x12;
export const DROP = 0x1a;
export const SELECT = 0x1b;
/** With its types. */
export const SELECT_TYPED = 0x1c;
export const LOCAL_GET = 0x20;
export const LOCAL_SET = 0x21;
export const LOCAL_TEE = 0x22;
export const GLOBAL_GET = 0x23;
export const GLOBAL_SET = 0x24;
/** The first of the instructions with an alignment and an offset. */
export const I32_LOAD = 0x28;
export const I32_STORE = 0x36;
/** The last of them. */
export const I64_STORE32 = 0x3e;
export const MEMORY_SIZE = 0x3f;
export const MEMORY_GROW = 0x40;
export const I32_CONST = 0x41;
export const I64_CONST = 0x42;
export const F32_CONST = 0x43;
export const F64_CONST = 0x44;
/** The first of the comparisons, calculations and conversions, which have no number. */
export const I32_EQZ = 0x45;
export const I32_EQ = 0x46;
export const I32_NE = 0x47;
export const I32_LT_U = 0x49;
export const I32_ADD = 0x6a;
/** The last of them. */
export const I64_EXTEND32 = 0xc4;
export const BULK = 0xfc;
export const SIMD = 0xfd;

// Behind BULK.
export const MEMORY_INIT = 8;
export const MEMORY_COPY = 10;
export const MEMORY_FILL = 11;
