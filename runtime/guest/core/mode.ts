// How the Helm behaves whose semantics this module has: bits of runtime/abi/quirks.ts. The linker sets the value; optimisation then
// folds the branches away.

export let quirks: u64 = 0xffffffffffffffff;

/** Is it so in this Helm? */
export function has(quirk: i32): bool {
  return ((quirks >> <u64>quirk) & 1) != 0;
}

/** Where one guest serves several Helms: the compiler's own calls into it. */
export function setQuirks(bits: u64): void {
  quirks = bits;
}
