// JSON with integers of any size, as manifests have them.

/** JSON is YAML; integers of any size stay what they are. */
export function json(value: unknown): string {
  const held: string[] = [];
  const marked = JSON.stringify(value, (_, item: unknown) => {
    if (typeof item !== 'bigint') return item;
    held.push(String(item));
    return `\u0000${held.length - 1}\u0000`;
  });
  return marked.replace(/"\\u0000(\d+)\\u0000"/g, (_, index: string) => held[Number(index)]!);
}
