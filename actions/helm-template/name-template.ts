// --name-template: a Go template that names the release. It is compiled into a module of its own and run there, so that it
// has the very functions that charts have; Helm gives it Sprig's functions only, and no data.

import { defaultProfile, type Profile } from '../../language/profiles';
import { emptyChart } from '../../compiler/chart/load';
import { emptyMetadata } from '../../compiler/chart/metadata';
import { compileChart } from '../../compiler/compile';
import type { Unit } from '../../compiler/ir/ir';
import type { FrontEnd } from '../../compiler/lower/lowered';
import { lowerFile } from '../../compiler/lower/go-template';
import { textOf } from '../../gostd/bytes';
import { quote } from '../../gostd/strconv';
import {
  type ActionNode,
  type BranchNode,
  type ChainNode,
  type CommandNode,
  IdentifierNode,
  type ListNode,
  type Node,
  NodeKind,
  nodeText,
  type PipeNode,
  StringNode,
  type TemplateNode,
} from '../../language/ast';
import { columnAt, lineAt } from '../../language/bytes';
import { functionsByName } from '../../language/functions';
import { KnownFunctions } from '../../language/known-functions';
import { NEWEST_RULES, Parser } from '../../language/parser';
import { parserRules } from '../../language/parser-rules';
import { ERROR_CHAIN } from '../../runtime/abi/quirks';
import { loadModule } from '../../runtime/host';
import { CommandError } from '../command';
import { writeInput } from '../render/input';
import { randomHex } from '../render/random';
import { ChartInstance } from '../render/render';
import { readTime } from '../render/time';

class SprigFunctions extends KnownFunctions {
  override find(source: Uint8Array, start: number, end: number): number {
    const name = Buffer.from(source.subarray(start, end)).toString('latin1');
    if (isEnvironment(name)) return 0;
    return functionsByName.get(name)?.origin === 'helm' ? -1 : super.find(source, start, end);
  }
}

const NAME = 'name-template';
/** Where the template stands in the chart `n` that is made around it: a partial, which only runs when it is included. */
const PARTIAL = `templates/_${NAME}`;

/** Sprig's functions that read the environment, which no chart has. */
function isEnvironment(name: string): boolean {
  return name === 'env' || name === 'expandenv';
}

/** The template's unit, with the environment in place of the calls that read it: a module has none. */
function withEnvironment(path: string, source: Uint8Array, { root, definitions }: Parser): Unit {
  for (const list of [root, ...definitions.map(({ body }) => body)]) visitCommands(list, readEnvironment);
  return lowerFile(path, source, root, definitions);
}

/**
 * What Go says of the calls of `fail`, by where they stand: `1:3` → `executing "name-template" at <fail "x">`. A chart's failure keeps its
 * place and its message; Helm leaves the rest out there, not here.
 */
function failingCalls(source: Uint8Array, { root, definitions }: Parser): Map<string, string> {
  const calls = new Map<string, string>();
  const lists = [{ name: NAME, body: root }, ...definitions.map(({ name, body }) => ({ name: textOf(name), body }))];
  for (const { name, body } of lists) {
    visitCommands(body, (command) => {
      const [first] = command.args;
      if (first.kind !== NodeKind.Identifier || textOf((first as IdentifierNode).ident) !== 'fail') return;
      const place = `${lineAt(source, command.pos)}:${columnAt(source, command.pos)}`;
      calls.set(place, `executing ${quote(name)} at <${textOf(nodeText(command))}>`);
    });
  }
  return calls;
}

function readEnvironment(command: CommandNode): void {
  const [first, argument, ...others] = command.args;
  if (first.kind !== NodeKind.Identifier) return;
  const name = Buffer.from((first as IdentifierNode).ident).toString();
  if (!isEnvironment(name)) return;
  if (argument?.kind === NodeKind.String && others.length === 0) {
    const text = Buffer.from((argument as StringNode).text).toString();
    const value = name === 'env' ? (process.env[text] ?? '') : expandEnvironment(text);
    command.args = [new StringNode(first.pos, Buffer.from(quote(value)), Buffer.from(value))];
    return;
  }
  if (name === 'expandenv') {
    throw new CommandError(`--name-template: expandenv takes a text that is written out here, such as "$HOME"`);
  }
  // `get` gives "" for what is not there, as env does.
  const pairs = Object.entries(process.env).flatMap(([key, value]) => [quote(key), quote(value ?? '')]);
  const parser = new Parser(
    Buffer.from(`{{ (dict ${pairs.join(' ')}) }}`),
    Buffer.from(NAME),
    new SprigFunctions(defaultProfile),
    NEWEST_RULES,
  );
  if (!parser.parse()) throw new CommandError(`--name-template: the environment has a value that is no text`);
  const environment = (parser.root.nodes[0] as ActionNode).pipe.cmds[0].args[0];
  command.args = [new IdentifierNode(first.pos, Buffer.from('get'), 0), environment, ...command.args.slice(1)];
}

