// The numbers that the compiler's image writer and the guest library must agree on: kinds, type tags, and the layout of
// values in linear memory. Compiled by tsc and by asc alike. Nothing here may be repeated elsewhere as a literal.

// Linear memory comes in pages.
export const PAGE_BITS: u32 = 16;
export const PAGE_BYTES: u32 = 1 << PAGE_BITS;
/** The most pages that a memory can have whose addresses have 32 bits. */
export const MAX_PAGES: u32 = 1 << (32 - PAGE_BITS);

// A value is a cell of 16 bytes, aligned to 8:
//   u8 kind | u8 type | u16 flags | u32 length | 8 bytes payload (i64, f64, or u32 address and u32 capacity)
export const VALUE_SIZE: u32 = 16;
export const VALUE_KIND: u32 = 0;
export const VALUE_TYPE: u32 = 1;
export const VALUE_FLAGS: u32 = 2;
export const VALUE_LENGTH: u32 = 4;
export const VALUE_PAYLOAD: u32 = 8;
export const VALUE_CAPACITY: u32 = 12;

// Half a value, as a module's file may hold it: u8 kind | u8 type | u16 length | u32 payload (runtime/guest/entry/widen.ts).
export const HALF_LENGTH: u32 = 2;
export const HALF_PAYLOAD: u32 = 4;

// Kinds: Go's dynamic type of the value, as far as templates can tell types apart.
export const KIND_NIL: u8 = 0; // nil interface, absent map key
export const KIND_BOOL: u8 = 1; // payload i64 0 or 1
export const KIND_INT: u8 = 2; // payload i64 (also the kinds up to KIND_UINT64)
export const KIND_INT64: u8 = 3;
export const KIND_INT32: u8 = 4;
export const KIND_INT8: u8 = 5;
export const KIND_INT16: u8 = 6;
export const KIND_UINT: u8 = 7;
export const KIND_UINT8: u8 = 8;
export const KIND_UINT16: u8 = 9;
export const KIND_UINT32: u8 = 10;
export const KIND_UINT64: u8 = 11;
export const KIND_FLOAT64: u8 = 12; // payload f64
export const KIND_COMPLEX128: u8 = 13; // payload: address of two f64 (real, imaginary)
export const KIND_STRING: u8 = 14; // length in bytes, payload: address of the bytes
export const KIND_BYTES: u8 = 15; // []byte: like a string
export const KIND_LIST: u8 = 16; // length in elements, payload: address of u32 value addresses, capacity in elements
export const KIND_MAP: u8 = 17; // payload: address of a map object (shared: maps are references), 0 for a nil map
export const KIND_TIME: u8 = 18; // time.Time; payload: address of a TimeObject (the dates family defines it)
export const KIND_DURATION: u8 = 19; // time.Duration; payload i64 nanoseconds
export const KIND_MONTH: u8 = 20; // time.Month; payload i64
export const KIND_WEEKDAY: u8 = 21; // time.Weekday; payload i64
export const KIND_SEMVER: u8 = 22; // *semver.Version; payload: address of a VersionObject (the semver family defines it)
export const KIND_OBJECT: u8 = 23; // a Go struct or pointer to one; type = OBJECT_*; payload: address of its map object
export const KIND_FUNCTION: u8 = 24; // a bound method value
export const KIND_ERROR: u8 = 25; // a value of type error; payload: address of its text value
export const KIND_URL: u8 = 26; // *url.Userinfo

// type of a KIND_LIST: the element type.
export const LIST_ANY: u8 = 0; // []interface {}
export const LIST_STRING: u8 = 1; // []string
export const LIST_INT: u8 = 2; // []int
export const LIST_LIST: u8 = 3; // [][]interface {}
export const LIST_MAP: u8 = 4; // []map[string]interface {}
export const LIST_VERSIONS: u8 = 5; // Capabilities' VersionSet ([]string with methods)
export const LIST_MAINTAINER: u8 = 6; // Helm 3: []*chart.Maintainer
export const LIST_DEPENDENCY: u8 = 7; // Helm 3: []*chart.Dependency

