{{- define "gateway.merchant" -}}
{{- required "merchant.id is needed: it is on your contract" .Values.merchant.id -}}
{{- end -}}
{{- define "gateway.endpoint" -}}
{{ required (printf "endpoints[%d] has no url" .index) .endpoint.url | trimSuffix "/" }}/{{ .endpoint.path | default "v1" }}
{{- end -}}
