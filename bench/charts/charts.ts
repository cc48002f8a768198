// The charts that are measured, made when they are needed: nothing is downloaded, and the same call always gives the same
// bytes. Each shows one way in which a render can be large.

import type { ChartFiles } from './files';

const chartYaml = (name: string) => `apiVersion: v2\nname: ${name}\nversion: 0.1.0\nappVersion: 1.0.0\n`;

/** A small generator with a fixed seed (a multiplicative congruential one): the same numbers every time. */
function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

const words =
  'address backend bucket cluster config deadline endpoint failover gateway header index journal kernel label mount node owner policy quota replica schema target upstream volume window zone'.split(
    ' ',
  );

/** The schema of one field of a custom resource, as YAML lines. */
function schema(random: (below: number) => number, depth: number, indent: string, lines: string[]): void {
  const text = `The ${words[random(words.length)]} that the ${words[random(words.length)]} of this resource refers to; see the ${words[random(words.length)]} for its defaults.`;
  lines.push(`${indent}description: ${text}`);
  if (depth === 0 || random(4) === 0) {
    lines.push(`${indent}type: ${['string', 'integer', 'boolean'][random(3)]}`);
    if (random(3) === 0) lines.push(`${indent}nullable: true`);
    return;
  }
  if (random(5) === 0) {
    lines.push(`${indent}type: array`, `${indent}items:`);
    schema(random, depth - 1, `${indent}  `, lines);
    return;
  }
  lines.push(`${indent}type: object`, `${indent}properties:`);
  const count = 2 + random(5);
  for (let i = 0; i < count; i++) {
    lines.push(`${indent}  ${words[random(words.length)]}${i}:`);
    schema(random, depth - 1, `${indent}    `, lines);
  }
}

/** An operator: its custom resource definitions are templates, `bytes` of them together, beside a few ordinary objects. */
export function operatorChart(bytes: number): ChartFiles {
  const random = sequence(20260102);
  const files: ChartFiles = {
    'Chart.yaml': chartYaml('operator'),
    'values.yaml': `crds:
  install: true
  keep: true
  annotations: {}
image: {repository: registry.example.com/operator, tag: ""}
replicas: 2
watch: [default, team-a, team-b]
resources:
  limits: {cpu: 500m, memory: 256Mi}
`,
    'templates/_helpers.tpl': `{{- define "operator.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}
`,
    'templates/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-operator
  labels: {{- include "operator.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicas }}
  selector:
    matchLabels:
      app.kubernetes.io/instance: {{ .Release.Name }}
  template:
    metadata:
      labels: {{- include "operator.labels" . | nindent 8 }}
    spec:
      containers:
        - name: operator
          image: {{ printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) | quote }}
          args: [--watch={{ join "," .Values.watch }}]
          resources: {{- toYaml .Values.resources | nindent 12 }}
`,
    'templates/rbac.yaml': `{{- range .Values.watch }}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: {{ $.Release.Name }}-operator
  namespace: {{ . }}
  labels: {{- include "operator.labels" $ | nindent 4 }}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: operator}
{{- end }}
`,
  };
  let total = 0;
  for (let i = 0; total < bytes; i++) {
    const kind = `Thing${i}`;
    const lines: string[] = [];
    while (lines.join('\n').length < 80_000 && total + lines.join('\n').length < bytes) {
      lines.push(`              ${words[random(words.length)]}${lines.length}:`);
      schema(random, 4, '                ', lines);
    }
    const text = lines.join('\n');
    total += text.length + 600;
    files[`templates/crds/${kind.toLowerCase()}.yaml`] = `{{- if .Values.crds.install }}
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: ${kind.toLowerCase()}s.example.com
  labels: {{- include "operator.labels" . | nindent 4 }}
  {{- if .Values.crds.keep }}
  annotations:
    helm.sh/resource-policy: keep
    {{- with .Values.crds.annotations }}{{ toYaml . | nindent 4 }}{{ end }}
  {{- end }}
spec:
  group: example.com
  names:
    kind: ${kind}
    plural: ${kind.toLowerCase()}s
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
${text.replace(/^/gm, '    ')}
{{- end }}
`;
  }
  return files;
}

/** `calls` calls of `tpl`, on strings that are all different or all the same. */
export function tplChart(calls: number, distinct: boolean): ChartFiles {
  const line = distinct ? '(printf "%s {{/* %d */}}" $.Values.line $i)' : '$.Values.line';
  return {
    'Chart.yaml': chartYaml('tpl-heavy'),
    'values.yaml': `calls: ${calls}
line: '{{ .Release.Name }}-{{ .Values.suffix | upper }}{{ if .Values.debug }}-debug{{ end }}: {{ include "tpl-heavy.name" . | quote }}'
suffix: prod
debug: false
`,
    'templates/_helpers.tpl': `{{- define "tpl-heavy.name" -}}{{ .Chart.Name }}-{{ .Release.Namespace }}{{- end -}}\n`,
    'templates/configmap.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: tpl-heavy
data:
{{- range $i := until (int .Values.calls) }}
  key-{{ $i }}: |-
    {{ tpl ${line} $ }}
{{- end }}
`,
  };
}

