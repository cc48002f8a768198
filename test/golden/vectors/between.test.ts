// Vectors about which helms do not agree, for every helm between those whose vectors run in full: as charts, which are evaluated here and
// compiled in .ci/run (`MISTLETOE_TIER=assembled`).
// `MISTLETOE_VECTORS=disputed` runs them in both forms, `MISTLETOE_VECTORS=all` (npm run test:vectors:all) all vectors;
// `-t 'Helm 3.14,'` one column.

import { HELMS_BETWEEN } from '../../judge/helm';
import { repeated, vectorSuite, wanted } from '../../judge/vector-suite';

for (const id of HELMS_BETWEEN) {
  const disputed = wanted !== 'all';
  vectorSuite(id, 'compiled', { disputed, tier: repeated('quick') });
  if (wanted !== undefined) vectorSuite(id, 'tpl', { disputed, tier: repeated('quick') });
}
