// Numbers of names: which of those added so far one is. Most texts define few templates, whose names are compared one by one; of
// thousands there is an index. Compiled by tsc for the compiler and by asc for the guest.
// Follows nothing: Go keeps definitions in a map.

import { equalBytes } from '../bytes';

/** More names are found by their hashes. */
const few = 32;

export class NameIndex {
  private readonly names: Uint8Array[] = [];
  /** Numbers of names + 1 by their hashes, 0 where there is none; at most half full. */
  private slots: Int32Array = new Int32Array(0);
  /** How many names the slots have. */
  private held: i32 = 0;

  add(name: Uint8Array): void {
    this.names.push(name);
  }

  /** The number of a name in the order in which they were added, or -1. */
  find(name: Uint8Array): i32 {
    const count = this.names.length;
    if (count <= few) {
      for (let i = 0; i < count; i++) {
        if (equalBytes(this.names[i], name)) return i;
      }
      return -1;
    }
    if (this.slots.length < count * 2) {
      this.slots = new Int32Array(this.slots.length === 0 ? few * 8 : this.slots.length * 2);
      this.held = 0;
    }
    while (this.held < count) {
      const free = this.slotOf(this.names[this.held]);
      this.held++;
      this.slots[free] = this.held;
    }
    return this.slots[this.slotOf(name)] - 1;
  }

  /** The slot that holds a name, or the free one that would. */
  private slotOf(name: Uint8Array): i32 {
    let hash: i32 = name.length;
    for (let i = 0; i < name.length; i++) hash = ((hash << 5) - hash + (name[i] as i32)) | 0;
    const mask = this.slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    while (this.slots[slot] !== 0 && !equalBytes(this.names[this.slots[slot] - 1], name)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
