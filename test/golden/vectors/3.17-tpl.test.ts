// The recorded vectors in the semantics of Helm 3.17, each as text for tpl, which the evaluator runs.

import { repeated, vectorSuite } from '../../judge/vector-suite';

vectorSuite('3.17', 'tpl', { tier: repeated('quick') });
