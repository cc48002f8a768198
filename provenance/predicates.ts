// What attestations say: how a module was made (SLSA provenance v1), and of what (SPDX 2.3).
// Sources: slsa.dev/spec/v1.0/provenance; spdx.github.io/spdx-spec/v2.3.

/** What a module was made of. */
export interface ModuleOrigin {
  /** the module's name and version */
  name: string;
  version: string;
  /** `sha256:…` of the module's bytes */
  digest: string;
  compiler: string;
  /** whose semantics it has */
  helm: string;
  /** the chart it was converted from, where that is known */
  chart?: OriginChart;
}

export interface OriginChart {
  name: string;
  version: string;
  appVersion: string;
  /** `sha256:…` of its files */
  digest: string;
  dependencies: { name: string; version: string; appVersion: string }[];
}

const hex = (digest: string) => digest.slice(digest.indexOf(':') + 1);

/** How the module was made. */
export function provenancePredicate({ name, version, compiler, helm, chart }: ModuleOrigin): unknown {
  return {
    buildDefinition: {
      buildType: 'https://mistletoe.dev/convert/v1',
      externalParameters: { name, version, helm },
      resolvedDependencies: chart
        ? [{ name: `helm-chart:${chart.name}@${chart.version}`, digest: { sha256: hex(chart.digest) } }]
        : [],
    },
    runDetails: { builder: { id: `https://mistletoe.dev/compiler@${compiler}` } },
  };
}

/** What the module is made of. `created` is RFC 3339. */
export function spdxPredicate(origin: ModuleOrigin, created: string): unknown {
  const id = (kind: string, name: string) => `SPDXRef-${kind}-${name.replace(/[^A-Za-z0-9.-]/g, '-')}`;
  const root = id('Module', origin.name);
  const one = (spdxId: string, name: string, version: string, more: object = {}) => ({
    SPDXID: spdxId,
    name,
    versionInfo: version,
    downloadLocation: 'NOASSERTION',
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: 'NOASSERTION',
    copyrightText: 'NOASSERTION',
    ...more,
  });
  const charts = origin.chart ? [origin.chart, ...origin.chart.dependencies] : [];
  const compiler = id('Tool', 'mistletoe');
  const packages = [
    one(root, origin.name, origin.version, { checksums: [{ algorithm: 'SHA256', checksumValue: hex(origin.digest) }] }),
    ...charts.map(({ name, version }, index) => one(id(`Chart-${index}`, name), name, version)),
    one(compiler, 'mistletoe', origin.compiler),
  ];
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: `${origin.name}-${origin.version}`,
    documentNamespace: `https://mistletoe.dev/spdx/${hex(origin.digest)}`,
    creationInfo: { created, creators: [`Tool: mistletoe-${origin.compiler}`] },
    packages,
    relationships: [
      { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: root },
      ...charts.map(({ name }, index) => ({
        spdxElementId: root,
        relationshipType: 'CONTAINS',
        relatedSpdxElement: id(`Chart-${index}`, name),
      })),
      { spdxElementId: compiler, relationshipType: 'BUILD_TOOL_OF', relatedSpdxElement: root },
    ],
  };
}
