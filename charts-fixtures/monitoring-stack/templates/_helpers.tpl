{{- define "stack.fullname" -}}{{ .Release.Name | trunc 26 | trimSuffix "-" }}-stack{{- end -}}
{{- define "stack.labels" }}
app.kubernetes.io/version: "{{ replace "+" "_" .Chart.Version }}"
app.kubernetes.io/part-of: {{ .Chart.Name }}
release: {{ $.Release.Name | quote }}
{{- if .Values.commonLabels }}
{{ toYaml .Values.commonLabels }}
{{- end }}
{{- end }}
