// The help text of `mistletoe template`. No text here is wider than 100.

export const templateHelp = `Usage: mistletoe template [NAME] CHART-OR-MODULE [flags]

Renders a chart, or the module that a chart was converted to, and prints what helm template prints: the same bytes,
the same errors, the same exit code. No cluster is asked: lookup finds what --lookups gives, otherwise nothing.

A chart renders at once; the second time it is compiled, and the module is kept until the chart changes.

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
      --kubeconfig FILE, --kube-context NAME
                              whose namespace is the default, as in Helm
      --skip-schema-validation  leave values.schema.json out

What is printed:
  -s, --show-only PATH        only templates that match, such as templates/*.yaml (repeatable)
      --include-crds          the custom resource definitions too
      --no-hooks              no hooks
      --skip-tests            no test hooks
      --output-dir DIR        write files below DIR instead
      --release-name          below DIR/NAME
      --post-renderer PROGRAM a program that gets the manifests and prints what replaces them; with --helm 3 (Helm 4
                              takes plugins only, and there are none here)
      --post-renderer-args ARG  an argument for it (repeatable)
      --debug                 leave out the hint to use this flag

Only here:
      --helm VERSION          whose semantics a chart is rendered with: 4.3, 3.17, 3 (the newest 3) … (4.3); a module
                              knows its own
      --seed TEXT             where randomness comes from: the same text, the same output. For tests: a seed that
                              can be guessed makes secrets that can be guessed
      --now TIME              the clock: 2026-01-02T15:04:05Z, or seconds since 1970
      --schema-refs DIR       copies of documents that a chart's schemas refer to
      --link-root DIR         follow a chart's symbolic links within DIR (the git work tree around the chart)
      --batch FILE            many renders, one a line of JSON: {"module": …, "name": …, "values": …}
      --watch                 render again when a file changes, and print what differs; --watch=full prints all
  -j, --jobs N                with --batch: renders at a time (one a core)
      --lookups FILE          Kubernetes objects for lookup to find, as kubectl get -o yaml writes them
      --no-cache              read and keep no compiled chart
      --memory-limit SIZE     memory a render may take (256MiB; a chart 4GiB)
      --time-limit TIME       time it may take; 0: any (10s; a chart 10m)
      --output-limit SIZE     output it may give (64MiB; a chart 1GiB)
      --stack-limit SIZE      call stack it may use (256MiB)
      --module-limit SIZE     size a module file may have (64MiB)

Where a package comes from, if it is no path: oci://HOST/REPOSITORY[:TAG][@DIGEST], https://HOST/chart-1.2.tgz,
NAME with --repo URL, REPO/NAME of helm repo add, REGISTRY/PATH/NAME:VERSION of a git registry, or - for a module on
standard input:
      --repo URL              a chart repository's address
      --version RANGE         an exact version, or a range: the highest version in it
      --devel                 versions before a release too: --version '>0.0.0-0'
      --dependency-update     bring a chart's dependencies into its charts folder first, where some are missing
      --offline               use what was fetched before, and no network
      --locked FILE           the lock file of mistletoe migrate: use the module that it has for the chart
      --policy FILE           which repositories need whose signature (policy.yaml in ~/.mistletoe)
      --plain-http            speak plain http with an OCI registry
      --ca-file, --cert-file, --key-file, --insecure-skip-tls-verify, --username, --password, --pass-credentials,
      --registry-config       as in Helm

Helm's other flags are accepted where they change nothing in the output, and refused with a reason where they would
need a cluster or keys: --validate, --dry-run=server, --verify.
`;
