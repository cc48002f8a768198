// A database chart in the style of the big vendors: every template goes through a library of helpers that each chart carries
// a copy of, and every value a user may set can hold template text, so each template calls `tpl` several times.

import { asSubchart, type ChartFiles } from '../files';
import { kit } from './kit';

const metadata = (suffix: string, component: string, annotations = '') => `metadata:
  name: {{ printf "%s${suffix}" (include "kit.names.fullname" .) }}
  namespace: {{ include "kit.names.namespace" . | quote }}
  labels: {{- include "kit.labels.standard" ( dict "customLabels" .Values.commonLabels "context" $ ) | nindent 4 }}
    app.kubernetes.io/component: ${component}
  {{- if or .Values.commonAnnotations ${annotations || '(list)'} }}
  {{- $annotations := include "kit.tplvalues.merge" ( dict "values" ( list ${annotations} .Values.commonAnnotations ) "context" . ) }}
  annotations: {{- include "kit.tplvalues.render" ( dict "value" $annotations "context" $) | nindent 4 }}
  {{- end }}
`;

const podLabels =
  '{{- $podLabels := include "kit.tplvalues.merge" ( dict "values" ( list .Values.primary.podLabels .Values.commonLabels ) "context" . ) | fromYaml }}\n';

const templates: ChartFiles = {
  'templates/_helpers.tpl': `{{- define "NAME.image" -}}
{{ include "kit.images.image" (dict "imageRoot" .Values.image "global" .Values.global) }}
{{- end -}}
{{- define "NAME.metrics.image" -}}
{{ include "kit.images.image" (dict "imageRoot" .Values.metrics.image "global" .Values.global) }}
{{- end -}}
{{- define "NAME.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (include "kit.names.fullname" .) (tpl .Values.serviceAccount.name .) }}
{{- else -}}
{{ default "default" .Values.serviceAccount.name }}
{{- end -}}
{{- end -}}
{{- define "NAME.secretName" -}}
{{- include "kit.secrets.name" (dict "existingSecret" .Values.auth.existingSecret "defaultNameSuffix" "auth" "context" $) -}}
{{- end -}}
`,
  'templates/serviceaccount.yaml': `{{- if .Values.serviceAccount.create }}
apiVersion: v1
kind: ServiceAccount
${metadata('', 'primary', '.Values.serviceAccount.annotations')}automountServiceAccountToken: {{ .Values.serviceAccount.automount }}
{{- end }}
`,
  'templates/secret.yaml': `apiVersion: v1
kind: Secret
${metadata('-auth', 'primary')}type: Opaque
data:
  password: {{ include "kit.secrets.value" (dict "key" "auth.password" "context" $) }}
  replication-password: {{ include "kit.secrets.value" (dict "key" "auth.replicationPassword" "context" $) }}
`,
  'templates/configmap.yaml': `apiVersion: v1
kind: ConfigMap
${metadata('-configuration', 'primary')}data:
  database.conf: |-
    {{- include "kit.tplvalues.render" ( dict "value" .Values.primary.configuration "context" $ ) | nindent 4 }}
`,
  'templates/scripts.yaml': `apiVersion: v1
kind: ConfigMap
${metadata('-init-scripts', 'primary')}data: {{- include "kit.tplvalues.render" (dict "value" .Values.primary.initdbScripts "context" .) | nindent 2 }}
`,
  'templates/statefulset.yaml': `apiVersion: apps/v1
kind: StatefulSet
${metadata('-primary', 'primary', '.Values.primary.annotations')}spec:
  replicas: {{ .Values.primary.replicaCount }}
  ${podLabels.trimEnd()}
  selector:
    matchLabels: {{- include "kit.labels.matchLabels" ( dict "customLabels" $podLabels "context" $ ) | nindent 6 }}
      app.kubernetes.io/component: primary
  serviceName: {{ printf "%s-headless" (include "kit.names.fullname" .) }}
  {{- if .Values.primary.updateStrategy }}
  updateStrategy: {{- toYaml .Values.primary.updateStrategy | nindent 4 }}
  {{- end }}
  template:
    metadata:
      annotations:
        checksum/configuration: {{ include (print $.Template.BasePath "/configmap.yaml") . | sha256sum }}
        {{- if .Values.primary.podAnnotations }}
        {{- include "kit.tplvalues.render" (dict "value" .Values.primary.podAnnotations "context" $) | nindent 8 }}
        {{- end }}
      labels: {{- include "kit.labels.standard" ( dict "customLabels" $podLabels "context" $ ) | nindent 8 }}
        app.kubernetes.io/component: primary
    spec:
      {{- include "kit.images.pullSecrets" (dict "images" (list .Values.image .Values.metrics.image) "context" $) | nindent 6 }}
      serviceAccountName: {{ include "NAME.serviceAccountName" . }}
      {{- if .Values.primary.affinity }}
      affinity: {{- include "kit.tplvalues.render" (dict "value" .Values.primary.affinity "context" $) | nindent 8 }}
      {{- else }}
      affinity:
        podAffinity: {{- include "kit.affinities.pods" (dict "type" .Values.primary.podAffinityPreset "component" "primary" "customLabels" $podLabels "context" $) | nindent 10 }}
        podAntiAffinity: {{- include "kit.affinities.pods" (dict "type" .Values.primary.podAntiAffinityPreset "component" "primary" "customLabels" $podLabels "context" $) | nindent 10 }}
      {{- end }}
      {{- if .Values.primary.nodeSelector }}
      nodeSelector: {{- include "kit.tplvalues.render" (dict "value" .Values.primary.nodeSelector "context" $) | nindent 8 }}
      {{- end }}
      {{- if .Values.primary.podSecurityContext.enabled }}
      securityContext: {{- include "kit.compatibility.renderSecurityContext" (dict "secContext" .Values.primary.podSecurityContext "context" $) | nindent 8 }}
      {{- end }}
      containers:
        - name: database
          image: {{ include "NAME.image" . }}
          imagePullPolicy: {{ .Values.image.pullPolicy | quote }}
          {{- if .Values.primary.containerSecurityContext.enabled }}
          securityContext: {{- include "kit.compatibility.renderSecurityContext" (dict "secContext" .Values.primary.containerSecurityContext "context" $) | nindent 12 }}
          {{- end }}
          {{- if .Values.primary.args }}
          args: {{- include "kit.tplvalues.render" (dict "value" .Values.primary.args "context" $) | nindent 12 }}
          {{- end }}
          env:
            - name: DATABASE_PORT
              value: {{ .Values.containerPorts.database | quote }}
            - name: DATABASE_PASSWORD
              valueFrom:
                secretKeyRef:
                  name: {{ include "NAME.secretName" . }}
                  key: password
            {{- if .Values.primary.extraEnvVars }}
            {{- include "kit.tplvalues.render" (dict "value" .Values.primary.extraEnvVars "context" $) | nindent 12 }}
            {{- end }}
          ports:
            - name: tcp-database
              containerPort: {{ .Values.containerPorts.database }}
          {{- range $probe := list "startupProbe" "livenessProbe" "readinessProbe" }}
          {{- $settings := index $.Values.primary $probe }}
          {{- if $settings.enabled }}
          {{ $probe }}: {{- include "kit.tplvalues.render" (dict "value" (omit $settings "enabled") "context" $) | nindent 12 }}
            exec:
              command:
                - /bin/sh
                - -c
                - exec db-ready --host 127.0.0.1 --port {{ $.Values.containerPorts.database }}
          {{- end }}
          {{- end }}
          {{- if .Values.primary.resources }}
          resources: {{- toYaml .Values.primary.resources | nindent 12 }}
          {{- else if ne .Values.primary.resourcesPreset "none" }}
          resources: {{- include "kit.resources.preset" (dict "type" .Values.primary.resourcesPreset) | nindent 12 }}
          {{- end }}
          volumeMounts:
            - name: data
              mountPath: {{ .Values.primary.persistence.mountPath }}
            - name: configuration
              mountPath: /etc/database
      volumes:
        - name: configuration
          configMap:
            name: {{ printf "%s-configuration" (include "kit.names.fullname" .) }}
        {{- if .Values.primary.extraVolumes }}
        {{- include "kit.tplvalues.render" ( dict "value" .Values.primary.extraVolumes "context" $ ) | nindent 8 }}
        {{- end }}
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        accessModes:
        {{- range .Values.primary.persistence.accessModes }}
          - {{ . | quote }}
        {{- end }}
        resources:
          requests:
            storage: {{ .Values.primary.persistence.size | quote }}
        {{- include "kit.storage.class" (dict "persistence" .Values.primary.persistence "global" .Values.global) | nindent 8 }}
`,
  'templates/service.yaml': `{{- range $suffix := list "" "-headless" }}
---
{{- with $ }}
apiVersion: v1
kind: Service
${metadata('', 'primary', '.Values.service.annotations').replace('"%s" (include "kit.names.fullname" .)', '"%s%s" (include "kit.names.fullname" .) $suffix')}spec:
  type: ClusterIP
  {{- if $suffix }}
  clusterIP: None
  publishNotReadyAddresses: true
  {{- else }}
  sessionAffinity: {{ .Values.service.sessionAffinity }}
  {{- end }}
  ports:
    - name: tcp-database
      port: {{ .Values.service.ports.database }}
      targetPort: tcp-database
    {{- if .Values.service.extraPorts }}
    {{- include "kit.tplvalues.render" (dict "value" .Values.service.extraPorts "context" $) | nindent 4 }}
    {{- end }}
  ${podLabels.trimEnd()}
  selector: {{- include "kit.labels.matchLabels" ( dict "customLabels" $podLabels "context" $ ) | nindent 4 }}
    app.kubernetes.io/component: primary
{{- end }}
{{- end }}
`,
  'templates/networkpolicy.yaml': `{{- if .Values.networkPolicy.enabled }}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
${metadata('', 'primary')}spec:
  ${podLabels.trimEnd()}
  podSelector:
    matchLabels: {{- include "kit.labels.matchLabels" ( dict "customLabels" $podLabels "context" $ ) | nindent 6 }}
  policyTypes:
    - Ingress
    - Egress
  ingress:
    - ports:
        - port: {{ .Values.containerPorts.database }}
      {{- if not .Values.networkPolicy.allowExternal }}
      from:
        - podSelector:
            matchLabels: {{- include "kit.labels.matchLabels" ( dict "customLabels" .Values.commonLabels "context" $ ) | nindent 14 }}
        - podSelector:
            matchLabels:
              {{ template "kit.names.fullname" . }}-client: "true"
      {{- end }}
    {{- if .Values.networkPolicy.extraIngress }}
    {{- include "kit.tplvalues.render" ( dict "value" .Values.networkPolicy.extraIngress "context" $ ) | nindent 4 }}
    {{- end }}
{{- end }}
`,
  'templates/pdb.yaml': `apiVersion: {{ include "kit.capabilities.policy.apiVersion" . }}
kind: PodDisruptionBudget
${metadata('', 'primary')}spec:
  maxUnavailable: {{ .Values.primary.pdb.maxUnavailable | default 1 }}
  ${podLabels.trimEnd()}
  selector:
    matchLabels: {{- include "kit.labels.matchLabels" ( dict "customLabels" $podLabels "context" $ ) | nindent 6 }}
`,
  'templates/backup.yaml': `{{- if .Values.backup.enabled }}
apiVersion: {{ include "kit.capabilities.cronjob.apiVersion" . }}
kind: CronJob
${metadata('-backup', 'backup', '.Values.backup.annotations')}spec:
  schedule: {{ include "kit.tplvalues.render" (dict "value" .Values.backup.schedule "context" $) | quote }}
  concurrencyPolicy: {{ .Values.backup.concurrencyPolicy }}
  jobTemplate:
    spec:
      template:
        metadata:
          labels: {{- include "kit.labels.standard" ( dict "customLabels" .Values.commonLabels "context" $ ) | nindent 12 }}
            app.kubernetes.io/component: backup
        spec:
          restartPolicy: {{ .Values.backup.restartPolicy }}
          containers:
            - name: backup
              image: {{ include "NAME.image" . }}
              command: {{- include "kit.tplvalues.render" (dict "value" .Values.backup.command "context" $) | nindent 16 }}
              resources: {{- include "kit.resources.preset" (dict "type" .Values.backup.resourcesPreset) | nindent 16 }}
{{- end }}
`,
  'templates/NOTES.txt': `{{ include "kit.names.fullname" . }} is up.
{{ include "kit.warnings.rollingTag" .Values.image }}
`,
};

