;; Exports nothing but a memory.
;; expect: module-contract
;; says: __mistletoe_info is missing; __mistletoe_alloc is missing; __mistletoe_dealloc is missing; __mistletoe_generate is missing
(module
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\4f\00\00\00")
  (data (i32.const 8) "\00\01\00\00\47\00\00\00")
  (data (i32.const 16) "apiVersion: mistletoe.dev/v1alpha1\nkind: MistPackage\nmetadata:\n  name: hostile\n")
  (data (i32.const 256) "apiVersion: mistletoe.dev/v1alpha1\nkind: MistResult\ndata: {result: Ok}\n"))
