// The page docs/helm-versions.md, made of the profiles (tools/generate/helm-versions.mjs).

import { HELM_SEMANTICS_LABEL } from '../runtime/abi/labels';
import { quirks, sinceWords } from './differences/differences';
import { alikePatches, defaultProfile, has, profiles } from './profiles';

/** The page. */
export function helmVersionsPage(): string {
  const rows = profiles().map((profile) => {
    const { id, build, kubeVersion } = profile;
    const named = (bit: number) => quirks.find((quirk) => quirk.bit === bit)!.name;
    const alike = alikePatches(profile).map(({ patch, quirks: more }) =>
      [`${id}.${patch}`, ...(more.length > 0 ? [`with ${more.map(named).join(', ')}`] : [])].join(' '),
    );
    return `| ${id} | ${build.version.slice(1)} | ${alike.join(', ')} | ${build.goVersion.slice(2)} | ${kubeVersion.slice(1)} |`;
  });
  const ids = profiles().map(({ id }) => id);
  const columns = quirks.map(
    (quirk) =>
      `| [${quirk.name}](#${anchor(quirk.name)}) | ${profiles()
        .map((profile) => (has(profile, quirk.bit) ? '●' : ''))
        .join(' | ')} |`,
  );
  const texts = quirks.map(
    (quirk) => `### ${quirk.name}\n\nSince ${sinceWords(quirk)}. ${quirk.explanation}\n\nCause: ${quirk.cause}.`,
  );
  return `# Versions of Helm

<!-- Generated from language/profiles.ts by tools/generate/helm-versions.mjs. -->

A chart is converted with the semantics of one Helm: \`--helm ${defaultProfile.id}\` by default, \`--helm 3.17\`, \`--helm 3\` (the newest 3),
\`--helm 4\`. The module keeps them: its label \`${HELM_SEMANTICS_LABEL}\` names the version, \`mistletoe inspect\` shows it.
A minor version that is not listed gets the nearest one below it, and a warning. Another patch of a listed one has the rules of its profile
and its own name in \`.Capabilities.HelmVersion\`, with a warning where nobody asked it yet.

\`mistletoe verify\` asks the helm that it is given for its version and converts with that profile; \`.Capabilities.HelmVersion\` is what
that helm says of itself, its commit and Go included. Where the version was never asked, the table, the page, the other reports and standard
error say so. What changes in your charts between
two versions tells \`mistletoe verify CHARTS --across 3.17,${defaultProfile.id}\`, without any helm; \`mistletoe verify --explain NAME\` prints a paragraph
of this page.

## Profiles

Go's version is that of the binary that a profile's answers were recorded from. *Alike* are other patches that were asked
all recorded cases, or those about which Helms do not agree, and answer otherwise only where their own name is printed.

| profile | Helm | alike | Go | Kubernetes by default |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

## What differs

A dot: the newer behaviour.

| | ${ids.join(' | ')} |
| --- | ${ids.map(() => '---').join(' | ')} |
${columns.join('\n')}

Beside these, the default capabilities (\`.Capabilities.KubeVersion\`, \`.Capabilities.APIVersions\`) and \`.Capabilities.HelmVersion\` are
each version's own.

${texts.join('\n\n')}

## How it is proven

\`test/vectors\` holds 7,037 cases with the answers of all thirteen helms, each recorded where it is otherwise than its neighbour's;
\`test/golden/expected\` the same for the charts in \`charts-fixtures\`. \`npm test\` runs 3.17, 3.22, 4.1 and 4.3 compiled in full, 3.17 and 4.3
also through \`tpl\`, and of all others what the helms do not agree about; \`.ci/run\` runs 3.22 and 4.1 through \`tpl\` too; \`npm run test:vectors:all\` runs everything, a column with
\`-t 'Helm 3.14,'\`. All 7,037 pass in all thirteen columns, in both forms. \`node tools/record/check-profiles.mjs\` compares every profile with its own helm over its own scaffold and the fixtures.
\`npm run fuzz -- --helm 3.14\` makes random cases for one profile and its helm; 480 random trees of charts each (charts that nobody lists,
aliases at every level, imported values, copies) with 3.14, 3.19, 3.22, 4.0 and 4.3 found nothing.

Public charts: 346 of eight repositories (bitnami, helm/charts, deliveryhero, argo, open-telemetry, prometheus-community, grafana,
VictoriaMetrics), with their defaults, \`ci/\`, \`values-*.yaml\` and two general value sets: 1,306 cases, compared in standard output, error,
warnings and exit code by \`verify --across\` with both helms.

| helm | cases | equal | |
| --- | --- | --- | --- |
| 4.3.1 | 1,306 | 1,305 | the other: names in a schema's violation, whose order changes from run to run |
| 3.22.0 | 1,306 | 1,306 | |
| 3.17.2 | 803 | 799 | two: violations of a schema in another order; two: a random name of which five runs did not show all that changes; a second look found the jenkins and collector cases equal |

So what \`--across\` said of the 803 cases from 3.17 to 4.3 and the 1,306 from 3.22 to 4.3 is what the helms do, in all but these. Charts
with each difference, of 199 from 3.17: documents-keep-end 186, error-chain 83 (where values are refused), key-id-sha256 8, json-schema-v6 4,
default-capabilities 2, webhook-order 2, chart-nulls-removed 1. Of 147 from 3.22: documents-keep-end 129, error-chain 51,
chart-nulls-removed 4, chart-loader-4 1, single-quoted-commands 1, webhook-order 1.

Asked again later, with both helms: 91 cases of 13 charts (argo, open-telemetry) from 3.17 to 4.3, all of them as was said:
documents-keep-end in 13 charts, default-capabilities 2, webhook-order 2, key-id-sha256 1.

## Adding a release

1. A row in \`language/profiles.ts\` (patch, Go, Kubernetes), new API versions in \`language/api-versions.ts\`.
2. \`node tools/helms/helms.mjs VERSION\` builds it.
3. \`node tools/record/vectors.mjs VERSION\` records what it answers otherwise than its neighbour (\`test/judge/helm.ts\`);
   \`node tools/record/golden-update.mjs --helm VERSION\` does so for the fixtures.
4. What differs and is not explained by a quirk that stands becomes a quirk: a number in \`runtime/abi/quirks.ts\`, a row in
   \`language/profiles.ts\` and its words in \`language/differences/quirk-words.ts\`, \`has(QUIRK)\` where the behaviour is.
5. \`node tools/generate/helm-versions.mjs\` writes this page.

For another patch of a minor version: build it, then \`node tools/record/vectors.mjs 4.3 --like 4.3.2\` asks it everything and tells what it
answers otherwise than the patch of the profile; where that is only its own name, it is listed as \`alike\` in its row. Done for 4.3.2 on two
busy cores: a quarter of an hour to fetch its modules and build it (four minutes where they are at hand), three minutes to ask it all 7,037
cases, in some 1,600 processes; it answers four of them otherwise, which print its version, so one number was added. A new minor version touches
\`language/profiles.ts\`, \`test/judge/helm.ts\` (its neighbour), the recorded answers, and what its quirks are about.
`;
}

/** GitHub's name of a heading: dots go. */
function anchor(name: string): string {
  return name.replaceAll('.', '');
}