// type of a KIND_MAP.
export const MAP_ANY: u8 = 0; // map[string]interface {}
export const MAP_STRING: u8 = 1; // map[string]string
export const MAP_VALUES: u8 = 2; // common.Values (Helm 4), chartutil.Values (Helm 3): has methods
export const MAP_FILES: u8 = 3; // engine.files (map[string][]byte): has methods
export const MAP_ANY_ANY: u8 = 4; // map[interface {}]interface {}

// type of a KIND_OBJECT.
export const OBJECT_CAPABILITIES: u8 = 1; // *common.Capabilities
export const OBJECT_KUBE_VERSION: u8 = 2; // common.KubeVersion
export const OBJECT_HELM_VERSION: u8 = 3; // helm build info
export const OBJECT_CHART: u8 = 4; // Helm 3 only: the struct {*chart.Metadata; IsRoot}
export const OBJECT_METADATA: u8 = 5; // Helm 3: *chart.Metadata
export const OBJECT_MAINTAINER: u8 = 6; // Helm 3: *chart.Maintainer
export const OBJECT_DEPENDENCY: u8 = 7; // Helm 3: *chart.Dependency
export const OBJECT_CERTIFICATE: u8 = 8; // sprig's certificate {Cert, Key}

// flags of a value.
export const FLAG_TYPED_NIL: u16 = 1; // a nil slice or nil map of its type
export const FLAG_SAFE: u16 = 2; // a text that Handlebars does not escape

// A map object: u32 count | u32 capacity | u32 entries | u32 index | u32 index mask | u32 flags
// An entry: u32 key (a KIND_STRING value) | u32 hash, 0 while no index needs it | u32 value
export const MAP_COUNT: u32 = 0;
export const MAP_CAPACITY: u32 = 4;
export const MAP_ENTRIES: u32 = 8;
export const MAP_INDEX: u32 = 12; // u32 table, 0 = free, otherwise entry number + 1; 0: no index
export const MAP_INDEX_MASK: u32 = 16;
export const MAP_FLAGS: u32 = 20;
export const MAP_OBJECT_SIZE: u32 = 24;
export const ENTRY_KEY: u32 = 0;
export const ENTRY_HASH: u32 = 4;
export const ENTRY_VALUE: u32 = 8;
export const ENTRY_SIZE: u32 = 12;
export const MAP_SORTED: u32 = 1; // entries stand in bytewise order of their keys

// A shape, of which a `dict` with constant keys is made: u32 count | its entries in bytewise order of their keys, values being 0. The
// value cell of such a dict, its map object and its entries are one block.
export const SHAPE_ENTRIES: u32 = 4;
export const SHAPED_ENTRIES: u32 = VALUE_SIZE + MAP_OBJECT_SIZE;

// Hash of a key, in u32: h = HASH_SEED ^ length; for every word of four bytes h = (h ^ word) * HASH_PRIME, h ^= h >>> 15; the same for what is
// left: the last four bytes, of a shorter key its first, middle and last; then h ^= h >>> 16, h *= HASH_LAST, h ^= h >>> 13.
export const HASH_SEED: u32 = 0x811c9dc5;
export const HASH_PRIME: u32 = 0x9e3779b1;
export const HASH_LAST: u32 = 0x85ebca6b;

// Parameter types of template functions, as checks at call time name them (language/functions.ts: GoType).
export const PARAM_ANY: i32 = 0;
export const PARAM_STRING: i32 = 1;
export const PARAM_BOOL: i32 = 2;
export const PARAM_INT: i32 = 3;
export const PARAM_INT64: i32 = 4;
export const PARAM_UINT32: i32 = 5;
export const PARAM_FLOAT64: i32 = 6;
export const PARAM_DICT: i32 = 7;
export const PARAM_LIST: i32 = 8;
export const PARAM_TIME: i32 = 9;
export const PARAM_CERTIFICATE: i32 = 10;
export const PARAM_VALUE: i32 = 11; // a reflect.Value: anything, and no value is not the same as a nil interface

// A slot: what a template name stands for during a render. One slot a name that the chart's files define.
//   u32 function (table index + 1, 0: not defined) | u32 file (string value: path of the defining file)
//   | u32 tree (ListNode of a definition made by tpl, else 0) | u32 source (its EvalSource) | u32 depth (active includes) | u32 name (string value)
export const SLOT_FUNCTION: u32 = 0;
export const SLOT_FILE: u32 = 4;
export const SLOT_TREE: u32 = 8;
export const SLOT_SOURCE: u32 = 12;
export const SLOT_DEPTH: u32 = 16;
export const SLOT_NAME: u32 = 20;
export const SLOT_SIZE: u32 = 24;

