#!/usr/bin/env bash
# Verifies every chart in $CHARTS, converts it, pushes it below $REPOSITORY, and signs it by $KEY where there is one.
# MISTLETOE and PLAIN_HTTP are for trying this out; VERIFY_FLAGS go to verify.
set -euo pipefail
mistletoe=${MISTLETOE:-mistletoe}
plain=${PLAIN_HTTP:+--plain-http}
# shellcheck disable=SC2086 # folders and flags are separated by blanks
$mistletoe verify $CHARTS --dependency-build ${VERIFY_FLAGS:-}
modules=$(mktemp -d)
trap 'rm -rf "$modules"' EXIT
for chart in $CHARTS; do
  $mistletoe convert "$chart" -o "$modules/module.wasm"
  name=$(sed -n 's/^name: *//p' "$chart/Chart.yaml" | head -n 1 | tr -d "\"'")
  pushed=$($mistletoe push "$modules/module.wasm" "${REPOSITORY%/}/$name" $plain)
  echo "$pushed"
  if [ -n "${KEY:-}" ]; then $mistletoe sign "$pushed" --key "$KEY" $plain; fi
done
