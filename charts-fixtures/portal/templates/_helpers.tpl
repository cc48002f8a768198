{{- define "portal.image" -}}
{{ include "corekit.images.image" (dict "image" .Values.image "global" .Values.global "chart" .Chart) }}
{{- end -}}
{{- define "portal.secretName" -}}
{{ include "corekit.secrets.name" (dict "existing" .Values.auth.existingSecret "suffix" "auth" "context" $) }}
{{- end -}}
{{- define "portal.labels" -}}
{{ include "corekit.labels.standard" (dict "extra" .Values.commonLabels "context" .) }}
{{- end -}}
{{- define "portal.validate" -}}
{{- $found := list (include "portal.validate.replicas" .) (include "portal.validate.ingress" .) | compact -}}
{{- if $found }}{{ printf "the values do not fit together:\n%s" (join "\n" $found) | fail }}{{ end -}}
{{- end -}}
{{- define "portal.validate.replicas" -}}
{{- $p := .Values.persistence -}}
{{- if and $p.enabled (gt (int .Values.replicaCount) 1) (not (has "ReadWriteMany" $p.accessModes)) -}}
* {{ .Values.replicaCount }} replicas need a volume that many may write, this one is {{ $p.accessModes | join ", " }}
{{- end -}}
{{- end -}}
{{- define "portal.validate.ingress" -}}
{{- with .Values.ingress }}{{ if and .enabled (not (or .hostname .extraHosts)) }}* the ingress has no host{{ end }}{{ end -}}
{{- end -}}
