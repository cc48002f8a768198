// The examples in the help of the commands on a cluster. No text here is wider than 100.

export const installExamples = `
Examples:
  mistletoe install web ./mychart -n shop --create-namespace
  mistletoe install web mychart-1.2.3.wasm -f prod.yaml --wait
  mistletoe install web oci://registry.example.com/charts/web:1.2.3 --rollback-on-failure
  mistletoe install web ./mychart --dry-run=server     render with the cluster, change nothing

What Helm installed, these commands upgrade, roll back and remove; and the other way round.
`;

export const upgradeExamples = `
Examples:
  mistletoe upgrade web ./mychart --set replicas=3 --wait
  mistletoe upgrade web ./mychart --install -n shop --create-namespace
  mistletoe upgrade web ./mychart --rotate all         draw passwords and keys anew

Without values the release keeps those it has. Random values stay as they are.
`;

export const rollbackExamples = `
Examples:
  mistletoe rollback web          to the revision before the last
  mistletoe rollback web 3        to revision 3
`;

export const uninstallExamples = `
Examples:
  mistletoe uninstall web -n shop
  mistletoe uninstall web --keep-history --wait
`;

export const diffExamples = `
Examples:
  mistletoe diff web ./mychart --set replicas=3
  mistletoe diff web ./mychart --detailed-exitcode     ends with 2 where something changes

Each field says whether the package, the values or somebody in the cluster changed it.
`;

export const planExamples = `
Examples:
  mistletoe plan web ./mychart --out web.plan
  mistletoe apply web.plan                             what the plan showed, or nothing
`;

export const testExamples = `
A case of a package is a folder with input.yaml (its data, and name, namespace, now, entropy where they matter) and expected.yaml, or
error.txt where it is to refuse, and message.txt where it says something. Clock and randomness stand still unless the input has others.

Examples:
  mistletoe test shop --logs                a release's test hooks
  mistletoe test                            package.ts in this folder, its cases in tests/
  mistletoe test package.ts --update        writes what it gives now as what the cases expect
  mistletoe test shop.wasm --cases cases
`;
