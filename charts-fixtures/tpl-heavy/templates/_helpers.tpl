{{- define "heavy.name" -}}{{ printf "%s-%s" .Release.Name .Values.env }}{{- end -}}
{{- define "heavy.render" -}}
{{- if kindIs "string" .value }}{{ tpl .value .root }}{{ else }}{{ tpl (.value | toYaml) .root }}{{ end -}}
{{- end -}}
{{- define "heavy.map" -}}
{{- $out := dict -}}
{{- range $k, $v := .value }}{{ $_ := set $out (tpl $k $.root) (include "heavy.render" (dict "value" $v "root" $.root)) }}{{ end -}}
{{- toYaml $out -}}
{{- end -}}
