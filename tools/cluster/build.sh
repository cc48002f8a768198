#!/bin/sh
# Builds ./kubetest. Cold: about 830 s of CPU time; with Go's build cache: about 11.
set -eu
v=$(sed -nE 's/^\tk8s.io\/kubernetes (v[0-9.]+).*/\1/p' go.mod | head -1)
minor=${v#v1.}; minor=${minor%%.*}
x=
for p in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
  x="$x -X $p.gitVersion=$v -X $p.gitMajor=1 -X $p.gitMinor=$minor -X $p.gitTreeState=clean -X $p.gitCommit=$v"
done
CGO_ENABLED=0 exec go build -p "${GO_JOBS:-2}" -trimpath -ldflags "-s -w $x" -o "${1:-kubetest}" .
