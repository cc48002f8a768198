// The layout of compiled schemas, on which the compiler (compiler/schema) and the guest (runtime/guest/schema) agree: what
// values.schema.json becomes in a module. Compiled by tsc and by asc alike.

// A program is a run of u32 words; addresses of values (strings, enum members) are absolute, places of nodes and tables
// are byte offsets from the program's start, 0 for none. The first word is the offset of the root node.
export const PROGRAM_ROOT: u32 = 0;

// A node (one schema):
//   u32 flags | u32 items evaluated | u32 location (string value, 0: cannot be part of a reference cycle) | u32 resource (node)
//   | u32 dynamic anchors (table: pairs of string value and node) | u32 dynamic anchor (string value) | u32 count of operations
//   | operations: pairs of OP_* and operand
// A node of Helm 3's: the words from the second on are: referenced node | types (mask) | text of the types (string value)
//   | - | - .
export const NODE_FLAGS: u32 = 0;
export const NODE_ITEMS_EVALUATED: u32 = 4;
export const NODE_LOCATION: u32 = 8;
export const NODE_RESOURCE: u32 = 12;
export const NODE_DYNAMIC_ANCHORS: u32 = 16;
export const NODE_DYNAMIC_ANCHOR: u32 = 20;
export const NODE_COUNT: u32 = 24;
export const NODE_OPERATIONS: u32 = 28;
export const NODE_REFERENCE: u32 = 4;
export const NODE_TYPES: u32 = 8;
export const NODE_TYPES_TEXT: u32 = 12;

export const OPERATION_CODE: u32 = 0;
export const OPERATION_OPERAND: u32 = 4;
export const OPERATION_SIZE: u32 = 8;

export const NODE_TRUE: u32 = 1;
export const NODE_FALSE: u32 = 2;
export const NODE_ALL_PROPERTIES_EVALUATED: u32 = 4;
export const NODE_ALL_ITEMS_EVALUATED: u32 = 8;
export const NODE_RECURSIVE_ANCHOR: u32 = 16;
export const NODE_UNEVALUATED_PROPERTIES: u32 = 32;
export const NODE_UNEVALUATED_ITEMS: u32 = 64;
/** The draft has $recursiveRef (2019-09 or later). */
export const NODE_SINCE_2019: u32 = 128;
/** Items that match `contains` count as evaluated (2020-12). */
export const NODE_CONTAINS_EVALUATES: u32 = 256;

// Types of values, as bits.
export const TYPE_NULL: u32 = 1;
export const TYPE_BOOLEAN: u32 = 2;
export const TYPE_NUMBER: u32 = 4;
export const TYPE_INTEGER: u32 = 8;
export const TYPE_STRING: u32 = 16;
export const TYPE_ARRAY: u32 = 32;
export const TYPE_OBJECT: u32 = 64;

// Operations. Their operands: "number": a table of two words, low and high half of an i64; "decimal": a table (see below);
// "schemas": a table of a count and so many nodes; "named schemas": a count and pairs of string value and node.
export const OP_TYPE: u32 = 1; // mask
export const OP_CONST: u32 = 2; // table: value, text (string value)
export const OP_ENUM: u32 = 3; // table: list value, text (string value)
export const OP_FORMAT: u32 = 4; // table: number of the format, name (string value)
export const OP_REF_ALONE: u32 = 5; // node: drafts before 2019-09, where $ref hides what stands beside it
export const OP_REF: u32 = 6; // node
export const OP_MIN_PROPERTIES: u32 = 7; // number
export const OP_MAX_PROPERTIES: u32 = 8; // number
export const OP_REQUIRED: u32 = 9; // list value of strings
export const OP_DEPENDENCIES: u32 = 10; // table: count, then triples of string value, list value or 0, node or 0
export const OP_PROPERTIES: u32 = 11; // table: properties (named schemas), patterns (named schemas), additional (ADDITIONAL_* or node)
export const OP_PROPERTY_NAMES: u32 = 12; // node
export const OP_DEPENDENT_SCHEMAS: u32 = 13; // named schemas
export const OP_DEPENDENT_REQUIRED: u32 = 14; // table: count, then pairs of string value and list value
export const OP_MIN_ITEMS: u32 = 15; // number
export const OP_MAX_ITEMS: u32 = 16; // number
export const OP_UNIQUE_ITEMS: u32 = 17; // 0
export const OP_ITEMS: u32 = 18; // table: schemas for the first items, additional (ADDITIONAL_* or node), 1: indexes of the rest count from 0
export const OP_CONTAINS: u32 = 19; // table: node, minimum (number or 0), maximum (number or 0)
export const OP_MIN_LENGTH: u32 = 20; // number
export const OP_MAX_LENGTH: u32 = 21; // number
export const OP_PATTERN: u32 = 22; // string value
export const OP_MINIMUM: u32 = 23; // decimal
export const OP_MAXIMUM: u32 = 24;
export const OP_EXCLUSIVE_MINIMUM: u32 = 25;
export const OP_EXCLUSIVE_MAXIMUM: u32 = 26;
export const OP_MULTIPLE_OF: u32 = 27;
export const OP_RECURSIVE_REF: u32 = 28; // node
export const OP_DYNAMIC_REF: u32 = 29; // table: node, anchor (string value or 0)
export const OP_NOT: u32 = 30; // node
export const OP_ALL_OF: u32 = 31; // schemas
export const OP_ANY_OF: u32 = 32; // schemas
export const OP_ONE_OF: u32 = 33; // schemas
export const OP_IF: u32 = 34; // table: if, then or 0, else or 0
export const OP_UNEVALUATED_PROPERTIES: u32 = 35; // node
export const OP_UNEVALUATED_ITEMS: u32 = 36; // node

