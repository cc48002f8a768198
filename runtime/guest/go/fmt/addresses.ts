// What is printed for an address. Go's are different in every run; here an object's is a number among those that the render printed
// before. So it says which of them are one, and depends on nothing else: not on how the chart lies in memory, nor on the compiler.
// Follows nothing: what fmtPointer of Go prints is where the object lies.

import { allocate } from '../../core/memory';

/** Lists by the address's middle bits. */
const LISTS: u32 = 256;

/** One object. */
@unmanaged
class Printed {
  address: u32;
  shown: u32;
  next: u32;
}

let lists: usize = 0;
let count: u32 = 0;

/** Forgets what the last render printed. */
export function resetAddresses(): void {
  lists = 0;
}

/** What is printed for the object at an address: as large a number as Go's are. */
export function shownAddress(address: u32): u64 {
  if (!lists) {
    lists = allocate(LISTS * 4);
    memory.fill(lists, 0, LISTS * 4);
    count = 0;
  }
  const head = lists + (((address >> 3) % LISTS) << 2);
  for (let at = load<u32>(head); at != 0; at = changetype<Printed>(at).next) {
    if (changetype<Printed>(at).address == address) return changetype<Printed>(at).shown + <u64>0xc000000000;
  }
  const printed = changetype<Printed>(allocate(offsetof<Printed>()));
  printed.address = address;
  printed.shown = ++count << 4;
  printed.next = load<u32>(head);
  store<u32>(head, changetype<u32>(printed));
  return printed.shown + <u64>0xc000000000;
}
