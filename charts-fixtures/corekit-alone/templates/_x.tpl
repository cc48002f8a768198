{{- define "alone.x" -}}x{{- end -}}
