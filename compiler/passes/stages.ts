// The stages of the IR: as the front end made it, and behind each pass. A file without imports, since the command line lists them.

/** In the order in which they follow each other. */
export const stages = ['lower', 'place-piped', 'fold', 'choose', 'write-prints', 'join-texts'] as const;

/** `lower`, or the pass that ran last. */
export type Stage = (typeof stages)[number];
