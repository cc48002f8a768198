// Which Helm's semantics this module has. The linker sets the value; optimisation then folds the branches away.

export let helmVersion: i32 = 4;
