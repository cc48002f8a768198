// The recorded vectors in the semantics of Helm 4.1, each as text for tpl, which the evaluator runs: those that not
// every helm of its major version answers alike; in .ci/run all of them (`MISTLETOE_VECTORS=all`).

import { repeated, vectorSuite, wanted } from '../../judge/vector-suite';

vectorSuite('4.1', 'tpl', { tier: repeated('quick'), disputed: wanted === undefined });
