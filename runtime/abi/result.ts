// What a converted chart's render gives to a host that asks for more than text: `__mistletoe_render` a record of three words,
// `__mistletoe_manifests` a record that names every manifest with what the module read of it. Compiled by tsc and by asc alike.
// All words are little-endian u32; a text is its address and its length in bytes. Everything is valid until the input is given back.

// What `__mistletoe_render` returns: a text, and a status.
export const RENDER_STATUS: u32 = 8;
export const STATUS_OK: u32 = 0;
/** The text is an error. */
export const STATUS_FAILED: u32 = 1;
/** The text is an error after which Helm adds its hint about --debug. */
export const STATUS_HINT: u32 = 2;
export const STATUS_MASK: u32 = 0xff;
/** Added: `__mistletoe_warnings` has something to give. */
export const STATUS_HAS_WARNINGS: u32 = 0x100;

// What `__mistletoe_manifests` returns.
export const RESULT_VERSION: u32 = 0; // RESULT_LAYOUT
export const RESULT_FAILURE: u32 = 4; // FAILURE_*
export const RESULT_TEXT: u32 = 8; // the text of NOTES.txt, or of the failure
export const RESULT_COUNT: u32 = 16; // manifests
export const RESULT_MANIFESTS: u32 = 20; // the first of them; MANIFEST_SIZE bytes each, in the order Helm prints them
export const RESULT_SIZE: u32 = RESULT_MANIFESTS;

/** The version of this layout. */
export const RESULT_LAYOUT: u32 = 1;

// How far a render came before it failed. From FAILURE_KUBE_VERSION on Helm adds its hint about --debug.
export const FAILURE_NONE: u32 = 0;
export const FAILURE_INPUT: u32 = 1; // the MistInput
export const FAILURE_VALUES: u32 = 2; // capabilities, dependencies, the values' coalescing
export const FAILURE_SCHEMA: u32 = 3; // values.schema.json
export const FAILURE_KUBE_VERSION: u32 = 4; // Chart.yaml's kubeVersion
export const FAILURE_PARSE: u32 = 5; // a template file that is none
export const FAILURE_TEMPLATE: u32 = 6; // a template's execution
export const FAILURE_MANIFEST: u32 = 7; // what a template gave is no document

// A manifest. Texts of annotations are as they stand; those that are absent have the address 0.
export const MANIFEST_SOURCE: u32 = 0; // path of its file, chart/templates/web.yaml
export const MANIFEST_TEXT: u32 = 8; // without the `# Source:` line
export const MANIFEST_API_VERSION: u32 = 16;
export const MANIFEST_KIND: u32 = 24;
export const MANIFEST_NAME: u32 = 32;
export const MANIFEST_HOOK: u32 = 40; // annotation helm.sh/hook
export const MANIFEST_WEIGHT: u32 = 48; // annotation helm.sh/hook-weight
export const MANIFEST_DELETE: u32 = 56; // annotation helm.sh/hook-delete-policy
export const MANIFEST_LOG: u32 = 64; // annotation helm.sh/hook-output-log-policy
export const MANIFEST_FLAGS: u32 = 72;
export const MANIFEST_SIZE: u32 = 76;

/** From a crds/ folder: the module has not read it, so it knows its source and text only. */
export const MANIFEST_IS_CRD: u32 = 1;
