;; A package written by hand in WebAssembly text: takes `name`, gives a Namespace of that name. The least a module needs:
;; the input always lies at one address, the result is written behind the constant text, nothing is ever freed.
(module
  (memory (export "memory") 2)

  ;; 0: the pair of the description, 8: the pair of the result
  (data (i32.const 0) "\10\00\00\00\51\00\00\00")
  ;; 16: the description, 81 bytes
  (data (i32.const 16) "apiVersion: mistletoe.dev/v1alpha1\nkind: MistPackage\nmetadata:\n  name: namespace\n")
  ;; 256: the result up to the name, 175 bytes
  (data (i32.const 256) "apiVersion: mistletoe.dev/v1alpha1\nkind: MistResult\ndata:\n  result: Ok\n  files:\n    namespace.yaml: |\n      apiVersion: v1\n      kind: Namespace\n      metadata:\n        name: ")

  (func (export "__mistletoe_info") (result i32)
    (i32.const 0))

  ;; The one place an input can lie: the second page. Longer inputs get more pages.
  (func (export "__mistletoe_alloc") (param $length i32) (result i32)
    (local $pages i32)
    (local.set $pages
      (i32.sub
        (i32.add (i32.shr_u (local.get $length) (i32.const 16)) (i32.const 2))
        (memory.size)))
    (if (i32.gt_s (local.get $pages) (i32.const 0))
      (then
        (if (i32.lt_s (memory.grow (local.get $pages)) (i32.const 0)) (then (unreachable)))))
    (i32.const 65536))

  (func (export "__mistletoe_dealloc") (param i32 i32))

  ;; Copies the value of the first `name` in the input behind the constant text.
  (func (export "__mistletoe_generate") (param $input i32) (param $length i32) (result i32)
    (local $end i32)
    (local $out i32)
    (local $byte i32)
    (local.set $end (i32.add (local.get $input) (local.get $length)))
    (local.set $out (i32.const 431))
    ;; find "name"
    (loop $search
      (if (i32.gt_u (i32.add (local.get $input) (i32.const 4)) (local.get $end)) (then (unreachable)))
      (if (i32.ne (i32.load align=1 (local.get $input)) (i32.const 0x656d616e))
        (then
          (local.set $input (i32.add (local.get $input) (i32.const 1)))
          (br $search))))
    (local.set $input (i32.add (local.get $input) (i32.const 4)))
    ;; skip quotes, the colon and spaces, then copy until a byte that no name has
    (block $done
      (loop $copy
        (br_if $done (i32.ge_u (local.get $input) (local.get $end)))
        (local.set $byte (i32.load8_u (local.get $input)))
        (local.set $input (i32.add (local.get $input) (i32.const 1)))
        (if (call $isNameByte (local.get $byte))
          (then
            (i32.store8 (local.get $out) (local.get $byte))
            (local.set $out (i32.add (local.get $out) (i32.const 1)))
            (br $copy)))
        (br_if $copy (i32.eq (local.get $out) (i32.const 431)))))
    (i32.store8 (local.get $out) (i32.const 10))
    (i32.store (i32.const 8) (i32.const 256))
    (i32.store (i32.const 12) (i32.sub (local.get $out) (i32.const 255)))
    (i32.const 8))

  ;; a-z, 0-9, "-" and "."
  (func $isNameByte (param $byte i32) (result i32)
    (i32.or
      (i32.or
        (i32.lt_u (i32.sub (local.get $byte) (i32.const 97)) (i32.const 26))
        (i32.lt_u (i32.sub (local.get $byte) (i32.const 48)) (i32.const 10)))
      (i32.lt_u (i32.sub (local.get $byte) (i32.const 45)) (i32.const 2)))))
