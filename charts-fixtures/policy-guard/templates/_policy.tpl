{{- define "policy.deny" }}{{ printf "policy %s: %s" .rule .text | fail }}{{ end }}
{{- define "policy.check" -}}
{{- $v := .Values -}}
{{- if not (regexMatch "^[1-9][0-9]*Gi$" $v.storage.size) }}{{ template "policy.deny" (dict "rule" "size" "text" (printf "%q is not a whole number of Gi" $v.storage.size)) }}{{ end -}}
{{- if and (eq $v.exposure "public") (lt (int $v.replicas) 2) }}{{ include "policy.deny" (dict "rule" "public" "text" "two replicas at least") }}{{ end -}}
{{- if not (has $v.exposure (list "internal" "public")) }}{{ fail (printf "exposure: %v\nis none of:\n\tinternal\n\tpublic" $v.exposure) }}{{ end -}}
{{- range $k, $l := $v.labels }}{{ if not (kindIs "string" $l) }}{{ fail (printf "label %s is a %s" $k (kindOf $l)) }}{{ end }}{{ end -}}
{{- end -}}
