// Vectors about which helms do not agree, for every helm between those whose vectors run in full: as compiled charts, at most forty
// of an area. `MISTLETOE_VECTORS=all` (npm run test:vectors:all) runs all vectors in both forms.

import { vectorSuite } from '../../judge/vector-suite';
import { HELMS_BETWEEN } from '../../judge/helm';

const isFull = process.env['MISTLETOE_VECTORS'] === 'all';
for (const id of HELMS_BETWEEN) {
  vectorSuite(id, 'compiled', isFull ? 'all' : 'disputed');
  if (isFull) vectorSuite(id, 'tpl', 'all');
}
