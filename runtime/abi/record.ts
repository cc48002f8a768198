// Records as TypeScript writes them: by the offsets that runtime/abi gives their fields, never by the order in which somebody lists
// them.

/** The words of a record of `size` bytes, each where its offset says. Throws where one is missing. */
export function recordOf<T>(size: number, fields: Readonly<Record<number, T>>): T[] {
  const words: T[] = [];
  for (let offset = 0; offset < size; offset += 4) {
    const word = fields[offset];
    if (word === undefined) throw new Error(`a record has no word at ${offset}`);
    words.push(word);
  }
  return words;
}
