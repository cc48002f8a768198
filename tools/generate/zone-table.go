// Writes runtime/guest/go/time/zone-table.ts, all zones of the IANA database as Go's distribution has them:
// go run zone-table.go > runtime/guest/go/time/zone-table.ts
//
// A zone is a row of segments. A segment begins with a moment and has one type (an offset and an abbreviation), or two types
// that take turns every year by two date rules. That makes most zones a few dozen bytes.
package main

import (
	"archive/zip"
	"fmt"
	"os"
	"runtime"
	"sort"
	"strings"
	"time"
)

// The last year for which transitions are listed before the last segment is taken to go on for ever.
const lastYear = 2099

type zoneType struct {
	offset int
	name   string
}

type transition struct {
	when int64
	kind int // index of its type in the zone
}

// A date of a year: with weekday 0 to 6 the first such day on or after the day (day 0: the last one of the month), with
// weekday 7 the day itself; at so many seconds of wall clock time.
type dateRule struct {
	month, day, weekday, seconds int
}

type segment struct {
	when   int64
	kind   int
	other  int // -1: one type only
	toKind dateRule
	toRest dateRule
}

func days(month, year int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

func (r dateRule) at(year, offset int) int64 {
	day := r.day
	if r.weekday < 7 {
		if day == 0 {
			day = days(r.month, year) - 6
		}
		first := int(time.Date(year, time.Month(r.month), day, 0, 0, 0, 0, time.UTC).Weekday())
		day += (r.weekday - first + 7) % 7
	}
	return time.Date(year, time.Month(r.month), day, 0, 0, 0, 0, time.UTC).Unix() + int64(r.seconds-offset)
}

func (s segment) lookup(types []zoneType, sec int64) int {
	if s.other < 0 {
		return s.kind
	}
	best, kind := s.when, s.kind
	year := time.Unix(sec, 0).UTC().Year()
	for y := year - 1; y <= year+1; y++ {
		if t := s.toKind.at(y, types[s.other].offset); t > best && t <= sec {
			best, kind = t, s.kind
		}
		if t := s.toRest.at(y, types[s.kind].offset); t > best && t <= sec {
			best, kind = t, s.other
		}
	}
	return kind
}

// A rule that all the moments follow, if there is one. Its hours may lie before and beyond its day.
func infer(moments []int64, offset int) (dateRule, bool) {
	for _, shift := range []int{0, 1, 2, -1} {
		if rule, ok := inferShifted(moments, offset, shift*86400); ok {
			return rule, true
		}
	}
	return dateRule{}, false
}

func inferShifted(moments []int64, offset, shift int) (dateRule, bool) {
	var rule dateRule
	low, high, last, fixed, weekday := 1, 31, true, 0, true
	for i, m := range moments {
		t := time.Unix(m+int64(offset-shift), 0).UTC()
		seconds := t.Hour()*3600 + t.Minute()*60 + t.Second() + shift
		d := t.Day()
		if i == 0 {
			rule = dateRule{int(t.Month()), 0, int(t.Weekday()), seconds}
			fixed = d
		} else {
			if int(t.Month()) != rule.month || seconds != rule.seconds {
				return rule, false
			}
			if int(t.Weekday()) != rule.weekday {
				weekday = false
			}
			if d != fixed {
				fixed = 0
			}
		}
		if d-6 > low {
			low = d - 6
		}
		if d < high {
			high = d
		}
		if d+7 <= days(rule.month, t.Year()) {
			last = false
		}
	}
	if weekday && last {
		return rule, true
	}
	if weekday && low <= high {
		// Prefer the days that rules of weeks name: 1, 8, 15, 22.
		rule.day = low
		for _, d := range []int{1, 8, 15, 22} {
			if d >= low && d <= high {
				rule.day = d
			}
		}
		return rule, true
	}
	if fixed > 0 {
		rule.day, rule.weekday = fixed, 7
		return rule, true
	}
	return rule, false
}

// The longest segment with two types that begins at transition i, and how many transitions it takes.
func longest(txs []transition, types []zoneType, i int) (segment, int) {
	if i+1 >= len(txs) {
		return segment{}, 0
	}
	a, b := txs[i].kind, txs[i+1].kind
	if a == b {
		return segment{}, 0
	}
	s := segment{when: txs[i].when, kind: a, other: b}
	var toA, toB []int64
	var tried []segment
	for j := i + 1; j < len(txs); j++ {
		if (j-i)&1 == 1 && txs[j].kind == b {
			toB = append(toB, txs[j].when)
		} else if (j-i)&1 == 0 && txs[j].kind == a {
			toA = append(toA, txs[j].when)
		} else {
			break
		}
		var ok1, ok2 bool
		s.toKind, ok1 = infer(toA, types[b].offset)
		s.toRest, ok2 = infer(toB, types[a].offset)
		if !ok1 || !ok2 || txs[j].when-txs[j-1].when > 366*86400 {
			break
		}
		tried = append(tried, s)
	}
	for n := len(tried); n >= 2; n-- {
		if s := tried[n-1]; s.holds(txs, types, i, i+n) {
			return s, n + 1
		}
	}
	return s, 0
}

// Does the segment say what transitions i to j say, and nothing else until the next one?
func (s segment) holds(txs []transition, types []zoneType, i, j int) bool {
	last := time.Unix(txs[j].when, 0).UTC().Year()
	next := int64(1) << 62
	if j+1 < len(txs) {
		next = txs[j+1].when
	} else if last >= lastYear {
		next = txs[j].when + 1
	}
	moments := []int64{}
	for k := i; k <= j; k++ {
		moments = append(moments, txs[k].when-1, txs[k].when)
	}
	for y := time.Unix(s.when, 0).UTC().Year() - 1; y <= last+2; y++ {
		moments = append(moments, s.toKind.at(y, types[s.other].offset), s.toRest.at(y, types[s.kind].offset))
	}
	for _, m := range moments {
		if m < s.when || m >= next {
			continue
		}
		k := i + sort.Search(j-i+1, func(n int) bool { return txs[i+n].when > m }) - 1
		if s.lookup(types, m) != txs[k].kind {
			return false
		}
	}
	return true
}

type zone struct {
	types    []zoneType
	segments []segment
}

func read(name string) zone {
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	var z zone
	kindOf := map[zoneType]int{}
	var txs []transition
	t := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).In(loc)
	for {
		abbreviation, offset := t.Zone()
		k := zoneType{offset, abbreviation}
		if _, ok := kindOf[k]; !ok {
			kindOf[k] = len(z.types)
			z.types = append(z.types, k)
		}
		if len(txs) == 0 || txs[len(txs)-1].kind != kindOf[k] {
			txs = append(txs, transition{t.Unix(), kindOf[k]})
		}
		_, end := t.ZoneBounds()
		if end.IsZero() || end.Year() > lastYear {
			break
		}
		if !end.After(t) {
			// At the end of a leap year Go gives bounds that are a day short.
			end = t.Add(24 * time.Hour)
		}
		t = end
	}
	for i := 1; i < len(txs); {
		s, n := longest(txs, z.types, i)
		if n < 3 || n == len(txs)-i && n < 20 {
			s, n = segment{when: txs[i].when, kind: txs[i].kind, other: -1}, 1
		}
		z.segments = append(z.segments, s)
		i += n
	}
	return z
}

