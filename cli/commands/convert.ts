// `mistletoe convert`: a chart becomes a module on disk.

import type { Profile } from '../../language/profiles';
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { quote } from '../../gostd/strconv';
import { systemError } from '../../gostd/os';
import type { ConversionReport } from '../../compiler/compile';
import type { EmitForm } from '../../compiler/conversion';
import { makeFolders } from '../../runtime/host/node/folders';
import { replaceFile } from '../../runtime/host/node/replace-file';
import { formatBytes } from '../../runtime/host/core/limits';
import { compiledChart } from '../../actions/chart/compiled';
import { CommandError, type CommandOptions } from '../../actions/command';

/** The flags of `convert`. */
export interface ConvertFlags {
  output?: string;
  helm: Profile;
  emit?: EmitForm;
  names?: boolean;
  schemaRefs?: string;
  linkRoot?: string;
  allowMissingReferences?: boolean;
  /** false: `--no-cache` */
  cache?: boolean;
  verbose?: boolean;
}

/** What a conversion says: the summary (or the text that was asked for), and warnings. */
export interface ConvertReport {
  stdout: Buffer;
  stderr: string;
}

/** Converts the chart at `chart`. Throws CommandError or ChartError. */
export async function convertCommand(
  chart: string,
  flags: ConvertFlags,
  options: CommandOptions = {},
): Promise<ConvertReport> {
  let stderr = '';
  const path = resolve(options.cwd ?? '.', chart);
  if (!existsSync(path)) throw new CommandError(`path ${quote(chart)} not found`);
  const { wasm, text, report } = await compiledChart(
    path,
    { ...options, ...flags, noCache: flags.cache === false },
    (lines) => {
      stderr += lines;
    },
  );
  stderr += reportParseErrors(report) + reportMissingReferences(report);

  const toStdout = flags.output === '-' || (flags.emit !== undefined && flags.output === undefined);
  const content = flags.emit === undefined ? Buffer.from(wasm) : Buffer.from(text ?? '');
  if (toStdout) return { stdout: content, stderr };
  const output = flags.output ?? `${report.name}-${report.version}.wasm`;
  try {
    const target = resolve(options.cwd ?? '.', output);
    makeFolders(dirname(target));
    replaceFile(target, content);
  } catch (error) {
    const what = systemError('open', output, error).replace(/^\w+ /, '');
    throw new CommandError(`cannot write ${what}: choose another file with -o`);
  }
  return { stdout: Buffer.from(summary(output, content, report, flags)), stderr };
}

/**
 * Template files that Helm cannot parse. One of the root chart can never be rendered: that is an error. One of a subchart
 * matters only where the subchart is enabled, which the values of a render decide: that is a warning.
 */
function reportParseErrors({ parseErrors }: ConversionReport): string {
  if (parseErrors.length === 0) return '';
  const list = parseErrors.map((line) => `  ${line}`).join('\n');
  const inRoot = parseErrors.filter((line) => !/^[^/]+\/charts\//.test(line)).length;
  if (inRoot > 0) {
    throw new CommandError(`${count(parseErrors.length, 'template file')} cannot be parsed:\n${list}`);
  }
  return `Warning: ${count(parseErrors.length, 'template file')} of subcharts cannot be parsed; a render that enables them fails, as it does in Helm:\n${list}\n`;
}

/** What schemas refer to and nobody has. */
function reportMissingReferences({ missingReferences }: ConversionReport): string {
  if (missingReferences.length === 0) return '';
  const list = missingReferences.map((reference) => `  ${reference}\n`).join('');
  return (
    `Warning: values.schema.json refers to documents that are not in the chart:\n${list}` +
    'Renders fail unless --skip-schema-validation is given.\n'
  );
}

function summary(output: string, content: Buffer, report: ConversionReport, flags: ConvertFlags): string {
  if (flags.emit !== undefined) return `${output}  ${formatBytes(content.length)}\n`;
  const { name, version, templates, files, families, hasEvaluator } = report;
  const rows = [
    ['chart', `${name} ${version}, as Helm ${flags.helm.id} renders it`],
    ['templates', `${templates} in ${count(files, 'file')}`],
    ['size', `${formatBytes(content.length)} (gzip ${formatBytes(gzipSync(content).length)})`],
    ['linked', families.length > 0 ? families.join(', ') : 'no functions'],
    ['tpl', hasEvaluator ? 'used: the template evaluator is linked' : 'not used: the template evaluator is left out'],
  ];
  if (flags.verbose) rows.push(...drawRows(report));
  return `${output}\n${rows.map(([key, value]) => `  ${key.padEnd(10)}${value}\n`).join('')}`;
}

/** What the module draws from outside, a call a row. */
function drawRows({ draws, hasEvaluator }: ConversionReport): string[][] {
  const rows = (['entropy', 'clock'] as const).flatMap((what) => {
    const calls = draws
      .filter(({ from }) => from === what || from === 'both')
      .flatMap(({ name, places }) => [...places].sort().map((place) => `${name} at ${place}`));
    if (hasEvaluator) calls.push('whatever a text that tpl runs calls');
    return calls.map((call, i) => [i === 0 ? what : '', call]);
  });
  return rows.length > 0 ? rows : [['draws', 'neither entropy nor the clock']];
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
