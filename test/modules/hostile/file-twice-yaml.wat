;; Gives a file twice, in YAML.
;; expect: document
;; says: Map keys must be unique
(module
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\4f\00\00\00")
  (data (i32.const 8) "\00\01\00\00\5c\00\00\00")
  (data (i32.const 16) "apiVersion: mistletoe.dev/v1alpha1\nkind: MistPackage\nmetadata:\n  name: hostile\n")
  (data (i32.const 256) "apiVersion: mistletoe.dev/v1alpha1\nkind: MistResult\ndata: {result: Ok, files: {a: x, a: y}}\n")
  (func (export "__mistletoe_info") (result i32) (i32.const 0))
  (func (export "__mistletoe_alloc") (param i32) (result i32) (i32.const 32768))
  (func (export "__mistletoe_dealloc") (param i32 i32))
  (func (export "__mistletoe_generate") (param i32 i32) (result i32) (i32.const 8)))
