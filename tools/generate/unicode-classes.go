package main

import (
	"fmt"
	"os"
	"runtime"
	"sort"
	"strings"
	"unicode"
)

var order = []string{"Cn", "Cc", "Cf", "Co", "Cs", "Ll", "Lm", "Lo", "Lt", "Lu", "Mc", "Me", "Mn", "Nd", "Nl", "No", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "Sc", "Sk", "Sm", "So", "Zl", "Zp", "Zs"}

func varint(b []byte, x int) []byte {
	for x >= 128 {
		b = append(b, byte(x&127|128))
		x >>= 7
	}
	return append(b, byte(x))
}

func ranges(t *unicode.RangeTable) (out [][2]rune) {
	add := func(lo, hi rune) {
		if n := len(out); n > 0 && out[n-1][1]+1 == lo {
			out[n-1][1] = hi
		} else {
			out = append(out, [2]rune{lo, hi})
		}
	}
	for _, r := range t.R16 {
		for c := rune(r.Lo); c <= rune(r.Hi); c += rune(r.Stride) {
			add(c, c)
		}
	}
	for _, r := range t.R32 {
		for c := rune(r.Lo); c <= rune(r.Hi); c += rune(r.Stride) {
			add(c, c)
		}
	}
	return
}

func canonical(s string) string {
	s = strings.NewReplacer("_", "", "-", "", " ", "").Replace(s)
	return strings.ToUpper(s[:1]) + strings.ToLower(s[1:])
}

func table(w *strings.Builder, b []byte) {
	line := " "
	for _, x := range b {
		s := fmt.Sprintf("%d,", x)
		if len(line)+len(s) > 118 {
			w.WriteString(line + "\n")
			line = " "
		}
		if line == " " {
			line += " "
		}
		line += s
	}
	w.WriteString(line + "\n")
}

func main() {
	// category of every code point
	cat := make([]int, 0x110000)
	for i, k := range order {
		if i == 0 {
			continue
		}
		for _, r := range ranges(unicode.Categories[k]) {
			for c := r[0]; c <= r[1]; c++ {
				cat[c] = i
			}
		}
	}
	const ll, lu = 5, 9
	var runs []byte
	emit := func(kind, n int) {
		if n <= 7 {
			runs = append(runs, byte(kind|(n-1)<<5))
		} else {
			runs = append(runs, byte(kind|7<<5))
			runs = varint(runs, n-8)
		}
	}
	for c := 0; c < 0x110000; {
		n := 1
		for c+n < 0x110000 && cat[c+n] == cat[c] {
			n++
		}
		// alternation of Lu, Ll
		if cat[c] == lu || cat[c] == ll {
			m := 1
			for c+m < 0x110000 && (cat[c+m] == lu || cat[c+m] == ll) && cat[c+m] != cat[c+m-1] {
				m++
			}
			// leave the last one to the run that may follow
			if m > 1 && c+m < 0x110000 && cat[c+m] == cat[c+m-1] {
				m--
			}
			if m > 2 && m > n {
				k := 30
				if cat[c] == ll {
					k = 31
				}
				emit(k, m)
				c += m
				continue
			}
		}
		emit(cat[c], n)
		c += n
	}
	// scripts
	var names []string
	for k := range unicode.Scripts {
		names = append(names, k)
	}
	sort.Strings(names)
	var scripts []byte
	for _, k := range names {
		var b []byte
		last := rune(0)
		for _, r := range ranges(unicode.Scripts[k]) {
			b = varint(b, int(r[0]-last))
			b = varint(b, int(r[1]-r[0]))
			last = r[1]
		}
		scripts = append(scripts, byte(len(k)))
		scripts = append(scripts, k...)
		scripts = append(scripts, byte(len(b)&255), byte(len(b)>>8))
		scripts = append(scripts, b...)
	}
	// aliases
	var aliases []byte
	var an []string
	for k := range unicode.CategoryAliases {
		an = append(an, k)
	}
	sort.Strings(an)
	for _, k := range an {
		c := canonical(k)
		aliases = append(aliases, byte(len(c)))
		aliases = append(aliases, c...)
		v := unicode.CategoryAliases[k]
		if len(v) == 1 {
			v += " "
		}
		aliases = append(aliases, v...)
	}
	// folds
	var folds []uint16
	for r := rune(0); r <= 0x10ffff; r++ {
		f := unicode.SimpleFold(r)
		g := unicode.ToLower(r)
		if g == r {
			g = unicode.ToUpper(r)
		}
		if f != g {
			folds = append(folds, uint16(r), uint16(f))
		}
	}
	var w strings.Builder
	fmt.Fprintf(&w, "// Unicode %s classes for patterns in compact form, GENERATED from Go's unicode package; never edit by hand.\n// unicode-groups.ts reads the classes, fold.ts the foldings. They stand alone so that only modules with patterns carry them.\n// Follows go@%s src/unicode/tables.go.\n\n", unicode.Version, strings.TrimPrefix(runtime.Version(), "go"))
	fmt.Fprintf(&w, "/**\n * General categories of all code points in order, as runs: category | (length - 1) << 5; 7 for the length: a varint of\n * length - 8 follows. Categories count as in `categoryNames`; 30 and 31 are runs in which Lu, Ll (Ll, Lu) alternate.\n */\n// biome-ignore format: a table\nexport const categoryRuns: usize = memory.data<u8>([\n")
	table(&w, runs)
	fmt.Fprintf(&w, "]);\n\n/** Two bytes a category. */\n// biome-ignore format: a table\nexport const categoryNames: usize = memory.data<u8>([\n")
	table(&w, []byte(strings.Join(order, "")))
	fmt.Fprintf(&w, "]);\nexport const CATEGORY_COUNT: u32 = %d;\n", len(order))
	fmt.Fprintf(&w, "\n/** Long names of categories: length, canonical name, two bytes of the short name (`L ` for one letter). */\n// biome-ignore format: a table\nexport const categoryAliases: usize = memory.data<u8>([\n")
	table(&w, aliases)
	fmt.Fprintf(&w, "]);\nexport const CATEGORY_ALIASES_SIZE: u32 = %d;\n", len(aliases))
	fmt.Fprintf(&w, "\n/** Scripts: length of the name, name, u16 length of what follows, then pairs of varints: distance from the last range's end, length - 1. */\n// biome-ignore format: a table\nexport const scripts: usize = memory.data<u8>([\n")
	table(&w, scripts)
	fmt.Fprintf(&w, "]);\nexport const SCRIPTS_SIZE: u32 = %d;\n", len(scripts))
	var fb []byte
	for _, f := range folds {
		fb = append(fb, byte(f), byte(f>>8))
	}
	fmt.Fprintf(&w, "\n/** Pairs of u16 (code point, next in its folding orbit), for those where that is neither its lower nor its upper case. */\n// biome-ignore format: a table\nexport const foldExceptions: usize = memory.data<u8>([\n")
	table(&w, fb)
	fmt.Fprintf(&w, "]);\nexport const FOLD_EXCEPTIONS: u32 = %d;\n", len(folds)/2)
	os.WriteFile(os.Args[1], []byte(w.String()), 0o644)
	fmt.Println(len(runs), len(scripts), len(aliases), len(fb))
}
