// What compiled Handlebars templates and the guest agree on besides runtime/abi/values.ts: places in the lists that a template is given and
// hands on. Compiled by tsc and by asc alike.

// What a template is called with: a list of its context, its data frame, its inline partials, the contexts around it, and, of a
// block that became a template, the block parameters around it.
export const CALL_CONTEXT: u32 = 0;
export const CALL_FRAME: u32 = 1;
export const CALL_PARTIALS: u32 = 2;
export const CALL_DEPTHS: u32 = 3;
export const CALL_CAPTURED: u32 = 4;

// A data frame: what names with an @ stand for. Absent ones are nil.
export const FRAME_PARENT: u32 = 0;
export const FRAME_ROOT: u32 = 1;
export const FRAME_BLOCK: u32 = 2; // @partial-block: a pair of the block and what @partial-block was around it
export const FRAME_KEY: u32 = 3;
export const FRAME_INDEX: u32 = 4;
export const FRAME_FIRST: u32 = 5;
export const FRAME_LAST: u32 = 6;
export const FRAME_LENGTH: u32 = 7;

// A block that can be called later: the name of the template that it became, and what was around it.
export const BLOCK_TEMPLATE: u32 = 0;
export const BLOCK_PARTIALS: u32 = 1;
export const BLOCK_DEPTHS: u32 = 2;
export const BLOCK_CAPTURED: u32 = 3;

// Inline partials: a list of a name, its block, and those that were there before; nil where there is none.
export const PARTIAL_NAME: u32 = 0;
export const PARTIAL_BLOCK: u32 = 1;
export const PARTIAL_NEXT: u32 = 2;
export const PARTIAL_LENGTH: u32 = 3;
