// Which Helm's semantics this module has. The linker sets the value; optimisation then folds the branches away.

import { HELM_4 } from '../layout';

export let helmVersion: i32 = HELM_4;
