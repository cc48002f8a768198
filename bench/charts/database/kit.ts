// The helper library of the database charts: as many definitions, in as many files, as the libraries of the large public collections
// have (about 90 in 21 files), more than one chart calls. Helm parses them with every chart and copies their set at every `tpl`.

import type { ChartFiles } from '../files';

/** API versions that depend on the cluster's: name, first minor version of Kubernetes that has the newer one, older, newer. */
const versioned: [string, number, string, string][] = [
  ['daemonset', 14, 'extensions/v1beta1', 'apps/v1'],
  ['deployment', 14, 'extensions/v1beta1', 'apps/v1'],
  ['statefulset', 14, 'apps/v1beta1', 'apps/v1'],
  ['job', 21, 'batch/v1beta1', 'batch/v1'],
  ['ingress', 19, 'networking.k8s.io/v1beta1', 'networking.k8s.io/v1'],
  ['networkPolicy', 7, 'extensions/v1beta1', 'networking.k8s.io/v1'],
  ['rbac', 17, 'rbac.authorization.k8s.io/v1beta1', 'rbac.authorization.k8s.io/v1'],
  ['crd', 19, 'apiextensions.k8s.io/v1beta1', 'apiextensions.k8s.io/v1'],
  ['apiService', 10, 'apiregistration.k8s.io/v1beta1', 'apiregistration.k8s.io/v1'],
  ['hpa', 23, 'autoscaling/v2beta2', 'autoscaling/v2'],
  ['vpa', 25, 'autoscaling.k8s.io/v1beta2', 'autoscaling.k8s.io/v1'],
  ['endpointSlice', 21, 'discovery.k8s.io/v1beta1', 'discovery.k8s.io/v1'],
  ['priorityClass', 14, 'scheduling.k8s.io/v1beta1', 'scheduling.k8s.io/v1'],
  ['admissionConfiguration', 23, 'apiserver.config.k8s.io/v1alpha1', 'apiserver.config.k8s.io/v1'],
];

/** Databases whose passwords the library checks: name, and the values that hold them. */
const checked: [string, string[]][] = [
  ['postgresql', ['auth.password', 'auth.replicationPassword']],
  ['mysql', ['auth.rootPassword', 'auth.password', 'auth.replicationPassword']],
  ['mariadb', ['auth.rootPassword', 'auth.password']],
  ['mongodb', ['auth.rootPassword', 'auth.replicaSetKey']],
  ['redis', ['auth.password']],
  ['cassandra', ['dbUser.password']],
];

const capabilities = versioned.map(
  ([name, minor, older, newer]) => `{{- define "kit.capabilities.${name}.apiVersion" -}}
{{- $version := include "kit.capabilities.kubeVersion" . -}}
{{- if and (not (empty $version)) (semverCompare "<1.${minor}-0" $version) -}}
{{- print "${older}" -}}
{{- else -}}
{{- print "${newer}" -}}
{{- end -}}
{{- end -}}
`,
);

const validations = checked.map(([name, paths]): [string, string] => [
  `templates/validations/_${name}.tpl`,
  `{{/* Says which passwords of ${name} are missing. Takes secret, subchart, context. */}}
{{- define "kit.validations.values.${name}.passwords" -}}
{{- $enabled := include "kit.${name}.values.enabled" . -}}
{{- if and (not (include "kit.${name}.values.existingSecret" .)) (eq $enabled "true") -}}
{{- $required := list -}}
${paths
  .map(
    (path) =>
      `{{- $required = append $required (dict "valueKey" "${path}" "secret" .secret "field" "${path.replace('.', '-')}") -}}\n`,
  )
  .join('')}{{- include "kit.validations.values.multiple.empty" (dict "required" $required "context" .context) -}}
{{- end -}}
{{- end -}}

{{- define "kit.${name}.values.existingSecret" -}}
{{- if .subchart -}}
{{- (((index .context.Values "${name}") | default dict).auth | default dict).existingSecret | quote -}}
{{- else -}}
{{- (.context.Values.auth | default dict).existingSecret | quote -}}
{{- end -}}
{{- end -}}

{{- define "kit.${name}.values.enabled" -}}
{{- if .subchart -}}
{{- printf "%v" ((index .context.Values "${name}") | default dict).enabled -}}
{{- else -}}
{{- printf "%v" (not .context.Values.enabled) -}}
{{- end -}}
{{- end -}}
`,
]);

