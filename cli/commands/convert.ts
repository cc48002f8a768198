// `mistletoe convert`: a chart becomes a module on disk.

import type { Profile } from '../../language/profiles';
import { diagnosticText, withCode } from '../../compiler/diagnostics';
import type { EmitForm } from '../../compiler/conversion';
import { formatBytes } from '../../runtime/host/core/limits';
import { type CommandOptions, UsageError } from '../../actions/command';
import {
  type ConversionFailure,
  type ConvertedChart,
  compressedBytes,
  convertToModule,
  writeOutput,
} from '../../actions/convert';

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
  /** what a conversion says as JSON */
  json?: boolean;
}

/** What a conversion says: the summary (or the text that was asked for), and warnings. */
export interface ConvertReport {
  stdout: Buffer;
  stderr: string;
}

/** Converts the chart at `chart`; `print` gets what is said in JSON of one that fails. Throws CommandError or ChartError. */
export async function convertCommand(
  chart: string,
  flags: ConvertFlags,
  options: CommandOptions = {},
  print: (text: string) => void = () => {},
): Promise<ConvertReport> {
  const { cwd, cacheFolder } = options;
  if (flags.json && (flags.emit !== undefined || flags.output === '-')) {
    throw new UsageError('--json is for what a conversion says: give -o FILE, and no --emit');
  }
  let converted: ConvertedChart;
  try {
    const { helm, emit, names, schemaRefs, linkRoot, allowMissingReferences } = flags;
    const noCache = flags.cache === false;
    const asked = { helm, emit, names, schemaRefs, linkRoot, allowMissingReferences, noCache, cwd, cacheFolder };
    converted = await convertToModule(chart, asked);
  } catch (error) {
    const { diagnostics = [] } = error as Partial<ConversionFailure>;
    if (flags.json) print(json({ diagnostics }));
    throw error;
  }
  const stderr = converted.notices + reportParseErrors(converted) + reportMissingReferences(converted);
  const toStdout = flags.output === '-' || (flags.emit !== undefined && flags.output === undefined);
  const content = Buffer.from(flags.emit === undefined ? converted.wasm : (converted.text ?? ''));
  if (toStdout) return { stdout: content, stderr };
  const name = `${converted.name}-${converted.version}.wasm`;
  // What ends in a slash is a folder, there already or not.
  const output = flags.output?.endsWith('/') ? `${flags.output}${name}` : (flags.output ?? name);
  writeOutput(output, content, cwd);
  if (flags.json) {
    const { version, helm, diagnostics } = converted;
    const said = { file: output, bytes: content.length, name: converted.name, version, helm: helm.id, diagnostics };
    return { stdout: Buffer.from(json(said)), stderr: converted.notices };
  }
  return { stdout: Buffer.from(summary(output, content, converted, flags)), stderr };
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** Template files of subcharts that cannot be parsed: that matters only where the subchart is enabled, which the values of a render decide. */
function reportParseErrors({ diagnostics }: ConvertedChart): string {
  const broken = withCode(diagnostics, 'template-parse');
  if (broken.length === 0) return '';
  const list = broken.map((one) => `  ${diagnosticText(one)}`).join('\n');
  return `Warning: ${count(broken.length, 'template file')} of subcharts cannot be parsed; a render that enables them fails, as it does in Helm:\n${list}\n`;
}

/** What schemas refer to and nobody has. */
function reportMissingReferences({ diagnostics }: ConvertedChart): string {
  const missing = withCode(diagnostics, 'schema-reference');
  if (missing.length === 0) return '';
  const list = missing.map(({ reference }) => `  ${reference}\n`).join('');
  return (
    `Warning: values.schema.json refers to documents that are not in the chart:\n${list}` +
    'Renders fail unless --skip-schema-validation is given.\n'
  );
}

function summary(output: string, content: Buffer, report: ConvertedChart, flags: ConvertFlags): string {
  if (flags.emit !== undefined) return `${output}  ${formatBytes(content.length)}\n`;
  const { name, version, templates, files, families, hasEvaluator } = report;
  const rows = [
    ['chart', `${name} ${version}, as Helm ${report.helm.id} renders it`],
    ['templates', `${templates} in ${count(files, 'file')}`],
    ['size', `${formatBytes(content.length)} (gzip ${formatBytes(compressedBytes(content))})`],
    ['linked', families.length > 0 ? families.join(', ') : 'no functions'],
    ['tpl', hasEvaluator ? 'used: the template evaluator is linked' : 'not used: the template evaluator is left out'],
  ];
  if (flags.verbose) rows.push(...drawRows(report));
  return `${output}\n${rows.map(([key, value]) => `  ${key.padEnd(10)}${value}\n`).join('')}`;
}

/** What the module draws from outside, a call a row. */
function drawRows({ draws, hasEvaluator }: ConvertedChart): string[][] {
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
