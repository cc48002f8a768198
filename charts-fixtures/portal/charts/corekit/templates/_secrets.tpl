{{- define "corekit.secrets.name" -}}
{{- if kindIs "map" .existing -}}{{ .existing.name }}
{{- else if .existing -}}{{ .existing }}
{{- else -}}
{{ include "corekit.names.cut" (dict "text" (printf "%s-%s" (include "corekit.names.fullname" .context) .suffix)) }}
{{- end -}}
{{- end -}}

{{- /* what stands at "a.b.c" in the values, as text */ -}}
{{- define "corekit.values.at" -}}
{{- $here := .context.Values -}}
{{- $walked := list -}}
{{- range $step := splitList "." .path -}}
  {{- $walked = append $walked $step -}}
  {{- if not (and (kindIs "map" $here) (hasKey $here $step)) -}}
    {{- printf "there is no %s in the values (looked for %s)" (join "." $walked | squote) ($.path | squote) | fail -}}
  {{- end -}}
  {{- $here = index $here $step -}}
{{- end -}}
{{- if not (kindIs "invalid" $here) }}{{ $here }}{{ end -}}
{{- end -}}

{{- define "corekit.values.firstSet" -}}
{{- $found := "" -}}
{{- range .paths -}}
  {{- $value := include "corekit.values.at" (dict "path" . "context" $.context) -}}
  {{- if and $value (not $found) }}{{ $found = $value }}{{ end -}}
{{- end -}}
{{- $found -}}
{{- end -}}

{{- /* base64 of: what the cluster has, what the values say, or something that only depends on the names */ -}}
{{- define "corekit.secrets.password" -}}
{{- $namespace := include "corekit.names.namespace" .context -}}
{{- $inCluster := (lookup "v1" "Secret" $namespace .secret).data | default dict -}}
{{- $given := include "corekit.values.firstSet" (dict "paths" .paths "context" .context) -}}
{{- if get $inCluster .key -}}
  {{- get $inCluster .key -}}
{{- else if $given -}}
  {{- b64enc $given -}}
{{- else -}}
  {{- $made := cat .secret .key | sha1sum | substr 3 (add 3 (default 10 .length) | int) -}}
  {{- if .strong }}{{ $made = printf "%s_%s" (upper (trunc 4 $made)) (trunc -4 $made) }}{{ end -}}
  {{- b64enc $made -}}
{{- end -}}
{{- end -}}

{{- define "corekit.secrets.variable" -}}
{{- .field | replace "-" "_" | upper -}}
{{- end -}}
{{- define "corekit.secrets.howToRead" -}}
export {{ include "corekit.secrets.variable" . }}="$(kubectl -n {{ include "corekit.names.namespace" .context }} get secret {{ .secret }} -o go-template='{{ "{{" }} index .data {{ .field | quote }} | base64decode {{ "}}" }}')"
{{- end -}}
