// The chart of an ejected package: a copy of its files, less the templates that have become TypeScript.

import { readFileSync, statSync } from 'node:fs';
import { readArchive, UnpackBudget } from '../../../compiler/chart/archive';
import { ChartDirectory } from '../../../compiler/chart/directory';
import type { Profile } from '../../../language/profiles';
import type { Granted } from '../values/granted';
import { AS_IT_IS, ASKED, ROUND } from '../templates/asks';

/** The template that tells the package what its templates know (sdk/chart/render.ts reads it). */
export const CONTEXT_TEMPLATE = 'templates/mistletoe-context.yaml';

/** Definitions of the texts that the package's templates ask the chart for. */
export const ASKED_FILE = 'templates/_mistletoe-texts.tpl';

const DEFINITION = /^\{\{- define "mistletoe\.texts\.(\w+)" \}\}\n?/gm;
const DEFINITION_END = '{{ end }}{{- /* end */}}\n';

const askedSource = (asked: ReadonlyMap<string, string>) => `{{- /*
What the TypeScript beside this chart asks it for, where it cannot say exactly the same: chart.texts has what these print.
mistletoe eject wrote it. A definition that no template reads any more can go.
*/}}
${[...asked].map(([name, body]) => `{{- define "${ASKED}${name}" }}${body.replaceAll(`"${ROUND}"`, `"${ROUND}.${name}"`)}${DEFINITION_END}`).join('')}`;

/** The definitions in a chart that was ejected, by name. */
export function readAsked(file: Uint8Array | undefined): Map<string, string> {
  const text = Buffer.from(file ?? []).toString();
  return new Map(
    [...text.matchAll(DEFINITION)].map(({ 0: head, 1: name, index }) => {
      const from = index + head.trimEnd().length;
      const to = text.indexOf(DEFINITION_END, from);
      const body = text.slice(from, to < 0 ? undefined : to);
      return [name!, body.replaceAll(`"${ROUND}.${name}"`, `"${ROUND}"`)];
    }),
  );
}

/** The line of the context that says what is taken for granted. */
const GRANTED = /^granted: (.*)$/m;

/** JSON that is YAML, and nothing to a template. */
const jsonLine = (value: unknown) =>
  JSON.stringify(value)
    .replaceAll('{{', '{\\u007b')
    .replace(/[\x7f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** What the templates of a package take for granted of values. */
export function readGranted(files: ReadonlyMap<string, Uint8Array>): Granted {
  const line = GRANTED.exec(Buffer.from(files.get(CONTEXT_TEMPLATE) ?? []).toString())?.[1];
  return line === undefined ? 'any' : (JSON.parse(line) as Granted);
}

/** Which whole numbers are of --set, for JSON does not tell: their paths and digits as lists, with a comma behind each. */
const INT64S = `{{- define "mistletoe.int64s" -}}
{{- range $key, $value := index . 0 -}}
{{- if kindIs "int64" $value -}}
{{- append (append (index $ 1) $key) (toString $value) | toJson }},
{{- else if or (kindIs "map" $value) (kindIs "slice" $value) -}}
{{- include "mistletoe.int64s" (list $value (append (index $ 1) $key)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
`;

const contextSource = (
  texts: readonly string[],
  asked: ReadonlyMap<string, string>,
  granted: Granted,
) => `{{- /* Tells the TypeScript beside this chart what its templates know. mistletoe eject wrote it. */ -}}
${INT64S}{{- $chart := dict "name" .Chart.Name "version" .Chart.Version "appVersion" .Chart.AppVersion -}}
{{- $_ := set $chart "apiVersion" .Chart.APIVersion -}}
{{- $_ := set $chart "type" .Chart.Type -}}
{{- $_ := set $chart "description" .Chart.Description -}}
{{- $_ := set $chart "home" .Chart.Home -}}
{{- $_ := set $chart "icon" .Chart.Icon -}}
{{- $_ := set $chart "kubeVersion" .Chart.KubeVersion -}}
{{- $release := dict "name" .Release.Name "namespace" .Release.Namespace "service" .Release.Service -}}
{{- $_ := set $release "revision" .Release.Revision -}}
{{- $_ := set $release "isInstall" .Release.IsInstall -}}
{{- $_ := set $release "isUpgrade" .Release.IsUpgrade -}}
{{- $kube := .Capabilities.KubeVersion -}}
{{- $version := dict "version" $kube.Version "major" $kube.Major "minor" $kube.Minor -}}
{{- $capabilities := dict "kubeVersion" $version "apiVersions" .Capabilities.APIVersions -}}
{{- $texts := dict -}}
${texts.map((path) => `{{- $_ := set $texts ${JSON.stringify(path)} (include (print $.Template.BasePath ${JSON.stringify(path.replace(/^templates/, ''))}) $) -}}\n`).join('')}${[...asked].map(([name, body]) => `{{- $_ := set $texts "${name}" (include "${ASKED}${name}" $${body.includes(AS_IT_IS) ? '' : ' | replace "<no value>" ""'}) -}}\n`).join('')}{{- range $name, $text := fromJson (toJson $texts) -}}
{{- if ne $text (get $texts $name) -}}
{{- fail (printf "the text %s holds bytes that are no characters, which TypeScript has not" $name) -}}
{{- end -}}
{{- end -}}
{{- $_ := set $chart "texts" $texts -}}
{{- $_ := set $chart "int64s" (include "mistletoe.int64s" (list .Values list)) -}}
{{- $known := merge $chart (dict "values" .Values "release" $release "capabilities" $capabilities) -}}
# JSON in a text, so that no character of it means something to YAML.
context: "{{ $known | toJson | replace "'" "\\\\u0027" | replace "\\x7f" "\\\\u007f" | js }}"
${granted === 'any' ? '' : `# What it takes for granted of values: others are refused where they are read.\ngranted: ${jsonLine(granted)}\n`}`;

/** Everything of a chart that Helm reads, by path: a folder's or an archive's. Throws ChartError. */
export function readChartFiles(path: string, helm: Profile): Map<string, Uint8Array> {
  const files = statSync(path).isDirectory()
    ? new ChartDirectory(path, helm, () => {}).readAll()
    : readArchive(readFileSync(path), helm, new UnpackBudget());
  return new Map(files.map(({ name, data }) => [name, data]));
}

/**
 * The files without `removed`, and with the template that tells the values, the texts of the templates `texts`, and those of the definitions
 * `asked`, and says what is taken for granted of values.
 */
export function remainingChart(
  files: ReadonlyMap<string, Uint8Array>,
  removed: ReadonlySet<string>,
  texts: readonly string[],
  asked: ReadonlyMap<string, string>,
  granted: Granted,
): Map<string, Uint8Array> {
  const remaining = new Map([...files].filter(([path]) => !removed.has(path)));
  remaining.set(CONTEXT_TEMPLATE, Buffer.from(contextSource(texts, asked, granted)));
  if (asked.size > 0) remaining.set(ASKED_FILE, Buffer.from(askedSource(asked)));
  return remaining;
}
