// What a line of a batch may say. Apart from what reads lines, since the command line names these keys too.

/** Keys by what they take; of the request they are the fields of the same names. */
export const TEXTS = ['namespace', 'kubeVersion', 'seed', 'now', 'helm', 'lookups'] as const;
export const VALUES = ['set', 'setString', 'setJson', 'setFile', 'setLiteral'] as const;
export const LISTS = ['apiVersions', 'showOnly'] as const;

/** Switches, and the fields of the request that they are. */
export const SWITCHES = {
  isUpgrade: 'isUpgrade',
  includeCRDs: 'includeCrds',
  noHooks: 'skipHooks',
  skipTests: 'skipTests',
  skipSchemaValidation: 'skipSchemaValidation',
} as const;

export const KEYS: readonly string[] = [
  ...['id', 'module', 'name', 'values'],
  ...TEXTS,
  ...Object.keys(SWITCHES),
  ...VALUES,
  ...LISTS,
];

/** The key that says what a flag of `template` says; undefined where there is none. */
export function keyOfFlag(flag: string): string | undefined {
  const plain = flag.replaceAll('-', '');
  return KEYS.find((key) => key.toLowerCase() === plain);
}