/** A definition that renders values and merges them with a function of the table. */
const merging = (name: string, merge: string) => `{{- define "kit.tplvalues.${name}" -}}
{{- $dst := dict -}}
{{- range .values -}}
{{- $dst = include "kit.tplvalues.render" (dict "value" . "context" $.context "scope" $.scope) | fromYaml | ${merge} $dst -}}
{{- end -}}
{{ $dst | toYaml }}
{{- end -}}
`;

/** Expects one of the values in a label of the node. */
const nodeLabels = `matchExpressions:
        - key: {{ .key }}
          operator: In
          values:
            {{- range .values }}
            - {{ . | quote }}
            {{- end }}
`;

/** The helper library, as a subchart named `kit`. */
export const kit: ChartFiles = {
  'Chart.yaml': 'apiVersion: v2\nname: kit\ntype: library\nversion: 2.4.0\n',
  'values.yaml': 'exampleValue: kit\n',
  'templates/_names.tpl': `{{/* Names of a release's objects. */}}
{{- define "kit.names.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "kit.names.chart" -}}
{{- printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "kit.names.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- $release := regexReplaceAll "(-?[^a-z\\\\d\\\\-])+-?" (lower .Release.Name) "-" -}}
{{- if contains $name $release -}}
{{- $release | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" $release $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "kit.names.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}
`,
  'templates/_tplvalues.tpl': `{{/* Renders a value that may hold template text. Takes value, context, scope. */}}
{{- define "kit.tplvalues.render" -}}
{{- $value := typeIs "string" .value | ternary .value (.value | toYaml) }}
{{- if contains "{{" (toJson .value) }}
  {{- if .scope }}
      {{- tpl (cat "{{- with $.RelativeScope -}}" $value "{{- end }}") (merge (dict "RelativeScope" .scope) .context) }}
  {{- else }}
    {{- tpl $value .context }}
  {{- end }}
{{- else }}
    {{- $value }}
{{- end }}
{{- end -}}

${merging('merge', 'merge')}`,
  'templates/_labels.tpl': `{{- define "kit.labels.standard" -}}
{{- if and (hasKey . "customLabels") (hasKey . "context") -}}
{{- $default := dict "app.kubernetes.io/name" (include "kit.names.name" .context) "helm.sh/chart" (include "kit.names.chart" .context) "app.kubernetes.io/instance" .context.Release.Name "app.kubernetes.io/managed-by" .context.Release.Service -}}
{{- with .context.Chart.AppVersion -}}
{{- $_ := set $default "app.kubernetes.io/version" . -}}
{{- end -}}
{{ template "kit.tplvalues.merge" (dict "values" (list .customLabels $default) "context" .context) }}
{{- else -}}
app.kubernetes.io/name: {{ include "kit.names.name" . }}
helm.sh/chart: {{ include "kit.names.chart" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Chart.AppVersion }}
app.kubernetes.io/version: {{ . | replace "+" "_" | quote }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "kit.labels.matchLabels" -}}
{{- if and (hasKey . "customLabels") (hasKey . "context") -}}
{{ merge (pick (include "kit.tplvalues.render" (dict "value" .customLabels "context" .context) | fromYaml) "app.kubernetes.io/name" "app.kubernetes.io/instance") (dict "app.kubernetes.io/name" (include "kit.names.name" .context) "app.kubernetes.io/instance" .context.Release.Name) | toYaml }}
{{- else -}}
app.kubernetes.io/name: {{ include "kit.names.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}
{{- end -}}
`,
  'templates/_images.tpl': `{{- define "kit.images.image" -}}
{{- $registry := default .imageRoot.registry ((.global).imageRegistry) -}}
{{- $repository := .imageRoot.repository -}}
{{- $separator := ":" -}}
{{- $termination := .imageRoot.tag | toString -}}
{{- if .imageRoot.digest }}
    {{- $separator = "@" -}}
    {{- $termination = .imageRoot.digest | toString -}}
{{- end -}}
{{- if $registry }}
    {{- printf "%s/%s%s%s" $registry $repository $separator $termination -}}
{{- else -}}
    {{- printf "%s%s%s" $repository $separator $termination -}}
{{- end -}}
{{- end -}}

{{- define "kit.images.pullSecrets" -}}
{{- $secrets := list }}
{{- range ((.context.Values.global).imagePullSecrets) -}}
  {{- $secrets = append $secrets (include "kit.tplvalues.render" (dict "value" . "context" $.context)) -}}
{{- end -}}
{{- range .images -}}
  {{- range .pullSecrets -}}
    {{- $secrets = append $secrets (include "kit.tplvalues.render" (dict "value" . "context" $.context)) -}}
  {{- end -}}
{{- end -}}
{{- if (not (empty $secrets)) -}}
imagePullSecrets:
{{- range $secrets | uniq }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- end -}}
`,
  'templates/_affinities.tpl': `{{- define "kit.affinities.pods.soft" -}}
preferredDuringSchedulingIgnoredDuringExecution:
  - podAffinityTerm:
      labelSelector:
        matchLabels: {{- include "kit.labels.matchLabels" ( dict "customLabels" .customLabels "context" .context ) | nindent 10 }}
          {{- if not (empty .component) }}
          {{ printf "app.kubernetes.io/component: %s" .component }}
          {{- end }}
      topologyKey: {{ default "kubernetes.io/hostname" .topologyKey }}
    weight: 1
{{- end -}}

{{- define "kit.affinities.pods.hard" -}}
requiredDuringSchedulingIgnoredDuringExecution:
  - labelSelector:
      matchLabels: {{- include "kit.labels.matchLabels" ( dict "customLabels" .customLabels "context" .context ) | nindent 8 }}
    topologyKey: {{ default "kubernetes.io/hostname" .topologyKey }}
{{- end -}}

{{- define "kit.affinities.pods" -}}
  {{- if eq .type "soft" }}
    {{- include "kit.affinities.pods.soft" . -}}
  {{- else if eq .type "hard" }}
    {{- include "kit.affinities.pods.hard" . -}}
  {{- end -}}
{{- end -}}
`,
  'templates/_capabilities.tpl': `{{- define "kit.capabilities.kubeVersion" -}}
{{- default (default .Capabilities.KubeVersion.Version .Values.kubeVersion) ((.Values.global).kubeVersion) -}}
{{- end -}}

{{- define "kit.capabilities.cronjob.apiVersion" -}}
{{- if semverCompare "<1.21-0" (include "kit.capabilities.kubeVersion" .) -}}
{{- print "batch/v1beta1" -}}
{{- else -}}
{{- print "batch/v1" -}}
{{- end -}}
{{- end -}}

{{- define "kit.capabilities.policy.apiVersion" -}}
{{- if and (not (empty (include "kit.capabilities.kubeVersion" .))) (semverCompare "<1.21-0" (include "kit.capabilities.kubeVersion" .)) -}}
{{- print "policy/v1beta1" -}}
{{- else -}}
{{- print "policy/v1" -}}
{{- end -}}
{{- end -}}
`,
  'templates/_resources.tpl': `{{- define "kit.resources.preset" -}}
{{- $presets := dict
  "nano" (dict "requests" (dict "cpu" "100m" "memory" "128Mi") "limits" (dict "cpu" "150m" "memory" "192Mi"))
  "micro" (dict "requests" (dict "cpu" "250m" "memory" "256Mi") "limits" (dict "cpu" "375m" "memory" "384Mi"))
  "small" (dict "requests" (dict "cpu" "500m" "memory" "512Mi") "limits" (dict "cpu" "750m" "memory" "768Mi"))
  "large" (dict "requests" (dict "cpu" "1.0" "memory" "2048Mi") "limits" (dict "cpu" "1.5" "memory" "3072Mi"))
 }}
{{- if hasKey $presets .type -}}
{{- index $presets .type | toYaml -}}
{{- else -}}
{{- printf "ERROR: preset key '%s' is invalid. Allowed values are %s" .type (join "," (keys $presets)) | fail -}}
{{- end -}}
{{- end -}}
`,
  'templates/_secrets.tpl': `{{- define "kit.secrets.name" -}}
{{- $name := (include "kit.names.fullname" .context) -}}
{{- if .defaultNameSuffix -}}
{{- $name = printf "%s-%s" $name .defaultNameSuffix | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- with .existingSecret -}}
{{- $name = tpl . $.context -}}
{{- end -}}
{{- printf "%s" $name -}}
{{- end -}}

{{- define "kit.secrets.value" -}}
{{- $given := include "kit.utils.getValueFromKey" (dict "key" .key "context" .context) -}}
{{- default (sha256sum (printf "%s/%s/%s" .context.Release.Name .context.Chart.Name .key) | trunc 16) $given | b64enc | quote -}}
{{- end -}}
`,
  'templates/_utils.tpl': `{{- define "kit.utils.getValueFromKey" -}}
{{- $splitKey := splitList "." .key -}}
{{- $value := "" -}}
{{- $latestObj := $.context.Values -}}
{{- range $splitKey -}}
  {{- if not $latestObj -}}
    {{- printf "please review the entire path of '%s' exists in values" $.key | fail -}}
  {{- end -}}
  {{- $value = ( index $latestObj . ) -}}
  {{- $latestObj = $value -}}
{{- end -}}
{{- printf "%v" (default "" $value) -}}
{{- end -}}

{{- define "kit.utils.checksumTemplate" -}}
{{- $obj := include (print .context.Template.BasePath .path) .context | fromYaml -}}
{{ omit $obj "apiVersion" "kind" "metadata" | toYaml | sha256sum }}
{{- end -}}
`,
  'templates/_storage.tpl': `{{- define "kit.storage.class" -}}
{{- $class := default .persistence.storageClass ((.global).defaultStorageClass) -}}
{{- if $class -}}
  {{- if (eq "-" $class) -}}
      {{- printf "storageClassName: \\"\\"" -}}
  {{- else -}}
      {{- printf "storageClassName: %s" $class -}}
  {{- end -}}
{{- end -}}
{{- end -}}
`,
  'templates/_compatibility.tpl': `{{- define "kit.compatibility.renderSecurityContext" -}}
{{- $adapted := .secContext -}}
{{- if eq (default "" (((.context.Values.global).compatibility).adapt)) "force" -}}
  {{- $adapted = omit $adapted "fsGroup" "runAsUser" "runAsGroup" -}}
{{- end -}}
{{- if not .secContext.seLinuxOptions -}}
  {{- $adapted = omit $adapted "seLinuxOptions" -}}
{{- end -}}
{{- omit $adapted "enabled" | toYaml -}}
{{- end -}}
`,
  'templates/_warnings.tpl': `{{- define "kit.warnings.rollingTag" -}}
{{- if not (.tag | toString | regexFind "-r\\\\d+$|sha256:") }}
WARNING: Rolling tag detected ({{ .repository }}:{{ .tag }}), please use an immutable one in production.
{{- end }}
{{- end -}}
`,
  'templates/_apiversions.tpl': capabilities.join('\n'),
  ...Object.fromEntries(validations),
  'templates/validations/_validations.tpl': `{{- define "kit.validations.values.multiple.empty" -}}
{{- range .required -}}
{{- include "kit.validations.values.single.empty" (dict "valueKey" .valueKey "secret" .secret "field" .field "context" $.context) -}}
{{- end -}}
{{- end -}}

{{- define "kit.validations.values.single.empty" -}}
{{- $value := include "kit.utils.getValueFromKey" (dict "key" .valueKey "context" .context) -}}
{{- if not $value -}}
{{- printf "\\n    '%s' must not be empty; find it with: %s" .valueKey (include "kit.utils.secret.command" .) -}}
{{- end -}}
{{- end -}}
`,
  'templates/_errors.tpl': `{{- define "kit.errors.upgrade.passwords.empty" -}}
{{- $errors := join "" .validationErrors -}}
{{- if and $errors .context.Release.IsUpgrade -}}
{{- printf "\\nPASSWORDS ERROR: give the current passwords to upgrade the release.%s" $errors | fail -}}
{{- end -}}
{{- end -}}

{{- define "kit.errors.unknownImages" -}}
{{- $unknown := list -}}
{{- range .images -}}
{{- if not (hasPrefix "registry.example.com/" (include "kit.images.image" (dict "imageRoot" . "global" $.global))) -}}
{{- $unknown = append $unknown .repository -}}
{{- end -}}
{{- end -}}
{{- if $unknown -}}
{{- printf "images of other registries: %s" (join ", " $unknown) | fail -}}
{{- end -}}
{{- end -}}
`,
  'templates/_ingress.tpl': `{{- define "kit.ingress.backend" -}}
service:
  name: {{ .serviceName }}
  port:
    {{- if typeIs "string" .servicePort }}
    name: {{ .servicePort }}
    {{- else if or (typeIs "int" .servicePort) (typeIs "float64" .servicePort) }}
    number: {{ .servicePort | int }}
    {{- end }}
{{- end -}}

{{- define "kit.ingress.supportsPathType" -}}
{{- semverCompare ">=1.18-0" (include "kit.capabilities.kubeVersion" .) | ternary "true" "false" -}}
{{- end -}}

{{- define "kit.ingress.supportsClassName" -}}
{{- semverCompare ">=1.18-0" (include "kit.capabilities.kubeVersion" .) | ternary "true" "false" -}}
{{- end -}}

{{- define "kit.ingress.wantsCertificate" -}}
{{- if or (hasKey .annotations "cert-manager.io/cluster-issuer") (hasKey .annotations "cert-manager.io/issuer") -}}
{{- true -}}
{{- end -}}
{{- end -}}
`,
  'templates/_nodes.tpl': `{{- define "kit.affinities.nodes.soft" -}}
preferredDuringSchedulingIgnoredDuringExecution:
  - preference:
      ${nodeLabels}    weight: 1
{{- end -}}

{{- define "kit.affinities.nodes.hard" -}}
requiredDuringSchedulingIgnoredDuringExecution:
  nodeSelectorTerms:
    - ${nodeLabels}{{- end -}}

{{- define "kit.affinities.nodes" -}}
  {{- if eq .type "soft" }}
    {{- include "kit.affinities.nodes.soft" . -}}
  {{- else if eq .type "hard" }}
    {{- include "kit.affinities.nodes.hard" . -}}
  {{- end -}}
{{- end -}}

{{- define "kit.affinities.topologyKey" -}}
{{ .topologyKey | default "kubernetes.io/hostname" -}}
{{- end -}}
`,
  'templates/_pullsecrets.tpl': `{{- define "kit.images.renderPullSecrets" -}}
{{- $secrets := list }}
{{- $context := .context }}
{{- range (($context.Values.global).imagePullSecrets) -}}
  {{- if kindIs "map" . -}}
    {{- $secrets = append $secrets (include "kit.tplvalues.render" (dict "value" .name "context" $context)) -}}
  {{- else -}}
    {{- $secrets = append $secrets (include "kit.tplvalues.render" (dict "value" . "context" $context)) -}}
  {{- end -}}
{{- end -}}
{{- if (not (empty $secrets)) -}}
imagePullSecrets:
  {{- range $secrets | uniq }}
  - name: {{ . }}
  {{- end }}
{{- end -}}
{{- end -}}

{{- define "kit.images.version" -}}
{{- $version := .imageRoot.tag | toString -}}
{{- if regexMatch "^([0-9]+)(\\\\.[0-9]+){0,2}" $version -}}
  {{- printf "%d.%d.%d" (semver $version).Major (semver $version).Minor (semver $version).Patch -}}
{{- else -}}
  {{- .chart.AppVersion -}}
{{- end -}}
{{- end -}}
`,
  'templates/_dependencies.tpl': `{{- define "kit.names.dependency.fullname" -}}
{{- if .chartValues.fullnameOverride -}}
{{- .chartValues.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .chartName .chartValues.nameOverride -}}
{{- if contains $name .context.Release.Name -}}
{{- .context.Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .context.Release.Name $name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "kit.names.fullname.namespace" -}}
{{- printf "%s-%s" (include "kit.names.fullname" .) (include "kit.names.namespace" .) | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "kit.labels.component" -}}
{{- with .component -}}
app.kubernetes.io/component: {{ . | quote }}
{{- end -}}
{{- end -}}
`,
  'templates/_passwords.tpl': `{{- define "kit.secrets.key" -}}
{{- $key := .key -}}
{{- with .existingSecret -}}
  {{- if not (typeIs "string" .) -}}
    {{- $key = index (.keyMapping | default dict) $.key | default $.key -}}
  {{- end -}}
{{- end -}}
{{- printf "%s" $key -}}
{{- end -}}

{{- define "kit.secrets.passwords.manage" -}}
{{- $password := "" -}}
{{- $stored := (lookup "v1" "Secret" (include "kit.names.namespace" .context) .secret).data -}}
{{- if hasKey ($stored | default dict) .key -}}
  {{- $password = index $stored .key | b64dec -}}
{{- else -}}
  {{- range .providedValues -}}
    {{- $password = default (include "kit.utils.getValueFromKey" (dict "key" . "context" $.context)) $password -}}
  {{- end -}}
{{- end -}}
{{- $password | b64enc | quote -}}
{{- end -}}

{{- define "kit.secrets.exists" -}}
{{- if lookup "v1" "Secret" (include "kit.names.namespace" .context) .secret -}}
{{- true -}}
{{- end -}}
{{- end -}}

{{- define "kit.secrets.lookup" -}}
{{- $data := (lookup "v1" "Secret" (include "kit.names.namespace" .context) .secret).data | default dict -}}
{{- get $data .key | default (.defaultValue | toString | b64enc) -}}
{{- end -}}
`,
  'templates/_paths.tpl': `{{- define "kit.utils.fieldToEnvironment" -}}
{{- $words := list -}}
{{- range splitList "-" .field -}}
  {{- $words = append $words (. | upper) -}}
{{- end -}}
{{- join "_" $words -}}
{{- end -}}

{{- define "kit.utils.secret.command" -}}
{{- $namespace := include "kit.names.namespace" .context -}}
export {{ include "kit.utils.fieldToEnvironment" . }}=$(kubectl get secret --namespace {{ $namespace | quote }} {{ .secret }} -o jsonpath="{.data.{{ .field }}}" | base64 -d)
{{- end -}}

{{- define "kit.utils.firstWithValue" -}}
{{- $key := first .keys -}}
{{- range reverse .keys -}}
  {{- if include "kit.utils.getValueFromKey" (dict "key" . "context" $.context) -}}
    {{- $key = . -}}
  {{- end -}}
{{- end -}}
{{- printf "%s" $key -}}
{{- end -}}
`,
  'templates/_notices.tpl': `{{- define "kit.warnings.modifiedImages" -}}
{{- $modified := list -}}
{{- range .images -}}
  {{- if ne .registry "registry.example.com" -}}
    {{- $modified = append $modified (printf "%s/%s:%v" .registry .repository .tag) -}}
  {{- end -}}
{{- end -}}
{{- with $modified }}
WARNING: images of other registries are used:
{{- range . }}
  - {{ . }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "kit.warnings.resources" -}}
{{- $missing := list -}}
{{- range .sections -}}
  {{- $section := index $.context.Values . | default dict -}}
  {{- if not (or $section.resources $section.resourcesPreset) -}}
    {{- $missing = append $missing . -}}
  {{- end -}}
{{- end -}}
{{- with $missing }}
WARNING: no resources are set for {{ join ", " . }}
{{- end }}
{{- end -}}

${merging('merge-overwrite', 'mergeOverwrite')}`,
};
