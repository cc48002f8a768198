{{- define "platform.host" -}}
{{ .name }}.{{ .root.Values.global.domain }}
{{- end -}}
{{- define "shared.banner" -}}banner of the umbrella{{- end -}}