/** A tree of values as YAML, about `bytes` of it, in services of a few hundred bytes each. */
function valueTree(bytes: number): string {
  const random = sequence(7);
  const parts: string[] = ['services:\n'];
  let total = 0;
  for (let i = 0; total < bytes; i++) {
    const word = () => words[random(words.length)];
    const part = `  service-${i}:
    enabled: ${random(2) === 0}
    replicas: ${random(9)}
    weight: ${random(1000)}.${random(9) + 1}
    image: {repository: registry.example.com/${word()}/${word()}, tag: "${random(20)}.${random(20)}"}
    description: the ${word()} of ${word()} ${word()}
    env:
      - name: ${word().toUpperCase()}
        value: "${random(100000)}"
      - name: ${word().toUpperCase()}_${word().toUpperCase()}
        value: ${word()}
    ports: [${random(9000) + 1000}, ${random(9000) + 1000}]
    motd: |
      ${word()} ${word()}
      ${word()}: ${word()}
`;
    parts.push(part);
    total += part.length;
  }
  return parts.join('');
}

/** A chart that prints `bytes` of its values with toYaml. */
export function toYamlChart(bytes: number): ChartFiles {
  return {
    'Chart.yaml': chartYaml('to-yaml-heavy'),
    'values.yaml': valueTree(bytes),
    'templates/configmap.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: all-values
data:
  values.yaml: |
    {{- toYaml .Values | nindent 4 }}
`,
  };
}

/** A chart that says little, however many values it is given. */
export function quietChart(): ChartFiles {
  return {
    'Chart.yaml': chartYaml('quiet'),
    'values.yaml': 'services: {}\n',
    'templates/configmap.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: quiet
data:
  count: {{ len .Values.services | quote }}
  first: {{ index .Values "services" "service-0" | toJson | quote }}
`,
  };
}

/** A values file of about `bytes`, for the quiet chart. */
export function valuesFile(bytes: number): string {
  return valueTree(bytes);
}

/** `objects` Deployments, each through several levels of includes. */
export function includeChart(objects: number): ChartFiles {
  return {
    'Chart.yaml': chartYaml('include-heavy'),
    'values.yaml': `objects: ${objects}\nteam: data\n`,
    'templates/_helpers.tpl': `{{- define "heavy.name" -}}{{ printf "%s-%s" .root.Release.Name .name | trunc 63 | trimSuffix "-" }}{{- end -}}
{{- define "heavy.selector" -}}
app.kubernetes.io/name: {{ include "heavy.name" . }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- end -}}
{{- define "heavy.labels" -}}
{{ include "heavy.selector" . }}
team: {{ .root.Values.team }}
{{- with .root.Chart.AppVersion }}
app.kubernetes.io/version: {{ . | quote }}
{{- end }}
{{- end -}}
{{- define "heavy.metadata" -}}
name: {{ include "heavy.name" . }}
labels:
  {{- include "heavy.labels" . | nindent 2 }}
{{- end -}}
{{- define "heavy.pod" -}}
metadata:
  {{- include "heavy.metadata" . | nindent 2 }}
spec:
  containers:
    - name: main
      image: registry.example.com/{{ include "heavy.name" . }}
{{- end -}}
`,
    'templates/deployments.yaml': `{{- range $i := until (int .Values.objects) }}
{{- $scope := dict "root" $ "name" (printf "unit-%d" $i) }}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "heavy.metadata" $scope | nindent 2 }}
spec:
  selector:
    matchLabels:
      {{- include "heavy.selector" $scope | nindent 6 }}
  template:
    {{- include "heavy.pod" $scope | nindent 4 }}
{{- end }}
`,
  };
}

/** A chart whose one template prints `lines` lines. */
export function outputChart(lines: number): ChartFiles {
  return {
    'Chart.yaml': chartYaml('output'),
    'values.yaml': `lines: ${lines}\n`,
    'templates/configmap.yaml': `apiVersion: v1
kind: ConfigMap
metadata:
  name: lines
data:
{{- range $i := until (int .Values.lines) }}
  line-{{ $i }}: some text of {{ $.Release.Name }} that is neither long nor short
{{- end }}
`,
  };
}

/** A chart of `count` templates, no two alike. */
export function templatesChart(count: number): ChartFiles {
  const files: ChartFiles = {
    'Chart.yaml': chartYaml('templates'),
    'values.yaml': 'port: 80\nlabels: {team: data, tier: web}\n',
  };
  for (let i = 0; i < count; i++) {
    files[`templates/service-${i}.yaml`] = `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}-service-${i}
  labels:
    {{- range $key, $value := .Values.labels }}
    {{ $key }}: {{ $value | quote }}
    {{- end }}
spec:
  type: {{ .Values.type${i} | default "ClusterIP" }}
  ports:
    - port: {{ .Values.port }}
      name: port-${i}
      targetPort: {{ add .Values.port ${i} }}
`;
  }
  return files;
}
