// The recorded vectors in the semantics of Helm 4.3, each as text for tpl, which the evaluator runs.

import { repeated, vectorSuite } from '../../judge/vector-suite';

vectorSuite('4.3', 'tpl', { tier: repeated('quick') });
