#!/usr/bin/env bash
# Builds kubetest, the API server that judges the commands on a cluster, from Go modules into the folder of judges; nothing to do
# where it stands there for this source. Cold: about 830 s of processor time; with Go's build cache: about 11.
set -euo pipefail
cd "$(dirname "$0")"
judges=${MISTLETOE_JUDGES:-$HOME/.cache/mistletoe/judges}
stamp=$(cat go.mod go.sum ./*.go build.sh | sha256sum | cut -d' ' -f1)
if [ -x "$judges/kubetest" ] && [ "$(cat "$judges/kubetest.stamp" 2>/dev/null)" = "$stamp" ]; then exit 0; fi
command -v go >/dev/null || {
  echo "kubetest, the API server that judges the commands on a cluster, is built with Go $(sed -n 's/^go //p' go.mod) or newer, which is not there" >&2
  exit 1
}
mkdir -p "$judges"
echo "building kubetest, the API server that judges the commands on a cluster: some minutes the first time" >&2
version=$(sed -nE 's/^\tk8s.io\/kubernetes (v[0-9.]+).*/\1/p' go.mod | head -1)
minor=${version#v1.}
minor=${minor%%.*}
# Without them the server calls itself v0.0.0, which no client can read.
flags=
for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
  flags="$flags -X $package.gitVersion=$version -X $package.gitMajor=1 -X $package.gitMinor=$minor"
  flags="$flags -X $package.gitTreeState=clean -X $package.gitCommit=$version"
done
CGO_ENABLED=0 go build -p "${GO_JOBS:-2}" -trimpath -ldflags "-s -w $flags" -o "$judges/kubetest.$$" . || {
  echo "kubetest could not be built, for what go says above: no test of the commands on a cluster can run without it" >&2
  exit 1
}
mv "$judges/kubetest.$$" "$judges/kubetest"
echo "$stamp" >"$judges/kubetest.stamp"
