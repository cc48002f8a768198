{{- /* . is the context, or a dict of "context" and "extra" labels which win */ -}}
{{- define "corekit.labels.standard" -}}
{{- $context := ternary .context . (hasKey . "extra") -}}
{{- $labels := dict
      "app.kubernetes.io/managed-by" $context.Release.Service
      "app.kubernetes.io/instance"   $context.Release.Name
      "app.kubernetes.io/name"       (include "corekit.names.name" $context)
      "helm.sh/chart"                (include "corekit.names.chart" $context)
-}}
{{- with $context.Chart.AppVersion }}{{ $_ := . | replace "+" "_" | set $labels "app.kubernetes.io/version" }}{{ end -}}
{{- include "corekit.tplvalues.merge" (dict "values" (list (default dict (get . "extra")) $labels) "context" $context) -}}
{{- end -}}

{{- define "corekit.labels.selector" -}}
{{- $wanted := list "app.kubernetes.io/name" "app.kubernetes.io/instance" -}}
{{- $all := include "corekit.labels.standard" . | fromYaml -}}
{{- range $key := $wanted }}
{{ $key }}: {{ get $all $key }}
{{- end -}}
{{- end -}}
