// How the Helm behaves whose semantics this module has: bits of runtime/abi/quirks.ts. The linker sets the value; optimisation then
// folds the branches away.

export let quirks: u32 = 0xffffffff;

/** Is it so in this Helm? */
export function has(quirk: u32): bool {
  return (quirks & quirk) != 0;
}

/** Where one guest serves several Helms: the compiler's own calls into it. */
export function setQuirks(bits: u32): void {
  quirks = bits;
}
