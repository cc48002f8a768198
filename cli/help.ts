// The help texts: what a command is for, an example for each thing people do, then the flags. No text here is wider than 100.

export const programExamples = `
Examples:
  mistletoe convert ./mychart                     compile a chart: mychart-1.2.3.wasm
  mistletoe template rel mychart-1.2.3.wasm       print what helm template prints
  mistletoe template rel ./mychart -f prod.yaml   the same from the chart; it is compiled once and kept
  mistletoe generate rel -p package -o dir=out    run any module and write its files
  mistletoe inspect package package.wasm          what is in a module

Exit codes:
  0  done        1  an error, in one line on standard error        2  wrong arguments (template: 1, as Helm)
`;

export const convertExamples = `
Examples:
  mistletoe convert ./mychart                     writes mychart-1.2.3.wasm
  mistletoe convert mychart-1.2.3.tgz -o web.wasm
  mistletoe convert ./mychart --helm 3            renders as Helm 3 does
  mistletoe convert ./mychart --emit ir           shows the intermediate form of its templates

A module gives Helm's answer for any values, so convert once and render often. What Helm cannot parse and what
cannot be compiled is listed with file, line and column.
`;

export const generateExamples = `
Examples:
  mistletoe generate my-ns -p namespace.wasm
  mistletoe generate web -p ./package -f input.yaml -s 'replicas: 3, host: example.com'
  mistletoe generate web -p mychart-1.2.3.wasm -f values.yaml --set replicaCount=3 -o dir=out
  mistletoe generate web -p ./package -o raw      the MistResult, as the module means it

For a converted chart, -f and --set are the chart's values, as in Helm; mistletoe template has all of Helm's flags.
For any other module they are the data it gets. What the module has to say goes to standard error.
`;

export const inspectExamples = `
Examples:
  mistletoe inspect package mychart-1.2.3.wasm
  mistletoe inspect package mychart-1.2.3
`;

export const templateHelp = `Usage: mistletoe template [NAME] CHART-OR-MODULE [flags]

Renders a chart, or the module that a chart was converted to, and prints what helm template prints: the same bytes,
the same errors, the same exit code. Nothing leaves this machine and no cluster is asked: lookup finds what
--lookups gives, otherwise nothing.

A chart is compiled first, once: the module is kept in the cache until the chart changes.

Examples:
  mistletoe template rel ./mychart
  mistletoe template rel mychart-1.2.3.wasm -f values.yaml --set image.tag=v2
  mistletoe template rel mychart-1.2.3            the same module; .wasm may be left out
  mistletoe template rel ./mychart -s templates/deployment.yaml
  mistletoe template rel ./mychart --output-dir out
  mistletoe template --batch renders.jsonl        many renders in one process
  mistletoe template rel ./mychart --seed demo --now 2026-01-02T15:04:05Z    the same output every time

Values, laid over the chart's own in this order:
  -f, --values FILE           a YAML file; - is standard input (repeatable, or separated by commas)
      --set-json KEY=JSON     JSON values
      --set KEY=VALUE         values; separate several with commas
      --set-string KEY=VALUE  the same, but always text
      --set-file KEY=FILE     the content of a file
      --set-literal KEY=TEXT  text taken as it is

The release and the cluster it is rendered for:
  -n, --namespace NAME        the release's namespace (default)
      --is-upgrade            .Release.IsUpgrade instead of .Release.IsInstall
      --name-template TEXT    a Go template that makes the release's name
  -g, --generate-name         do without a NAME; it stays release-name, as in Helm
      --kube-version VERSION  .Capabilities.KubeVersion
  -a, --api-versions LIST     more of .Capabilities.APIVersions (repeatable)
      --skip-schema-validation  leave values.schema.json out

What is printed:
  -s, --show-only PATH        only templates that match, such as templates/*.yaml (repeatable)
      --include-crds          the custom resource definitions too
      --no-hooks              no hooks
      --skip-tests            no test hooks
      --output-dir DIR        write files below DIR instead
      --release-name          below DIR/NAME
      --debug                 leave out the hint to use this flag

Only here:
      --helm 3|4              whose semantics a chart is rendered with (4); a module knows its own
      --seed TEXT             where randomness comes from: the same text, the same output. For tests: a seed that
                              can be guessed makes secrets that can be guessed
      --now TIME              the clock: 2026-01-02T15:04:05Z, or seconds since 1970
      --schema-refs DIR       copies of documents that a chart's schemas refer to
      --batch FILE            many renders, one a line of JSON: {"module": …, "name": …, "values": …}
  -j, --jobs N                with --batch: renders at a time (one a core)
      --lookups FILE          Kubernetes objects for lookup to find, as kubectl get -o yaml writes them
      --no-cache              compile the chart again
      --memory-limit SIZE     memory a render may take (256MiB; a chart 4GiB)
      --time-limit TIME       time it may take; 0: any (10s; a chart 10m)
      --output-limit SIZE     output it may give (64MiB; a chart 1GiB)
      --stack-limit SIZE      call stack it may use (256MiB)
      --module-limit SIZE     size a module file may have (64MiB; a chart 1GiB)

Helm's other flags are accepted where they change nothing in the output, and refused with a reason where they would
need a network or a cluster: --validate, --dry-run=server, --repo, --verify.
`;
