{{- define "corekit.storage.class" -}}
{{- with coalesce ((.global).storageClass) .persistence.storageClass ((.global).defaultStorageClass) -}}
storageClassName: {{ ternary "\"\"" . (eq . "-") }}
{{- end -}}
{{- end -}}
