// A package written by hand in C, without a library: takes `name`, gives a Namespace of that name.
// README.md says how namespace.wasm is built from it.

typedef unsigned int u32;
typedef unsigned char u8;

#define EXPORT(name) __attribute__((export_name(#name)))

extern u8 __heap_base;

// What the host reads after a call: where a document lies and how long it is.
static struct {
  u32 address;
  u32 length;
} pair;

static const char description[] =
    "{\"apiVersion\":\"mistletoe.dev/v1alpha1\",\"kind\":\"MistPackage\",\"metadata\":{\"name\":\"namespace\","
    "\"labels\":{\"mistletoe.dev/language\":\"c\"}}}";

// A bump allocator: when every region has been given back, all of it is free again.
static u8 *top;
static u32 regions;

static u8 *reserve(u32 length) {
  if (regions++ == 0) top = &__heap_base;
  u8 *at = top;
  top += (length + 15) & ~15u;
  u32 have = __builtin_wasm_memory_size(0);
  u32 need = ((u32)top + 0xffff) >> 16;
  if (need > have && __builtin_wasm_memory_grow(0, need - have) == (u32)-1) __builtin_trap();
  return at;
}

static u8 *put(u8 *out, const char *text) {
  while (*text) *out++ = *text++;
  return out;
}

static int is_name_byte(u8 byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-' || byte == '.';
}

// The value of the first `name`, in JSON and in block YAML alike; `end` when there is none.
static const u8 *find_name(const u8 *at, const u8 *end) {
  for (; at + 5 < end; at++) {
    if (at[0] != 'n' || at[1] != 'a' || at[2] != 'm' || at[3] != 'e') continue;
    const u8 *value = at + 4;
    int colon = 0;
    for (; value < end && (*value == ':' || *value == ' ' || *value == '"' || *value == '\''); value++) {
      if (*value == ':') colon = 1;
    }
    if (colon) return value;
  }
  return end;
}

EXPORT(__mistletoe_alloc) u8 *alloc(u32 length) { return reserve(length); }

EXPORT(__mistletoe_dealloc) void dealloc(u8 *address, u32 length) {
  (void)address;
  (void)length;
  if (regions > 0) regions--;
}

EXPORT(__mistletoe_info) void *info(void) {
  pair.address = (u32)description;
  pair.length = sizeof description - 1;
  return &pair;
}

EXPORT(__mistletoe_generate) void *generate(const u8 *input, u32 length) {
  const u8 *end = input + length;
  const u8 *name = find_name(input, end);
  u8 *start = reserve(length + 512);
  u8 *out = put(start, "{\"apiVersion\":\"mistletoe.dev/v1alpha1\",\"kind\":\"MistResult\",\"data\":{\"result\":");
  if (name == end || !is_name_byte(*name)) {
    out = put(out, "\"Err\",\"message\":\"name is missing: give the name of the namespace\"}}");
  } else {
    out = put(out, "\"Ok\",\"files\":{\"namespace.yaml\":\"apiVersion: v1\\nkind: Namespace\\nmetadata:\\n  name: ");
    while (name < end && is_name_byte(*name)) *out++ = *name++;
    out = put(out, "\\n\"}}}");
  }
  pair.address = (u32)start;
  pair.length = (u32)(out - start);
  return &pair;
}
