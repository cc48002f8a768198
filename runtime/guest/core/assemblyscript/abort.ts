// What AssemblyScript calls when one of its own checks fails: a trap. Linking it in place of `env.abort` leaves no import.

export function abort(message: string | null, file: string | null, line: u32, column: u32): void {
  unreachable();
}
