{{- define "queue-lib.name" -}}
{{ (index . 1).Name }}-{{ index . 0 | kebabcase }}
{{- end -}}
