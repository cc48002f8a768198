;; Gives a file twice, in JSON, the second time as something else.
;; expect: document
;; says: the key "a.yaml" stands twice
(module
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\4f\00\00\00")
  (data (i32.const 8) "\00\01\00\00\7c\00\00\00")
  (data (i32.const 16) "apiVersion: mistletoe.dev/v1alpha1\nkind: MistPackage\nmetadata:\n  name: hostile\n")
  (data (i32.const 256) "{\22apiVersion\22:\22mistletoe.dev/v1alpha1\22,\22kind\22:\22MistResult\22,\22data\22:{\22result\22:\22Ok\22,\22files\22:{\22a.yaml\22:\22x\22,\22a.yaml\22:{\22b\22:[1]}}}}")
  (func (export "__mistletoe_info") (result i32) (i32.const 0))
  (func (export "__mistletoe_alloc") (param i32) (result i32) (i32.const 32768))
  (func (export "__mistletoe_dealloc") (param i32 i32))
  (func (export "__mistletoe_generate") (param i32 i32) (result i32) (i32.const 8)))
