{{- define "corekit.affinities.term" -}}
topologyKey: {{ .topologyKey | default "kubernetes.io/hostname" }}
labelSelector:
  matchLabels:
    {{- include "corekit.labels.selector" (dict "context" .context "extra" .extra) | trim | nindent 4 }}
    {{- with .component }}
    app.kubernetes.io/component: {{ . }}
    {{- end }}
{{- end -}}

{{- define "corekit.affinities.pods" -}}
{{- $term := include "corekit.affinities.term" . -}}
{{- if eq .type "hard" -}}
requiredDuringSchedulingIgnoredDuringExecution:
  - {{ $term | nindent 4 | trim }}
{{- else if eq .type "soft" -}}
preferredDuringSchedulingIgnoredDuringExecution:
  - weight: {{ .weight | default 1 }}
    podAffinityTerm: {{- $term | nindent 6 }}
{{- end -}}
{{- end -}}

{{- define "corekit.affinities.nodes" -}}
{{- $match := list (dict "key" .key "operator" "In" "values" (toStrings .values)) | toJson -}}
{{- if eq .type "hard" -}}
requiredDuringSchedulingIgnoredDuringExecution:
  nodeSelectorTerms: [{matchExpressions: {{ $match }}}]
{{- end -}}
{{- if eq .type "soft" -}}
preferredDuringSchedulingIgnoredDuringExecution:
  - {weight: 1, preference: {matchExpressions: {{ $match }}}}
{{- end -}}
{{- end -}}
