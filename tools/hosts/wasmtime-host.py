# Renders a module of the contract with wasmtime, as a host written in Python would: usage: wasmtime-host.py MODULE INPUT OUT RENDERS
# Writes the result of the first render, and prints the memory in bytes after it and after the last one. Every render must give the same
# bytes. Only for tests; tools/registry/judges.sh installs the package.
import struct
import sys

from wasmtime import Engine, Instance, Module, Store

path, given, out, renders = sys.argv[1:5]
data = open(given, "rb").read()
engine = Engine()
store = Store(engine)
exports = Instance(store, Module(engine, open(path, "rb").read()), []).exports(store)
memory = exports["memory"]


def generate():
    at = exports["__mistletoe_alloc"](store, len(data))
    memory.write(store, data, at)
    pair = exports["__mistletoe_generate"](store, at, len(data))
    address, length = struct.unpack("<II", bytes(memory.read(store, pair, pair + 8)))
    result = bytes(memory.read(store, address, address + length))
    exports["__mistletoe_dealloc"](store, address, length)
    exports["__mistletoe_dealloc"](store, at, len(data))
    return result


first = generate()
before = memory.data_len(store)
for _ in range(int(renders) - 1):
    if generate() != first:
        sys.exit("another render gave other bytes")
open(out, "wb").write(first)
print(before, memory.data_len(store))
