#!/usr/bin/env bash
# Builds what judges the registry code: a test registry and the field's own clients, from the Go module proxy, into a folder
# outside the checkout. usage: judges.sh [NAME…]; without names: those that `npm run test:registry` cannot do without.
# Only for tests: the product needs none of them. Needs Go 1.26.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${MISTLETOE_JUDGES:-$HOME/.cache/mistletoe/judges}
mkdir -p "$out"
export GOBIN=$out CGO_ENABLED=0 GOFLAGS=-buildvcs=false
flags=(-p "${MISTLETOE_JUDGES_JOBS:-2}" -trimpath -ldflags '-s -w')

# name, package@version
programs() {
  cat <<'LIST'
crane github.com/google/go-containerregistry/cmd/crane@v0.22.1
oras oras.land/oras/cmd/oras@v1.3.6
kustomize sigs.k8s.io/kustomize/kustomize/v5@v5.8.1
cosign github.com/sigstore/cosign/v3/cmd/cosign@v3.1.3
registry github.com/distribution/distribution/v3/cmd/registry@v3.1.2
LIST
}

# Modules whose replace lines `go install` refuses are built in a copy of their own files.
from_source() { # name module version package
  local work
  work=$(mktemp -d)
  # shellcheck disable=SC2064
  trap "rm -rf '$work'" RETURN
  (
    cd "$work"
    printf 'module probe\n' > go.mod
    GOFLAGS=-mod=mod go mod download -json "$2@$3" > module.json
    cp -r "$(sed -nE 's/.*"Dir": "(.*)",/\1/p' module.json)" source
    chmod -R u+w source && cd source
    # flux embeds manifests that its module does not have.
    if [ "$1" = flux ]; then mkdir -p cmd/flux/manifests && echo '# not built in' > cmd/flux/manifests/none.yaml; fi
    GOFLAGS='-buildvcs=false -mod=mod' go build -p "${MISTLETOE_JUDGES_JOBS:-2}" -trimpath -ldflags "-s -w -X main.VERSION=${3#v}" -o "$out/$1" "$4"
  )
}

# Gives a command a folder beside the wanted one as its last argument; only what it finishes gets the name.
beside() { # folder command…
  local folder=$1 made
  shift
  made=$(mktemp -d "$folder.XXXXXX")
  if "$@" "$made" && chmod 755 "$made" && mv -T "$made" "$folder"; then return; fi
  rm -rf "$made"
  return 1
}

build() {
  case $1 in
  ocitest) (cd "$here/ocitest" && go build "${flags[@]}" -o "$out/ocitest" .) ;;
  wazero) (cd "$here/../hosts/wazero" && go build "${flags[@]}" -o "$out/wazero" .) ;;
  wasmtime) beside "$out/wasmtime" python3 -m pip install --quiet wasmtime==50.0.1 --target ;;
  flux) from_source flux github.com/fluxcd/flux2/v2 v2.9.5 ./cmd/flux ;;
  *) go install "${flags[@]}" "$(programs | sed -n "s/^$1 //p")" ;;
  esac
}

for name in "${@:-}"; do
  case $name in
  '') for each in ocitest crane oras kustomize; do [ -x "$out/$each" ] || build "$each"; done ;;
  *) [ -e "$out/$name" ] || build "$name" ;;
  esac
done
