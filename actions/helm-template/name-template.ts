// --name-template: a Go template that names the release. It is compiled into a module of its own and run there, so that it
// has the very functions that charts have; Helm gives it Sprig's functions only, and no data.

import { PARSER_LIMITS } from '../../runtime/abi/quirks';
import { type Profile, has } from '../../language/profiles';
import { emptyChart } from '../../compiler/chart/load';
import { emptyMetadata } from '../../compiler/chart/metadata';
import { compileChart } from '../../compiler/compile';
import { functionsByName } from '../../language/functions';
import { FunctionNames, Parser } from '../../language/parser';
import { loadModule } from '../../runtime/host';
import { CommandError } from '../command';
import { writeInput } from '../render/input';
import { randomHex } from '../render/random';
import { ChartInstance } from '../render/render';
import { readTime } from '../render/time';

/** What Helm's templates have beyond Sprig's. */
const HELM_FUNCTIONS = new Set(
  'include tpl required lookup toYaml mustToYaml toYamlPretty fromYaml fromYamlArray toToml fromToml fromJsonArray'.split(
    ' ',
  ),
);

class SprigFunctions extends FunctionNames {
  has(source: Uint8Array, start: number, end: number): boolean {
    const name = Buffer.from(source.subarray(start, end)).toString('latin1');
    return functionsByName.has(name) && !HELM_FUNCTIONS.has(name);
  }
}

const NAME = 'name-template';
/** Where the template stands in the chart that is made around it: a partial, which only runs when it is included. */
const PATH = `n/templates/_${NAME}`;

/** The name that the template gives. Throws CommandError in Go's words. */
export async function renderName(template: string, helm: Profile, seed: string | undefined): Promise<string> {
  const text = Buffer.from(template);
  const parser = new Parser(text, Buffer.from(NAME), new SprigFunctions(), has(helm, PARSER_LIMITS));
  if (!parser.parse()) {
    throw new CommandError(`template: ${NAME}:${parser.errorLine}: ${Buffer.from(parser.errorMessage)}`);
  }
  // The result leaves the module as a failure's text, which nothing trims or splits; the mark tells it from a real one.
  const mark = randomHex();
  const driver = `{{ include "${PATH}" nil | b64enc | printf "${mark}%s" | fail }}`;
  const { wasm } = await compileChart(
    {
      ...emptyChart(),
      metadata: { ...emptyMetadata(), apiVersion: 'v2', name: 'n', version: '0.0.0' },
      templates: [
        { name: `templates/_${NAME}`, data: text },
        { name: 'templates/run', data: Buffer.from(driver) },
      ],
    },
    { helm },
  );
  const { bytes } = new ChartInstance(loadModule(wasm)).render(
    writeInput({
      name: 'n',
      namespace: '',
      values: '{}',
      skipHooks: true,
      skipTests: true,
      now: readTime(''),
      entropy: seed ?? randomHex(),
    }),
  );
  const said = bytes.toString();
  const at = said.indexOf(mark);
  if (at >= 0) return Buffer.from(said.slice(at + mark.length), 'base64').toString();
  const failed = /^execution error at \([^)]*\): (.*)$/s.exec(said);
  if (failed) throw new CommandError(`template: ${NAME}: error calling fail: ${failed[1]}`);
  throw new CommandError(said.replace(/^.*?error calling include: /s, '').replaceAll(PATH, NAME));
}
