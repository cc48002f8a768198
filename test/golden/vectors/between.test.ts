// Vectors about which helms do not agree, for every helm between those whose vectors run in full: as compiled charts, at most forty
// of an area. `MISTLETOE_VECTORS=disputed` runs all of these in both forms, `MISTLETOE_VECTORS=all` (npm run test:vectors:all) all
// vectors; `-t 'Helm 3.14,'` one column.

import { vectorSuite } from '../../judge/vector-suite';
import { HELMS_BETWEEN } from '../../judge/helm';

const wanted = process.env['MISTLETOE_VECTORS'];
for (const id of HELMS_BETWEEN) {
  const choice = wanted === 'all' || wanted === 'disputed' ? wanted : 'few';
  vectorSuite(id, 'compiled', choice);
  if (choice !== 'few') vectorSuite(id, 'tpl', choice);
}
