{{- define "corekit.capabilities.kubeVersion" -}}
{{- coalesce ((.Values.global).kubeVersion) .Values.kubeVersion .Capabilities.KubeVersion.Version -}}
{{- end -}}

{{- define "corekit.capabilities.has" -}}
{{- $told := coalesce ((.context.Values.global).apiVersions) .context.Values.apiVersions -}}
{{- if $told -}}
  {{- if has .version $told }}yes{{ end -}}
{{- else if .context.Capabilities.APIVersions.Has .version -}}
  yes
{{- end -}}
{{- end -}}

{{- define "corekit.capabilities.autoscaling" -}}
{{- $kube := include "corekit.capabilities.kubeVersion" . -}}
{{- if semverCompare ">=1.23-0" $kube }}autoscaling/v2
{{- else if semverCompare ">=1.12-0" $kube }}autoscaling/v2beta2
{{- else }}autoscaling/v1
{{- end -}}
{{- end -}}
