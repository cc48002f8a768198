// The recorded vectors in the semantics of Helm 3.17, each as a template file.

import { repeated, vectorSuite } from '../../judge/vector-suite';

vectorSuite('3.17', 'compiled', { tier: repeated('assembled') });
