// Writes runtime/guest/go/unicode/tables.ts from Go's unicode package: go run unicode-tables.go > runtime/guest/go/unicode/tables.ts
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"runtime"
	"strings"
	"unicode"
)

const (
	other    = 0 // not printable
	upper    = 1
	lower    = 2
	title    = 3
	letter   = 4
	digit    = 5
	number   = 6
	print    = 7
	upFirst  = 8 // upper, lower, upper, lower, ...
	lowFirst = 9
)

func class(r rune) int {
	switch {
	case unicode.IsUpper(r):
		return upper
	case unicode.IsLower(r):
		return lower
	case unicode.IsTitle(r):
		return title
	case unicode.IsLetter(r):
		return letter
	case unicode.IsDigit(r):
		return digit
	case unicode.IsNumber(r):
		return number
	case unicode.IsPrint(r):
		return print
	}
	return other
}

func main() {
	type run struct{ class, start, n int }
	var runs []run
	const max = 0x110000
	for r := 0; r < max; {
		c := class(rune(r))
		n := 1
		for r+n < max && class(rune(r+n)) == c {
			n++
		}
		if n == 1 && (c == upper || c == lower) {
			m := 1
			for r+m < max && class(rune(r+m)) == []int{c, 3 - c}[m&1] {
				m++
			}
			// leave the last one out where it begins a longer run of its own
			for m > 1 && r+m < max && class(rune(r+m)) == class(rune(r+m-1)) {
				m--
			}
			if m > 1 {
				n = m
				c += 7
			}
		}
		runs = append(runs, run{c, r, n})
		r += n
	}
	var data []byte
	var dir []uint32
	last := -1000
	for _, x := range runs {
		if len(data)-last >= 48 && len(data)&1 == 0 {
			dir = append(dir, uint32(x.start)|uint32(len(data)>>1)<<21)
			if len(data)>>1 >= 1<<11 {
				panic("the runs are too long for the directory")
			}
			last = len(data)
		}
		if x.n < 16 {
			data = append(data, byte(x.class<<4|(x.n-1)))
		} else {
			data = append(data, byte(x.class<<4|15))
			data = binary.AppendUvarint(data, uint64(x.n-16))
		}
	}

	// Case mappings: runs of code points with the same pair of deltas.
	type cm struct {
		lo, n   int
		up, lo2 uint16
	}
	var cms []cm
	get := func(r int) (uint16, uint16) {
		u, l := unicode.ToUpper(rune(r)), unicode.ToLower(rune(r))
		if r>>16 != int(u)>>16 || r>>16 != int(l)>>16 {
			panic("a mapping that leaves its plane")
		}
		return uint16(int(u) - r), uint16(int(l) - r)
	}
	for r := 0; r < max; r++ {
		u, l := get(r)
		if u == 0 && l == 0 {
			continue
		}
		// alternating run, upper first
		n := 0
		for {
			a, b := get(r + n)
			if n&1 == 0 && a == 0 && b == 1 || n&1 == 1 && a == 0xffff && b == 0 {
				n++
				continue
			}
			break
		}
		n &^= 1
		if n >= 2 {
			cms = append(cms, cm{r, n, 0x8000, 0x8000})
			r += n - 1
			continue
		}
		n = 1
		for {
			a, b := get(r + n)
			if a == u && b == l {
				n++
				continue
			}
			break
		}
		cms = append(cms, cm{r, n, u, l})
		r += n - 1
	}
	// The length shares a word with the code point.
	var caseData []byte
	for _, x := range cms {
		caseData = binary.LittleEndian.AppendUint32(caseData, uint32(x.lo)|uint32(x.n)<<21)
		caseData = binary.LittleEndian.AppendUint16(caseData, x.up)
		caseData = binary.LittleEndian.AppendUint16(caseData, x.lo2)
	}
	var out bytes.Buffer
	out.WriteString("// Unicode " + unicode.Version + " in compact form, GENERATED from Go's unicode package; never edit by hand. unicode.ts reads it and says how.\n// Follows go@" + strings.TrimPrefix(runtime.Version(), "go") + " src/unicode/tables.go.\n\n")
	emit := func(doc, name, typ string, n int, at func(i int) uint32, align int) {
		fmt.Fprintf(&out, "/** %s */\n// biome-ignore format: a table\nexport const %s: usize = memory.data<%s>([", doc, name, typ)
		col := 0
		for i := 0; i < n; i++ {
			s := fmt.Sprintf("%d", at(i))
			if col == 0 || col+len(s)+2 > 118 {
				out.WriteString("\n  ")
				col = 2
			}
			out.WriteString(s + ",")
			col += len(s) + 1
		}
		out.WriteString("\n]")
		out.WriteString(");\n\n")
	}
	emit("Runs of one class: class << 4 | length - 1; 15 there: a varint of length - 16 follows.", "classRuns", "u8", len(data), func(i int) uint32 { return uint32(data[i]) }, 1)
	emit("Entry points into `classRuns`: first code point | half the offset << 21.", "classDirectory", "u32", len(dir), func(i int) uint32 { return dir[i] }, 4)
	fmt.Fprintf(&out, "export const CLASS_DIRECTORY_LENGTH: u32 = %d;\n\n", len(dir))
	emit("Case mappings, two words an entry: first code point | length << 21; delta to upper | delta to lower << 16 (0x8000: upper and lower alternate).", "caseRuns", "u32", len(cms)*2, func(i int) uint32 { return binary.LittleEndian.Uint32(caseData[i*4:]) }, 4)
	fmt.Fprintf(&out, "export const CASE_LENGTH: u32 = %d;\n", len(cms))
	os.Stdout.Write(out.Bytes())
}
