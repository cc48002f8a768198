;; A package that nests 200,000 calls deep before it answers: far more than the main thread's stack holds, and no fault.
(module
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\56\00\00\00\80\00\00\00\47\00\00\00")
  (data (i32.const 16) "apiVersion: mistletoe.dev/v1alpha1\nkind: MistPackage\nmetadata:\n  name: recursion-deep\n")
  (data (i32.const 128) "apiVersion: mistletoe.dev/v1alpha1\nkind: MistResult\ndata: {result: Ok}\n")
  ;; How often it was called and how deep it went, so that the work cannot be left out.
  (global $depth (mut i64) (i64.const 0))
  (func $nest (param $left i32) (param i64 i64 i64 i64) (result i64)
    (if (result i64) (local.get $left)
      (then
        (i64.add
          (i64.mul (local.get 1) (local.get 2))
          (call $nest
            (i32.sub (local.get $left) (i32.const 1))
            (i64.add (local.get 1) (i64.const 1))
            (local.get 3)
            (local.get 4)
            (local.get 2))))
      (else (local.get 1))))
  (func (export "__mistletoe_info") (result i32) (i32.const 0))
  (func (export "__mistletoe_alloc") (param i32) (result i32) (i32.const 32768))
  (func (export "__mistletoe_dealloc") (param i32 i32))
  (func (export "__mistletoe_generate") (param i32 i32) (result i32)
    (global.set $depth
      (call $nest (i32.const 200000) (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4)))
    (i32.const 8)))
