// The AssemblyScript number types, for the files that both tsc and asc compile (runtime/abi/values.ts, language).
// Types only: such a file may not call them as functions.
declare type i8 = number;
declare type u8 = number;
declare type i16 = number;
declare type u16 = number;
declare type i32 = number;
declare type u32 = number;
declare type f64 = number;
declare type bool = boolean;

/** A list that has its length when it is made. */
declare type StaticArray<T> = T[];
