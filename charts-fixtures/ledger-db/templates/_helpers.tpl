{{- define "ledger-db.fullname" -}}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" }}{{- end -}}
{{- define "ledger-db.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name (.Chart.Version | replace "+" "_") }}
{{- end -}}
{{- define "ledger-db.secretName" -}}
{{- tpl (.Values.auth.existingSecret | default (include "ledger-db.fullname" .)) . -}}
{{- end -}}
{{/* the password: what the user gave, what the cluster has, or a fixed one for rehearsals */}}
{{- define "ledger-db.password" -}}
{{- $key := .key -}}
{{- with .context -}}
{{- $secret := lookup "v1" "Secret" .Release.Namespace (include "ledger-db.secretName" .) -}}
{{- if .Values.auth.password -}}
{{ .Values.auth.password | toString | b64enc }}
{{- else if and $secret (hasKey $secret.data $key) -}}
{{ index $secret.data $key }}
{{- else -}}
{{ printf "%s-%s" .Values.auth.generated $key | sha256sum | trunc 24 | b64enc }}
{{- end -}}
{{- end -}}
{{- end -}}
{{- define "ledger-db.container" -}}
{{- $role := .role -}}
{{- $root := .root -}}
name: database
image: {{ printf "%s/%s:%v" $root.Values.image.registry $root.Values.image.repository $root.Values.image.tag | quote }}
args: ["-c", "config_file=/etc/db/postgresql.conf", "-c", "hba_file=/etc/db/pg_hba.conf"]
env:
  - name: DB_ROLE
    value: {{ $role }}
  - name: POSTGRES_USER
    value: {{ $root.Values.auth.username | quote }}
  - name: POSTGRES_PASSWORD
    valueFrom:
      secretKeyRef:
        name: {{ include "ledger-db.secretName" $root }}
        key: {{ $root.Values.auth.passwordKeys.user }}
{{- if ne $role "primary" }}
  - name: PRIMARY_HOST
    value: {{ include "ledger-db.fullname" $root }}-primary
{{- end }}
{{- with .section.extraEnv }}
{{ toYaml . | indent 2 }}
{{- end }}
ports:
  - {name: db, containerPort: {{ $root.Values.service.port }}}
{{- with .section.resources }}
resources: {{- toYaml . | nindent 2 }}
{{- end }}
volumeMounts:
  - {name: data, mountPath: /var/lib/postgresql/data}
  - {name: config, mountPath: /etc/db}
{{- if or $root.Values.initdb.fromFiles $root.Values.initdb.scripts }}
  - {name: initdb, mountPath: /docker-entrypoint-initdb.d}
{{- end }}
{{- end -}}