/** Go's os.ExpandEnv: `$NAME` and `${NAME}`. */
function expandEnvironment(text: string): string {
  const SPECIAL = /\$(?:\{([^}]*)\}|([A-Za-z_][A-Za-z0-9_]*|[*#$@!?\-0-9]))/g;
  return text.replace(SPECIAL, (_, braced?: string, bare?: string) => process.env[braced ?? bare ?? ''] ?? '');
}

/** Shows every command of a list and of what is in it, the innermost first. */
function visitCommands(node: Node, show: (command: CommandNode) => void): void {
  for (const part of partsOf(node)) if (part) visitCommands(part, show);
  if (node.kind === NodeKind.Command) show(node as CommandNode);
}

function partsOf(node: Node): (Node | null)[] {
  switch (node.kind) {
    case NodeKind.List:
      return (node as ListNode).nodes;
    case NodeKind.Action:
      return [(node as ActionNode).pipe];
    case NodeKind.If:
    case NodeKind.Range:
    case NodeKind.With: {
      const { pipe, list, elseList } = node as BranchNode;
      return [pipe, list, elseList];
    }
    case NodeKind.Template:
      return [(node as TemplateNode).pipe];
    case NodeKind.Pipe:
      return (node as PipeNode).cmds;
    case NodeKind.Chain:
      return [(node as ChainNode).node];
    case NodeKind.Command:
      return (node as CommandNode).args;
    default:
      return [];
  }
}

/** The name that the template gives. Throws CommandError in Go's words. */
export async function renderName(template: string, helm: Profile, seed: string | undefined): Promise<string> {
  const text = Buffer.from(template);
  const parser = new Parser(text, Buffer.from(NAME), new SprigFunctions(helm), parserRules(helm));
  if (!parser.parse()) {
    throw new CommandError(`template: ${NAME}:${parser.errorLine}: ${Buffer.from(parser.errorMessage)}`);
  }
  const entropy = seed ?? randomHex();
  const run = async (path: string, ...others: { name: string; data: Buffer }[]) => {
    const unit: FrontEnd = (name, source) => (name === `n/${path}` ? withEnvironment(name, source, parser) : null);
    const { wasm } = await compileChart(
      {
        ...emptyChart(),
        metadata: { ...emptyMetadata(), apiVersion: 'v2', name: 'n', version: '0.0.0' },
        templates: [{ name: path, data: text }, ...others],
      },
      // Go's words alone: Helm 4 lays out what fails in a chart, not this.
      { helm: { ...helm, quirks: helm.quirks.filter((quirk) => quirk !== ERROR_CHAIN) }, frontEnd: unit },
    );
    const input = { namespace: '', values: '{}', skipHooks: true, skipTests: true, now: readTime('') };
    const { bytes } = new ChartInstance(loadModule(wasm)).render(writeInput({ ...input, name: 'n', entropy }));
    return bytes.toString();
  };
  // The result leaves the module as a failure's text, which nothing trims or splits; the mark tells it from a real one.
  const mark = randomHex();
  const driver = `{{ include "n/${PARTIAL}" nil | b64enc | printf "${mark}%s" | fail }}`;
  const said = await run(PARTIAL, { name: 'templates/run', data: Buffer.from(driver) });
  const at = said.indexOf(mark);
  if (at >= 0) return Buffer.from(said.slice(at + mark.length), 'base64').toString();
  const failed = EXECUTION_ERROR.exec(said);
  if (!failed)
    throw new CommandError(said.replace(/^.*?error calling include: /s, '').replaceAll(`n/${PARTIAL}`, NAME));
  // Which call of fail it was is told where nothing stands around the template.
  const [, place] = EXECUTION_ERROR.exec(await run('templates/name'))!;
  const call = failingCalls(text, parser).get(place);
  throw new CommandError(`template: ${NAME}:${place}: ${call}: error calling fail: ${failed[2]}`);
}

const EXECUTION_ERROR = /^execution error at \(.*?:(\d+:\d+)\): (.*)$/s;
