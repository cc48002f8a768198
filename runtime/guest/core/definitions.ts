// What a render under way knows: the slots that template names stand for, and the file whose template is running.

import { SLOT_SIZE } from '../../abi/values';
import { MapObject, mapAdd, mapGet } from './map';
import { allocate } from './memory';
import { EMPTY_STRING, Value, newInt } from './value';

/** Path of the file that the running template was defined in; error messages name it. */
export let slotFile: Value = EMPTY_STRING;

export function setSlotFile(file: Value): void {
  slotFile = file;
}

@unmanaged
export class Slot {
  /** Table index of the compiled template + 1; 0: none. */
  function: u32;
  file: Value;
  /** Address of the parsed body (a ListNode) of a template that `tpl` defined; 0: none. */
  tree: usize;
  /** Address of the evaluator's record of the text that the body belongs to. */
  source: usize;
  /** Includes of this name under way. */
  depth: u32;
  name: Value;

  @inline get isDefined(): bool {
    return this.function != 0 || this.tree != 0;
  }
}

/** Template name -> address of its slot, as an int value. The image brings the names of the chart; `tpl` may add more. */
export let slotsByName: MapObject = changetype<MapObject>(0);

export function setSlotsByName(names: MapObject): void {
  slotsByName = names;
}

/** The slot of a name, or null. */
export function findSlot(name: Value): Slot {
  const v = mapGet(slotsByName, name);
  return changetype<Slot>(changetype<usize>(v) ? <usize>v.int : 0);
}

/** The slot of a name, made where it does not exist. */
export function ensureSlot(name: Value): Slot {
  const found = findSlot(name);
  if (changetype<usize>(found)) return found;
  const address = allocate(SLOT_SIZE);
  memory.fill(address, 0, SLOT_SIZE);
  const slot = changetype<Slot>(address);
  slot.name = name;
  slot.file = EMPTY_STRING;
  mapAdd(slotsByName, name, newInt(address));
  return slot;
}