// A template file as the chart's description has it, in the order of rendering:
//   u32 path (string value) | u32 number of its chart | u32 is it a partial | u32 its text (string value; 0: it was compiled)
//   | u32 what Helm says of a file that it cannot parse (string value; 0: nothing) | u32 the line of that
//   | u32 its definitions (a list of templates) | u32 itself (a template)
export const FILE_PATH: u32 = 0;
export const FILE_CHART: u32 = 4;
export const FILE_PARTIAL: u32 = 8;
export const FILE_TEXT: u32 = 12;
export const FILE_PROBLEM: u32 = 16;
export const FILE_LINE: u32 = 20;
export const FILE_DEFINITIONS: u32 = 24;
export const FILE_MAIN: u32 = 28;
export const FILE_SIZE: u32 = 32;

// A template, as a list value: its slot, its place in the table of functions, and whether nothing but white space stands in it.
export const TEMPLATE_SLOT: u32 = 0;
export const TEMPLATE_FUNCTION: u32 = 1;
export const TEMPLATE_IS_EMPTY: u32 = 2;

// A source position: where in a template an operation stands, for error messages.
//   u32 line | u32 column (bytes, from 0) | u32 template name (string value; 0: the path of the current file) | u32 expression (string value)
export const POSITION_LINE: u32 = 0;
export const POSITION_COLUMN: u32 = 4;
export const POSITION_TEMPLATE: u32 = 8;
export const POSITION_EXPRESSION: u32 = 12;
export const POSITION_SIZE: u32 = 16;

// A chain of fields: u32 position | u32 position of a method call | u32 position of its printing (0: not printed)
//   | u32 count | u32 names (string values)
export const CHAIN_POSITION: u32 = 0;
export const CHAIN_CALL_POSITION: u32 = 4;
export const CHAIN_PRINT_POSITION: u32 = 8;
export const CHAIN_COUNT: u32 = 12;
export const CHAIN_NAMES: u32 = 16;

// What a complex number's payload leads to.
export const COMPLEX_REAL: u32 = 0;
export const COMPLEX_IMAGINARY: u32 = 8;
export const COMPLEX_SIZE: u32 = 16;

// A pair, which leads to a document: u32 address | u32 length. A text in a record is the same two words.
export const PAIR_ADDRESS: u32 = 0;
export const PAIR_LENGTH: u32 = 4;
export const PAIR_SIZE: u32 = 8;

// Where an argument of a method stands: u32 position | u32 is it a literal that is no string
export const PLACE_POSITION: u32 = 0;
export const PLACE_IS_LITERAL: u32 = 4;
export const PLACE_SIZE: u32 = 8;

// Where a compiled template failed: u32 position | u32 name of the function that failed (string value; 0: the operation itself)
export const STOP_POSITION: u32 = 0;
export const STOP_CALL: u32 = 4;
export const STOP_SIZE: u32 = 8;

// A stretch of a literal text that was proved to be lines of YAML: u32 address of the next stretch of that text (0: none) | u32 its
// first byte in the text | u32 behind its last | u32 KNOWN_PENDING, KNOWN_PLAIN | u32 collections open behind it | u32 each of them, column << 1,
// + 1 for a sequence
export const KNOWN_NEXT: u32 = 0;
export const KNOWN_FROM: u32 = 4;
export const KNOWN_TO: u32 = 8;
export const KNOWN_STATE: u32 = 12;
export const KNOWN_DEPTH: u32 = 16;
export const KNOWN_LEVELS: u32 = 20;
/** Its last key or dash waits for what it stands before. */
export const KNOWN_PENDING: u32 = 1;
/** Its last line ends in a plain scalar, which a deeper line continues. */
export const KNOWN_PLAIN: u32 = 2;

// What a compiled template returns. Anything else is the address of a stop: the failure under way has no position yet.
export const TEMPLATE_FAILED: u32 = 0; // with a failure that is complete
export const TEMPLATE_DONE: u32 = 1;
