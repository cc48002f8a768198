{{- define "keeper.fullname" -}}
{{ printf "%s-keeper" .Release.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- /* What the secret holds under a key, or what the values say, or something new: base64. */ -}}
{{- define "keeper.password" -}}
{{- $secret := lookup "v1" "Secret" .context.Release.Namespace (include "keeper.fullname" .context) | default dict -}}
{{- $kept := index (get $secret "data" | default dict) .key -}}
{{- if .given -}}
{{ .given | b64enc }}
{{- else -}}
{{ $kept | default (randAlphaNum 16 | b64enc) }}
{{- end -}}
{{- end }}
