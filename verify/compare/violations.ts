// Violations of a schema, which helm lists in no fixed order: its libraries walk Go maps. They are compared as sets, everything else of
// the message as it stands.

/** How helm's message begins. */
const HEAD = "Error: values don't meet the specifications of the schema(s) in the following chart(s):";

/** `additional properties 'a', 'b' not allowed`: the names come in any order too. */
const NAMES = /^(- at .*: additional properties )('.*')( not allowed)$/;

interface Entry {
  text: string;
  below: Entry[];
}

/**
 * Do two error texts list the same violations, whatever the order?
 * @param a,b lines without their ends
 */
export function sameViolations(a: readonly string[], b: readonly string[]): boolean {
  return isViolations(a) && isViolations(b) && a.length === b.length && canonical(a) === canonical(b);
}

/** Is this helm's list of a schema's violations? */
function isViolations(lines: readonly string[]): boolean {
  return lines[0] === HEAD;
}

/** The lines as a tree by their indentation, each level sorted. Lines that are no violations (the charts' names) stay where they are. */
function canonical(lines: readonly string[]): string {
  const out: string[] = [];
  let group: Entry[] = [];
  let open: { depth: number; entry: Entry }[] = [];
  const flush = () => {
    out.push(...sorted(group));
    group = [];
    open = [];
  };
  for (const line of lines) {
    const [, indent, rest] = /^( *)(.*)$/s.exec(line)!;
    if (!rest.startsWith('- ')) {
      flush();
      out.push(line);
      continue;
    }
    const entry: Entry = { text: indent + withSortedNames(rest), below: [] };
    while (open.length > 0 && open[open.length - 1].depth >= indent.length) open.pop();
    (open[open.length - 1]?.entry.below ?? group).push(entry);
    open.push({ depth: indent.length, entry });
  }
  flush();
  return out.join('\n');
}

function sorted(entries: readonly Entry[]): string[] {
  return entries.map(({ text, below }) => [text, ...sorted(below)].join('\n')).sort();
}

function withSortedNames(line: string): string {
  const match = NAMES.exec(line);
  if (!match) return line;
  return `${match[1]}${match[2].split(', ').sort().join(', ')}${match[3]}`;
}
