// The vectors about which helms do not agree, as compiled charts, for every helm between the oldest and the newest.

import { between, vectorSuite } from '../../judge/vector-suite';
import { HELMS_BETWEEN } from '../../judge/helm';

for (const id of HELMS_BETWEEN) vectorSuite(id, 'compiled', between);