const values = `nameOverride: ""
fullnameOverride: ""
namespaceOverride: ""
kubeVersion: ""
commonLabels:
  team: data
  tier: '{{ .Chart.Name }}-tier'
commonAnnotations:
  owner: '{{ .Release.Name }}@example.com'
image:
  registry: registry.example.com
  repository: library/NAME
  tag: 16.2.0-r3
  digest: ""
  pullPolicy: IfNotPresent
  pullSecrets:
    - '{{ .Release.Name }}-pull'
auth:
  password: ""
  replicationPassword: ""
  existingSecret: ""
containerPorts:
  database: 5432
serviceAccount:
  create: true
  name: '{{ .Release.Name }}-{{ .Chart.Name }}'
  automount: false
  annotations:
    role: 'arn:example:{{ .Release.Namespace }}'
primary:
  replicaCount: 1
  annotations: {}
  podLabels:
    shard: '{{ .Values.image.tag }}'
  podAnnotations:
    scrape: '{{ .Values.metrics.enabled }}'
  updateStrategy:
    type: RollingUpdate
  configuration: |-
    listen_addresses = '*'
    port = {{ .Values.containerPorts.database }}
    cluster_name = '{{ include "kit.names.fullname" . }}'
    max_connections = 200
    shared_buffers = 128MB
    {{- if .Values.metrics.enabled }}
    track_activities = on
    {{- end }}
  initdbScripts:
    00-create.sh: |
      #!/bin/sh
      echo "creating {{ .Release.Name }}"
  affinity: {}
  podAffinityPreset: ""
  podAntiAffinityPreset: soft
  nodeSelector:
    pool: '{{ (.Values.global).zone | default "any" }}'
  podSecurityContext:
    enabled: true
    fsGroup: 1001
    fsGroupChangePolicy: Always
    sysctls: []
    supplementalGroups: []
  containerSecurityContext:
    enabled: true
    seLinuxOptions: {}
    runAsUser: 1001
    runAsGroup: 1001
    runAsNonRoot: true
    privileged: false
    readOnlyRootFilesystem: true
    allowPrivilegeEscalation: false
    capabilities:
      drop: ["ALL"]
    seccompProfile:
      type: RuntimeDefault
  args: []
  extraEnvVars:
    - name: DATABASE_CLUSTER
      value: '{{ include "kit.names.fullname" . }}'
  extraVolumes: []
  startupProbe:
    enabled: false
  livenessProbe:
    enabled: true
    initialDelaySeconds: 30
    periodSeconds: 10
    timeoutSeconds: 5
    successThreshold: 1
    failureThreshold: 6
  readinessProbe:
    enabled: true
    initialDelaySeconds: 5
    periodSeconds: 10
    timeoutSeconds: 5
    successThreshold: 1
    failureThreshold: 6
  resources: {}
  resourcesPreset: nano
  pdb:
    maxUnavailable: ""
  persistence:
    mountPath: /var/lib/database
    storageClass: ""
    size: 8Gi
    accessModes:
      - ReadWriteOnce
service:
  annotations: {}
  sessionAffinity: None
  ports:
    database: 5432
  extraPorts: []
networkPolicy:
  enabled: true
  allowExternal: false
  extraIngress: []
metrics:
  enabled: true
  image:
    registry: registry.example.com
    repository: library/exporter
    tag: 0.15.0-r9
    pullSecrets: []
backup:
  enabled: true
  annotations: {}
  schedule: '@daily'
  concurrencyPolicy: Allow
  restartPolicy: OnFailure
  resourcesPreset: nano
  command:
    - /bin/sh
    - -c
    - 'db-dump --host {{ include "kit.names.fullname" . }} > /backup/all.sql'
`;

/** A database chart of that name, its copy of the library inside. */
export function databaseChart(name: string): ChartFiles {
  const files: ChartFiles = {
    'Chart.yaml': `apiVersion: v2
name: ${name}
version: 0.1.0
appVersion: 16.2.0
description: A database, for measuring
dependencies:
  - name: kit
    version: 2.x.x
`,
    'values.yaml': values.replaceAll('NAME', name),
    ...asSubchart('kit', kit),
  };
  for (const [path, text] of Object.entries(templates)) files[path] = text.replaceAll('"NAME.', `"${name}.`);
  return files;
}
