{{- define "corekit.images.image" -}}
{{- $registry := coalesce ((.global).imageRegistry) .image.registry -}}
{{- $version := printf ":%v" (.image.tag | default ((.chart).AppVersion)) -}}
{{- if .image.digest }}{{ $version = print "@" .image.digest }}{{ end -}}
{{- list $registry .image.repository | compact | join "/" }}{{ $version -}}
{{- end -}}

{{- define "corekit.images.pullSecrets" -}}
{{- $names := list -}}
{{- $everywhere := ((.context.Values.global).imagePullSecrets) | default list -}}
{{- range $secret := concat $everywhere (.image.pullSecrets | default list) -}}
  {{- $name := $secret -}}
  {{- if kindIs "map" $secret }}{{ $name = $secret.name }}{{ end -}}
  {{- $names = include "corekit.tplvalues.render" (dict "value" $name "context" $.context) | append $names -}}
{{- end -}}
{{- with uniq $names }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end -}}
{{- end -}}

{{- /* major.minor.patch of the image, or the chart's idea of it */ -}}
{{- define "corekit.images.version" -}}
{{- $tag := toString .image.tag -}}
{{- if regexMatch "^v?[0-9]+(\\.[0-9]+){0,2}([-+][0-9A-Za-z.+-]+)?$" $tag -}}
  {{- with semver $tag }}{{ printf "%d.%d.%d" .Major .Minor .Patch }}{{ end -}}
{{- else -}}
  {{- .chart.AppVersion -}}
{{- end -}}
{{- end -}}
