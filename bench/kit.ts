// What a vendor's helper library has besides what one chart of it calls: as many definitions, in as many files, as the libraries
// of the large public collections (about 90 in 21 files). Helm parses them with every chart and copies their set at every `tpl`.

import type { ChartFiles } from './files';

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

/** Files of the library, by their paths in it. */
export const restOfKit: ChartFiles = {
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
      matchExpressions:
        - key: {{ .key }}
          operator: In
          values:
            {{- range .values }}
            - {{ . | quote }}
            {{- end }}
    weight: 1
{{- end -}}

{{- define "kit.affinities.nodes.hard" -}}
requiredDuringSchedulingIgnoredDuringExecution:
  nodeSelectorTerms:
    - matchExpressions:
        - key: {{ .key }}
          operator: In
          values:
            {{- range .values }}
            - {{ . | quote }}
            {{- end }}
{{- end -}}

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

{{- define "kit.tplvalues.merge-overwrite" -}}
{{- $dst := dict -}}
{{- range .values -}}
{{- $dst = include "kit.tplvalues.render" (dict "value" . "context" $.context "scope" $.scope) | fromYaml | mergeOverwrite $dst -}}
{{- end -}}
{{ $dst | toYaml }}
{{- end -}}
`,
};
