// The recorded vectors in the semantics of Helm 3.17, each as a template file.

import { vectorSuite } from '../../judge/vector-suite';

vectorSuite('3.17', 'compiled');
