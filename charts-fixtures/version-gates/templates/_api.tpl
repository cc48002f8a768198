{{- define "gates.ingress" -}}
{{- if .Capabilities.APIVersions.Has "networking.k8s.io/v1" -}}
networking.k8s.io/v1
{{- else if semverCompare ">=1.14-0" .Capabilities.KubeVersion.GitVersion -}}
networking.k8s.io/v1beta1
{{- else -}}
extensions/v1beta1
{{- end -}}
{{- end -}}
{{- define "gates.isOpenShift" }}{{ has "route.openshift.io/v1" .Capabilities.APIVersions | or (.Capabilities.APIVersions.Has "security.openshift.io/v1") }}{{ end -}}
