// The recorded vectors in the semantics of Helm 3.22, each as a template file.

import { vectorSuite } from '../../judge/vector-suite';

vectorSuite('3.22', 'compiled');
