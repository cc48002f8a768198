{{- define "beacon.name" -}}beacon-operator{{- end -}}
{{- define "beacon.labels" }}
app.kubernetes.io/name: {{ template "beacon.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version | replace "+" "_" }}
{{- end }}
{{- define "beacon.rules" -}}
- apiGroups: [signal.example.com]
  resources: ["*"]
  verbs: ["*"]
- apiGroups: [""]
  resources: [configmaps, secrets, events]
  verbs: [get, list, watch, create, update, patch, delete]
{{- if .Values.leaderElection.enabled }}
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [get, create, update]
{{- end }}
{{- with .Values.rbac.extraRules }}
{{ toYaml . }}
{{- end }}
{{- end -}}
