// WWW-Authenticate headers: a list of challenges, each a scheme with parameters (RFC 9110, 11.6.1).

export interface Challenge {
  /** lower case */
  scheme: string;
  /** names in lower case */
  parameters: Map<string, string>;
}

/** The challenges of a header, in order. What fits no grammar is left out. */
export function parseChallenges(header: string): Challenge[] {
  const challenges: Challenge[] = [];
  const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
  let at = 0;
  const token = () => {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(header)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const blanks = (pattern: RegExp) => {
    const start = at;
    while (at < header.length && pattern.test(header[at])) at++;
    return at > start;
  };
  while (at < header.length) {
    blanks(/[ \t,]/);
    const word = token();
    if (word === undefined) {
      at++;
      continue;
    }
    blanks(/[ \t]/);
    const current = challenges.at(-1);
    if (header[at] !== '=' || !current) {
      challenges.push({ scheme: word.toLowerCase(), parameters: new Map() });
      continue;
    }
    at++;
    blanks(/[ \t]/);
    current.parameters.set(word.toLowerCase(), header[at] === '"' ? quoted() : (token() ?? ''));
  }
  return challenges;

  function quoted(): string {
    let text = '';
    for (at++; at < header.length && header[at] !== '"'; at++) {
      if (header[at] === '\\') at++;
      text += header[at] ?? '';
    }
    at++;
    return text;
  }
}
