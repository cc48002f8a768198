// What a validation found wrong, as a tree, and how Helm 4's library prints it.
// Follows github.com/santhosh-tekuri/jsonschema/v6@v6.0.3 output.go.

import { Buffer } from '../../../core/buffer';
import { allocate } from '../../../core/memory';
import { Value } from '../../../core/value';
import { Path, quoteSingle, writePointer } from '../place';

/** An error stands for nothing but its causes: a reference that led to exactly one, and what holds several together. */
export const FINDING_PLAIN: u8 = 0;
export const FINDING_REFERENCE: u8 = 1;
export const FINDING_GROUP: u8 = 2;

@unmanaged
export class Finding {
  path: Path;
  text: Value;
  /** Causes, linked by `next`. */
  first: Finding;
  last: Finding;
  next: Finding;
  kind: u8;
}

export const NONE: Finding = changetype<Finding>(0);

/** What is found where only the answer counts. */
export const SOMETHING: Finding = changetype<Finding>(memory.data(24, 8));

export function newFinding(kind: u8, path: Path, text: Value): Finding {
  const finding = changetype<Finding>(allocate(offsetof<Finding>()));
  finding.path = path;
  finding.text = text;
  finding.first = NONE;
  finding.last = NONE;
  finding.next = NONE;
  finding.kind = kind;
  return finding;
}

/** Appends a cause. A finding is the cause of one other only. */
export function addCause(to: Finding, cause: Finding): void {
  if (changetype<usize>(to.last)) to.last.next = cause;
  else to.first = cause;
  to.last = cause;
}

/** Prints the errors below a failed validation's title, each on a line of its own that begins with a line break. */
export function printFindings(out: Buffer, finding: Finding): void {
  if (finding.kind == FINDING_GROUP) printCauses(out, finding, 0);
  else printFinding(out, finding, 0);
}

function printCauses(out: Buffer, finding: Finding, indent: u32): void {
  for (let cause = finding.first; changetype<usize>(cause); cause = cause.next) printFinding(out, cause, indent);
}

function printFinding(out: Buffer, finding: Finding, indent: u32): void {
  if (!(finding.kind == FINDING_REFERENCE && finding.first == finding.last)) {
    out.byte(0x0a);
    out.repeat(0x20, indent << 1);
    out.literal('- at ');
    const pointer = Buffer.create(64);
    writePointer(pointer, finding.path);
    quoteSingle(out, pointer.pointer, pointer.length);
    out.literal(': ');
    out.string(finding.text);
    indent++;
  }
  printCauses(out, finding, indent);
}
