;; Nests so deep that it is moved to a larger stack, and never returns there.
;; expect: time-limit
;; says: did not finish within 0.5 s
;; limits: {"timeMs": 500}
(module
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\4f\00\00\00")
  (data (i32.const 16) "apiVersion: mistletoe.dev/v1alpha1\nkind: MistPackage\nmetadata:\n  name: hostile\n")
  (func $nest (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (loop $again (br $again))))
    (i32.add (i32.const 1) (call $nest (i32.sub (local.get 0) (i32.const 1)))))
  (func (export "__mistletoe_info") (result i32) (i32.const 0))
  (func (export "__mistletoe_alloc") (param i32) (result i32) (i32.const 32768))
  (func (export "__mistletoe_dealloc") (param i32 i32))
  (func (export "__mistletoe_generate") (param i32 i32) (result i32) (call $nest (i32.const 1000000))))
