#!/bin/sh
# Backs {{ .Values.auth.database }} up; written by {{ .Chart.Name }}-{{ .Chart.Version }}
pg_dump -h {{ include "ledger-db.fullname" . }} -U {{ .Values.auth.username }} {{ .Values.auth.database }} \
  | gzip > /backup/{{ .Values.auth.database }}-$(date +%F).sql.gz
{{- range .Values.backup.keep }}
find /backup -name '*.{{ .kind }}' -mtime +{{ .days }} -delete
{{- end }}
