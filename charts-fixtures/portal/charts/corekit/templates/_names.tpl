{{- define "corekit.names.cut" -}}
{{- $limit := int (default 63 .limit) -}}
{{- .text | trunc $limit | trimSuffix "-" -}}
{{- end -}}

{{- define "corekit.names.name" -}}
{{- template "corekit.names.cut" (dict "text" (coalesce .Values.nameOverride .Chart.Name)) -}}
{{- end -}}

{{- define "corekit.names.fullname" -}}
{{- $own := coalesce .Values.nameOverride .Chart.Name -}}
{{- $release := regexReplaceAll "[^a-z0-9-]+" (lower .Release.Name) "-" -}}
{{- $text := "" -}}
{{- if .Values.fullnameOverride }}
  {{- $text = .Values.fullnameOverride -}}
{{- else if contains $own $release }}
  {{- $text = $release -}}
{{- else }}
  {{- $text = list $release $own | join "-" -}}
{{- end }}
{{- template "corekit.names.cut" (dict "text" $text) -}}
{{- end -}}

{{- define "corekit.names.chart" -}}
{{- include "corekit.names.cut" (dict "text" (print .Chart.Name "-" (.Chart.Version | replace "+" "_"))) -}}
{{- end -}}

{{- /* the name that a dependency gives itself */ -}}
{{- define "corekit.names.dependency" -}}
{{- with .values }}{{ $.values.fullnameOverride | default (printf "%s-%s" $.context.Release.Name (.nameOverride | default $.name)) }}
{{- else }}{{ printf "%s-%s" .context.Release.Name .name }}{{ end -}}
{{- end -}}

{{- define "corekit.names.namespace" -}}
{{- .Values.namespaceOverride | default .Release.Namespace -}}
{{- end -}}
