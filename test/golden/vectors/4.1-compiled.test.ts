// The recorded vectors in the semantics of Helm 4.1, each as a template file.

import { repeated, vectorSuite } from '../../judge/vector-suite';

vectorSuite('4.1', 'compiled', { tier: repeated('assembled') });
