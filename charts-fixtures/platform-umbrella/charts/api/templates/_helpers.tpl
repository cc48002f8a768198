{{- define "api.name" -}}{{ .Release.Name }}-{{ .Chart.Name }}{{- end -}}
{{- define "shared.banner" -}}banner of {{ .Chart.Name }}{{- end -}}
