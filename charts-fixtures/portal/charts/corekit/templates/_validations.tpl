{{- define "corekit.validations.missing" -}}
{{- range .required -}}
{{- if not (include "corekit.values.at" (dict "path" .path "context" $.context)) }}
  - {{ .path }}: add --set {{ .path }}=${{ include "corekit.secrets.variable" . }}
    {{ include "corekit.secrets.howToRead" (merge (dict "context" $.context) .) }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "corekit.validations.onUpgrade" -}}
{{- if and .context.Release.IsUpgrade (trim .missing) -}}
{{- fail (printf "\nAn upgrade needs the credentials that are in use:%s\n" .missing) -}}
{{- end -}}
{{- end -}}

{{- define "corekit.warnings.movingTag" -}}
{{- $fixed := regexFind "(-r[0-9]+$)|(^sha256:)" (toString .tag) -}}
{{- if not $fixed }}
NOTE: the tag {{ .tag | quote }} of {{ .repository }} may move; name a fixed one in production.
{{- end -}}
{{- end -}}

{{- /* a security context without what this cluster or this setting forbids */ -}}
{{- define "corekit.security.context" -}}
{{- $kept := omit .security "enabled" -}}
{{- $mode := dig "compatibility" "openshift" "mode" "off" (.context.Values.global | default dict) -}}
{{- $openshift := .context.Capabilities.APIVersions.Has "security.openshift.io/v1" -}}
{{- if or (eq $mode "force") (and $openshift (eq $mode "auto")) -}}
  {{- range list "fsGroup" "runAsUser" "runAsGroup" }}{{ $kept = omit $kept . }}{{ end -}}
{{- end -}}
{{- range $key, $value := $kept }}{{ if empty $value }}{{ $_ := unset $kept $key }}{{ end }}{{ end -}}
{{- toYaml $kept -}}
{{- end -}}

{{- define "corekit.resources.preset" -}}
{{- $sizes := dict "nano" 1 "micro" 2 "small" 5 "large" 20 -}}
{{- $size := get $sizes .name -}}
{{- if not $size -}}
{{- fail (printf "no resources preset %q; there are %s" .name (keys $sizes | sortAlpha | join ", ")) -}}
{{- end -}}
{{- range $kind, $factor := dict "requests" 2 "limits" 3 }}
{{ $kind }}:
  cpu: {{ mul $size $factor 50 }}m
  memory: {{ mul $size $factor 64 }}Mi
{{- end -}}
{{- end -}}
