;; Wants a memory from outside.
;; expect: module-imports
;; says: imports env.memory (memory): a package runs alone and may import nothing; build it for a target without a system interface (no JavaScript glue); of a program for WASI preview 1, mistletoe link makes a package
(module
  (import "env" "memory" (memory 1))
  (data (i32.const 0) "\10\00\00\00\4f\00\00\00")
  (data (i32.const 8) "\00\01\00\00\47\00\00\00")
  (data (i32.const 16) "apiVersion: mistletoe.dev/v1alpha1\nkind: MistPackage\nmetadata:\n  name: hostile\n")
  (data (i32.const 256) "apiVersion: mistletoe.dev/v1alpha1\nkind: MistResult\ndata: {result: Ok}\n")
  (export "memory" (memory 0))
  (func (export "__mistletoe_info") (result i32) (i32.const 0))
  (func (export "__mistletoe_alloc") (param i32) (result i32) (i32.const 32768))
  (func (export "__mistletoe_dealloc") (param i32 i32))
  (func (export "__mistletoe_generate") (param i32 i32) (result i32) (i32.const 8)))