func (z zone) lookup(sec int64) zoneType {
	kind := 0
	for _, s := range z.segments {
		if sec < s.when {
			break
		}
		kind = s.lookup(z.types, sec)
	}
	return z.types[kind]
}

func varint(b []byte, n uint64) []byte {
	for n >= 0x80 {
		b = append(b, byte(n)|0x80)
		n >>= 7
	}
	return append(b, byte(n))
}

func zigzag(n int64) uint64 { return uint64(n<<1) ^ uint64(n>>63) }

func print(name, comment string, b []byte) {
	fmt.Printf("\n/** %s */\n// biome-ignore format: a table\nexport const %s: usize = memory.data<u8>([", comment, name)
	line := "\n "
	for _, x := range b {
		s := fmt.Sprintf("%d,", x)
		if len(line)+len(s) > 120 {
			fmt.Print(line)
			line = "\n  "
		}
		line += s
	}
	fmt.Print(line, "\n]);\n")
}

func main() {
	path := runtime.GOROOT() + "/lib/time/zoneinfo.zip"
	os.Setenv("ZONEINFO", path)
	r, err := zip.OpenReader(path)
	if err != nil {
		panic(err)
	}
	var names []string
	for _, f := range r.File {
		if !strings.HasSuffix(f.Name, "/") {
			names = append(names, f.Name)
		}
	}
	sort.Strings(names)

	typeIndex := map[zoneType]int{}
	var types []zoneType
	ruleIndex := map[dateRule]int{}
	var rules []dateRule
	offsets := map[string]int{}
	var zones, index []byte
	previous := ""
	for _, name := range names {
		z := read(name)
		loc, _ := time.LoadLocation(name)
		for sec := int64(-5e9); sec < 12e9; sec += 7654321 {
			n, o := time.Unix(sec, 0).In(loc).Zone()
			if z.lookup(sec) != (zoneType{o, n}) {
				panic(fmt.Sprint(name, sec, n, o, z.lookup(sec)))
			}
		}
		var b []byte
		b = varint(b, uint64(len(z.types)))
		for _, t := range z.types {
			if _, ok := typeIndex[t]; !ok {
				typeIndex[t] = len(types)
				types = append(types, t)
			}
			b = varint(b, uint64(typeIndex[t]))
		}
		b = varint(b, uint64(len(z.segments)))
		before := int64(0)
		for i, s := range z.segments {
			delta := s.when - before
			before = s.when
			if i == 0 {
				b = varint(b, zigzag(s.when))
			} else if delta%3600 == 0 {
				b = varint(b, uint64(delta/3600)<<1)
			} else {
				b = varint(b, uint64(delta)<<1|1)
			}
			if s.other < 0 {
				b = append(b, byte(s.kind))
				continue
			}
			b = append(b, byte(0x80|s.kind), byte(s.other))
			for _, rule := range []dateRule{s.toKind, s.toRest} {
				if _, ok := ruleIndex[rule]; !ok {
					ruleIndex[rule] = len(rules)
					rules = append(rules, rule)
				}
				b = varint(b, uint64(ruleIndex[rule]))
			}
		}
		at, ok := offsets[string(b)]
		if !ok {
			at = len(zones)
			offsets[string(b)] = at
			zones = append(zones, b...)
		}
		same := 0
		for same < len(previous) && same < len(name) && previous[same] == name[same] {
			same++
		}
		index = append(index, byte(same), byte(len(name)-same))
		index = append(index, name[same:]...)
		index = append(index, byte(at), byte(at>>8))
		previous = name
	}
	var typeBytes, ruleBytes, abbreviations []byte
	abbreviationAt := map[string]int{}
	for _, t := range types {
		at, ok := abbreviationAt[t.name]
		if !ok {
			at = strings.Index(string(abbreviations), t.name)
			if at < 0 {
				at = len(abbreviations)
				abbreviations = append(abbreviations, t.name...)
			}
			abbreviationAt[t.name] = at
		}
		if at >= 1<<12 || len(t.name) >= 1<<4 {
			panic("abbreviations do not fit")
		}
		w := uint16(at<<4 | len(t.name))
		typeBytes = append(typeBytes, byte(w), byte(w>>8), byte(t.offset), byte(t.offset>>8), byte(t.offset>>16))
	}
	for _, r := range rules {
		w := uint32(r.month)<<28 | uint32(r.day)<<23 | uint32(r.weekday)<<20 | uint32(r.seconds+86400)
		ruleBytes = append(ruleBytes, byte(w), byte(w>>8), byte(w>>16), byte(w>>24))
	}
	if len(zones) >= 1<<16 {
		panic("zones do not fit")
	}
	fmt.Fprintln(os.Stderr, len(names), "names", len(offsets), "zones", len(types), "types", len(rules), "rules; bytes:",
		len(zones), len(index), len(typeBytes), len(ruleBytes), len(abbreviations))
	fmt.Println("// All zones of the IANA time zone database in compact form, GENERATED by tools/generate/zone-table.go; never edit by hand. zone.ts")
	fmt.Println("// reads it and says how.")
	fmt.Println("// Follows nothing: it is data.")
	fmt.Printf("\nexport const ZONE_COUNT: u32 = %d;\n", len(names))
	print("zoneNames", "Names in order: bytes shared with the one before, bytes of its own, those, address of the zone in `zones` (u16).", index)
	print("zones", "Zones: types (varint count, varint indexes), segments.", zones)
	print("zoneTypes", "Types: place (12 bits) and length (4 bits) of the abbreviation; offset in seconds (24 bits).", typeBytes)
	print("zoneRules", "Date rules: month (4 bits), day (5), weekday (3), seconds + 86400 (20).", ruleBytes)
	print("zoneAbbreviations", "Abbreviations, overlapping.", abbreviations)
}
