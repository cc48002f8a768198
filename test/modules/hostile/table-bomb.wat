;; Grows a table without a maximum until it gets no more, then says so.
;; expect: trap
;; says: unreachable
(module
  (memory (export "memory") 1)
  (data (i32.const 0) "\10\00\00\00\4f\00\00\00")
  (data (i32.const 8) "\00\01\00\00\47\00\00\00")
  (data (i32.const 16) "apiVersion: mistletoe.dev/v1alpha1\nkind: MistPackage\nmetadata:\n  name: hostile\n")
  (data (i32.const 256) "apiVersion: mistletoe.dev/v1alpha1\nkind: MistResult\ndata: {result: Ok}\n")
  (table $table 1 funcref)
  (elem declare func $self)
  (func $self)
  (func (export "__mistletoe_info") (result i32) (i32.const 0))
  (func (export "__mistletoe_alloc") (param i32) (result i32) (i32.const 32768))
  (func (export "__mistletoe_dealloc") (param i32 i32))
  (func (export "__mistletoe_generate") (param i32 i32) (result i32)
    (block $full
      (loop $more
        (br_if $full (i32.lt_s (table.grow $table (ref.func $self) (i32.const 10000)) (i32.const 0)))
        (br_if $more (i32.lt_s (table.size $table) (i32.const 5000000)))))
    (if (i32.lt_s (table.size $table) (i32.const 1000001)) (then (unreachable)))
    (i32.const 8)))
