{{- /* values of a site over the defaults, children under their parents */ -}}
{{- define "fleet.site" -}}
{{- $merged := mergeOverwrite (deepCopy .defaults) (omit (.site | default dict) "children") -}}
{{- $_ := set $merged "path" .path -}}
{{ toJson $merged }}
{{- range $name, $child := (.site | default dict).children }}
{{ include "fleet.site" (dict "defaults" $merged "site" $child "path" (printf "%s/%s" $.path $name)) }}
{{- end }}
{{- end -}}

{{- define "fleet.tree" -}}
{{- $pad := repeat (int .depth) "  " -}}
{{ $pad }}- {{ .node.name }}{{ with .node.weight }} ({{ . }}){{ end }}
{{- range .node.kids }}
{{ include "fleet.tree" (dict "node" . "depth" (add1 $.depth)) }}
{{- end }}
{{- end -}}

{{- define "fleet.weight" -}}
{{- $sum := .weight | default 0 | float64 -}}
{{- range .kids }}{{ $sum = addf $sum (include "fleet.weight" . | float64) }}{{ end -}}
{{- $sum -}}
{{- end -}}

{{- /* depth first, by state in a shared dict */ -}}
{{- define "fleet.visit" -}}
{{- if not (hasKey .seen .node) -}}
  {{- $_ := set .seen .node true -}}
  {{- range index .graph .node }}{{ include "fleet.visit" (dict "graph" $.graph "seen" $.seen "order" $.order "node" .) }}{{ end -}}
  {{- $_ := set .order "list" (append .order.list .node) -}}
{{- end -}}
{{- end -}}