// A table of many: u32 count | items.
export const TABLE_COUNT: u32 = 0;
export const TABLE_ITEMS: u32 = 4;

// Of a name and what it has: a node, or a list value.
export const NAMED_NAME: u32 = 0;
export const NAMED_NODE: u32 = 4;
export const NAMED_SIZE: u32 = 8;

// OP_CONST, OP_ENUM.
export const CHOICE_VALUE: u32 = 0;
export const CHOICE_TEXT: u32 = 4;
export const CHOICE_SIZE: u32 = 8;

// OP_FORMAT.
export const CHECK_FORMAT: u32 = 0;
export const CHECK_NAME: u32 = 4;
export const CHECK_SIZE: u32 = 8;

// An entry of OP_DEPENDENCIES.
export const DEPENDENCY_NAME: u32 = 0;
export const DEPENDENCY_REQUIRED: u32 = 4;
export const DEPENDENCY_NODE: u32 = 8;
export const DEPENDENCY_SIZE: u32 = 12;

// OP_PROPERTIES.
export const PROPERTIES_NAMED: u32 = 0;
export const PROPERTIES_PATTERNS: u32 = 4;
export const PROPERTIES_ADDITIONAL: u32 = 8;
export const PROPERTIES_SIZE: u32 = 12;

// OP_ITEMS, behind its first items.
export const REST_ADDITIONAL: u32 = 0;
export const REST_IS_RELATIVE: u32 = 4;
export const REST_SIZE: u32 = 8;

// OP_CONTAINS.
export const CONTAINS_NODE: u32 = 0;
export const CONTAINS_LEAST: u32 = 4;
export const CONTAINS_MOST: u32 = 8;
export const CONTAINS_SIZE: u32 = 12;

// OP_DYNAMIC_REF.
export const DYNAMIC_NODE: u32 = 0;
export const DYNAMIC_ANCHOR: u32 = 4;
export const DYNAMIC_SIZE: u32 = 8;

// OP_IF.
export const CHOOSE_IF: u32 = 0;
export const CHOOSE_THEN: u32 = 4;
export const CHOOSE_ELSE: u32 = 8;
export const CHOOSE_SIZE: u32 = 12;

/** In place of a node's offset: nothing said, everything allowed, nothing allowed. */
export const ADDITIONAL_ABSENT: u32 = 0;
export const ADDITIONAL_ALLOWED: u32 = 1;
export const ADDITIONAL_FORBIDDEN: u32 = 2;

// A decimal: u32 digits (string value: no zero at either end, empty for zero) | i32 exponent of the last digit | u32 negative
//   | f64 (two words) | u32 text (string value; Helm 3: the message)
export const DECIMAL_DIGITS: u32 = 0;
export const DECIMAL_EXPONENT: u32 = 4;
export const DECIMAL_NEGATIVE: u32 = 8;
export const DECIMAL_FLOAT: u32 = 12;
export const DECIMAL_TEXT: u32 = 20;
export const DECIMAL_RECORD_SIZE: u32 = 24;

// Formats.
export const FORMAT_REGEX: u32 = 1;
export const FORMAT_JSON_POINTER: u32 = 2;
export const FORMAT_RELATIVE_JSON_POINTER: u32 = 3;
export const FORMAT_UUID: u32 = 4;
export const FORMAT_DURATION: u32 = 5;
export const FORMAT_PERIOD: u32 = 6;
export const FORMAT_IPV4: u32 = 7;
export const FORMAT_IPV6: u32 = 8;
export const FORMAT_HOSTNAME: u32 = 9;
export const FORMAT_EMAIL: u32 = 10;
export const FORMAT_DATE: u32 = 11;
export const FORMAT_TIME: u32 = 12;
export const FORMAT_DATE_TIME: u32 = 13;
export const FORMAT_URI: u32 = 14;
export const FORMAT_URI_REFERENCE: u32 = 15;
export const FORMAT_URI_TEMPLATE: u32 = 16;
export const FORMAT_SEMVER: u32 = 17;
