// `mistletoe template --batch`: its flags. What a line may say is the batch's business.

import { type BatchOptions, type BatchRequest, renderBatch } from '../../../actions/batch/batch';
import { keyOfFlag } from '../../../actions/batch/line-keys';
import { CommandError, describeError, EXIT_ERROR, EXIT_OK, UsageError } from '../../../actions/command';
import { templateFlags } from '../../../actions/helm-template/flags';
import { type Flag, ParsedFlags } from '../../../actions/helm-template/pflag';
import { limitFlags, readLimits } from '../../../actions/flags/limits';
import { defaultProfile } from '../../../language/profiles';

const flags: Flag[] = [
  { name: 'batch', type: 'string' },
  { name: 'output-dir', type: 'string' },
  {
    name: 'jobs',
    shorthand: 'j',
    type: 'int',
    check: (value) => {
      if (Number(value) < 1) throw new Error('give at least 1');
    },
  },
  { name: 'helm', type: 'string' },
  { name: 'schema-refs', type: 'string' },
  { name: 'link-root', type: 'string' },
  { name: 'no-cache', type: 'bool' },
  ...limitFlags.map(({ name, check }): Flag => ({ name, type: 'string', check })),
];

/** Flags that `template` has without --batch: they are read so that what is wrong with them here can be said. */
const others: Flag[] = templateFlags(defaultProfile).filter(({ name }) => !flags.some((flag) => flag.name === name));

/** Throws UsageError where one of those is given. */
function refuseOthers(given: ParsedFlags): void {
  const other = others.find(({ name }) => given.has(name));
  if (other === undefined) return;
  const key = keyOfFlag(other.name);
  const how =
    key === undefined
      ? `which takes ${flags
          .slice(1)
          .map(({ name }) => `--${name}`)
          .join(', ')}`
      : `write it into the lines, as ${JSON.stringify(key)}`;
  throw new UsageError(`--${other.name} does not go with --batch${key === undefined ? ', ' : ': '}${how}`);
}

/** Runs `mistletoe template --batch …` with the arguments behind `template`; gives the exit code. */
export async function runBatch(
  args: readonly string[],
  options: BatchOptions & { writeError(text: string): void },
): Promise<number> {
  try {
    const given = new ParsedFlags(() => [...others, ...flags], args);
    if (!given.isHelp) return await renderBatch(requestOf(given), options);
    const { templateHelp } = await import('../../../actions/helm-template/help');
    options.write(Buffer.from(templateHelp));
    return EXIT_OK;
  } catch (error) {
    options.writeError(`Error: ${describeError(error)}\n`);
    return EXIT_ERROR;
  }
}

function requestOf(given: ParsedFlags): BatchRequest {
  const file = given.text('batch');
  refuseOthers(given);
  if (given.arguments.length > 0) {
    throw new CommandError(`--batch takes no other arguments: ${given.arguments.join(' ')}; write them into the lines`);
  }
  if (file === '') throw new CommandError('--batch needs a file of JSON lines, or - for standard input');
  const text = (name: string) => (given.has(name) ? given.text(name) : undefined);
  const [helm, schemaRefs, linkRoot, jobs] = ['helm', 'schema-refs', 'link-root', 'jobs'].map(text);
  return {
    file,
    outputDirectory: text('output-dir'),
    jobs: jobs === undefined ? undefined : Number(jobs),
    given: {
      limits: readLimits(text),
      noCache: given.flag('no-cache'),
      ...(helm !== undefined && { helm }),
      ...(schemaRefs !== undefined && { schemaRefs }),
      ...(linkRoot !== undefined && { linkRoot }),
    },
  };
}
