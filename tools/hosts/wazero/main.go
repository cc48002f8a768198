// Renders a module of the contract with wazero, as a host written in Go would: usage: wazero MODULE INPUT OUT RENDERS
// Writes the result of the first render, and prints the memory in bytes after it and after the last one. Every render must give the same
// bytes. Only for tests.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"

	"github.com/tetratelabs/wazero"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	code, err := os.ReadFile(os.Args[1])
	check(err)
	input, err := os.ReadFile(os.Args[2])
	check(err)
	renders, err := strconv.Atoi(os.Args[4])
	check(err)

	ctx := context.Background()
	runtime := wazero.NewRuntime(ctx)
	module, err := runtime.Instantiate(ctx, code)
	check(err)
	memory := module.Memory()
	call := func(name string, parameters ...uint64) uint32 {
		results, err := module.ExportedFunction(name).Call(ctx, parameters...)
		check(err)
		if len(results) == 0 {
			return 0
		}
		return uint32(results[0])
	}
	word := func(address uint32) uint32 {
		value, ok := memory.ReadUint32Le(address)
		if !ok {
			check(fmt.Errorf("%d is outside of memory", address))
		}
		return value
	}
	generate := func() []byte {
		length := uint64(len(input))
		at := call("__mistletoe_alloc", length)
		if !memory.Write(at, input) {
			check(fmt.Errorf("the input has no room"))
		}
		pair := call("__mistletoe_generate", uint64(at), length)
		address, size := word(pair), word(pair+4)
		view, ok := memory.Read(address, size)
		if !ok {
			check(fmt.Errorf("the result is outside of memory"))
		}
		result := bytes.Clone(view)
		call("__mistletoe_dealloc", uint64(address), uint64(size))
		call("__mistletoe_dealloc", uint64(at), length)
		return result
	}

	first := generate()
	before := memory.Size()
	for range renders - 1 {
		if !bytes.Equal(generate(), first) {
			check(fmt.Errorf("another render gave other bytes"))
		}
	}
	check(os.WriteFile(os.Args[3], first, 0o644))
	fmt.Println(before, memory.Size())
}
