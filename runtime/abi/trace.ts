// What `__mistletoe_trace` of a module that was compiled with a trace gives: which template line wrote each stretch of the output of
// the last render. Compiled by tsc and by asc alike. All words are little-endian u32; everything is valid until the input is given back.

export const TRACE_VERSION: u32 = 0; // TRACE_LAYOUT
/** Address of the output: the texts of manifests lie in it, definitions from crds/ elsewhere. */
export const TRACE_OUTPUT: u32 = 4;
export const TRACE_EVENTS: u32 = 8; // address of the first
export const TRACE_COUNT: u32 = 12;
export const TRACE_SIZE: u32 = 16;

/** The version of this layout. */
export const TRACE_LAYOUT: u32 = 1;

// An event: what stands from `offset` in the output to the next event's was written there. In ascending order of offsets.
export const EVENT_OFFSET: u32 = 0;
export const EVENT_FRAME: u32 = 4; // address of the template's run; 0: nobody knows
export const EVENT_LINE: u32 = 8; // from 1; 0: unknown
export const EVENT_IS_TEXT: u32 = 12; // 1: the template's own text, whose line breaks are the template's
export const EVENT_SIZE: u32 = 16;

// A run of a template.
export const FRAME_CALLER: u32 = 0; // the frame that called it; 0: a file's own template
export const FRAME_CALLER_LINE: u32 = 4; // where in that
export const FRAME_FILE: u32 = 8; // text: the path of its file
export const FRAME_NAME: u32 = 16; // text: what `define` calls it; address 0: the file's own template
export const FRAME_SIZE: u32 = 24;
