{{- /* A value that may hold a template: text or any structure. Give "value" and "context"; with "scope" the template's
       own fields are looked up there. */ -}}
{{- define "corekit.tplvalues.render" -}}
{{- $text := .value -}}
{{- if not (kindIs "string" .value) }}{{ $text = toYaml .value }}{{ end -}}
{{- if not (contains "{{" $text) -}}
  {{- $text -}}
{{- else if .scope -}}
  {{- $inner := mustMerge (dict "Scope" .scope) .context -}}
  {{- tpl (printf "{{ with $.Scope }}%s{{ end }}" $text) $inner -}}
{{- else -}}
  {{- tpl $text .context -}}
{{- end -}}
{{- end -}}

{{- /* Several maps into one, each rendered first; what comes first wins ("merge") or what comes last ("mergeOverwrite"). */ -}}
{{- define "corekit.tplvalues.fold" -}}
{{- $all := dict -}}
{{- range $n, $map := .values -}}
  {{- $rendered := include "corekit.tplvalues.render" (dict "value" $map "context" $.context "scope" $.scope) | fromYaml -}}
  {{- if eq $.how "last" }}{{ $all = mergeOverwrite $all $rendered }}{{ else }}{{ $all = merge $all $rendered }}{{ end -}}
{{- end -}}
{{- toYaml $all -}}
{{- end -}}
{{- define "corekit.tplvalues.merge" -}}
{{- include "corekit.tplvalues.fold" (set (deepCopy (omit . "context")) "context" .context | merge (dict "how" "first")) -}}
{{- end -}}
{{- define "corekit.tplvalues.mergeOverwrite" -}}
{{- include "corekit.tplvalues.fold" (dict "how" "last" "values" .values "context" .context "scope" .scope) -}}
{{- end -}}
