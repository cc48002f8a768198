// Makes dist/renderer.wasm of the guest: the library as a module of its own, for charts that are rendered from their sources. What
// the linker binds in a converted chart is bound here to the guest's own functions, and what it makes constants are globals, which
// `__open` sets when the chart's image lies in memory. Nothing of it depends on a chart, so a process compiles it once.

/**
 * What a host calls: the contract, runtime/guest/entry/chart-memory.ts while a chart is laid out, and what judges schemas
 * (compiler/schema/judge.ts).
 */
const KEPT = /^__mistletoe_|^memory$|^openLayout$|^layout[A-Z]|^(?:allocate|checkSchema|patternProblem)$/;

/** What of runtime/abi the renderer is made by. */
export const RENDERER_ABI = [
  'runtime/abi/features',
  'runtime/abi/renderer',
  'runtime/abi/values',
  'runtime/abi/wasm',
  'runtime/wasm/numbers',
  'runtime/wasm/writer',
];

/**
 * @param {import('binaryen')} binaryen
 * @param {Uint8Array} guest guest.wasm
 * @param {number} heapStart where the guest's heap begins, and the image
 * @param abi the exports of {@link RENDERER_ABI}
 * @returns {Uint8Array}
 */
export function makeRenderer(binaryen, guest, heapStart, abi) {
  const { IMAGE_PARAMETERS, OPEN_EXPORT, OPEN_PARAMETERS, PAGE_BITS, RESERVE_EXPORT, SET_QUIRKS_EXPORT } = abi;
  const m = binaryen.readBinary(guest);
  m.setFeatures(binaryen.Features.All);
  const { i32, i64, none } = binaryen;
  const exported = new Map();
  for (let i = 0; i < m.getNumExports(); i++) {
    const { name, value } = binaryen.getExportInfo(m.getExportByIndex(i));
    exported.set(name, value);
  }
  for (const name of OPEN_PARAMETERS) m.addGlobal(name, i32, true, m.i32.const(0));
  m.removeGlobal(exported.get('quirks'));
  m.addGlobal(exported.get('quirks'), i64, true, m.i64.const(0n));

  const get = (name) => m.global.get(name, i32);
  const bodies = {
    // No template is a function.
    callTemplate: () => m.unreachable(),
    restoreImage: () =>
      m.block(null, [
        m.memory.copy(get('changing'), get('pristine'), get('changingBytes')),
        m.memory.copy(get('values'), get('pristineValues'), get('valuesBytes')),
      ]),
    slotTable: () => m.i32.const(heapStart),
    slotCount: () => m.i32.const(0),
    slotNames: () => m.i32.const(heapStart),
    ...Object.fromEntries(IMAGE_PARAMETERS.map((name) => [name, () => get(name)])),
  };
  const imports = [];
  for (let i = 0; i < m.getNumFunctions(); i++) {
    const info = binaryen.getFunctionInfo(m.getFunctionByIndex(i));
    if (info.module === 'mist') imports.push(info);
  }
  for (const { name, base, params, results } of imports) {
    if (abi.guestImports[base].is === 'host') continue;
    m.removeFunction(name);
    let body;
    if (base in bodies) body = bodies[base]();
    else {
      if (!exported.has(base)) throw new Error(`the guest imports ${base} and does not export it`);
      const operands = binaryen.expandType(params).map((type, at) => m.local.get(at, type));
      body = m.call(exported.get(base), operands, results);
      if (base === 'validateSchemas') body = m.if(get('hasSchemas'), body, m.i32.const(1));
    }
    m.addFunction(name, params, results, [], body);
  }

  // Room for an image of so many bytes: its address, or 0 where the memory may not be that large.
  const missing = () =>
    m.i32.sub(
      m.i32.shr_u(
        m.i32.add(m.i32.add(m.local.get(0, i32), m.i32.const(heapStart)), m.i32.const((1 << PAGE_BITS) - 1)),
        m.i32.const(PAGE_BITS),
      ),
      m.memory.size(),
    );
  m.addFunction(
    RESERVE_EXPORT,
    i32,
    i32,
    [],
    m.block(
      null,
      [
        m.if(
          m.i32.gt_s(missing(), m.i32.const(0)),
          m.if(m.i32.eq(m.memory.grow(missing()), m.i32.const(-1)), m.return(m.i32.const(0))),
        ),
        m.i32.const(heapStart),
      ],
      i32,
    ),
  );
  const half = (at) => m.i64.extend_u(m.local.get(at, i32));
  m.addFunction(
    SET_QUIRKS_EXPORT,
    binaryen.createType([i32, i32]),
    none,
    [],
    m.global.set(exported.get('quirks'), m.i64.or(half(0), m.i64.shl(half(1), m.i64.const(32n)))),
  );
  m.addFunction(
    OPEN_EXPORT,
    binaryen.createType(OPEN_PARAMETERS.map(() => i32)),
    none,
    [],
    m.block(
      null,
      OPEN_PARAMETERS.map((name, at) => m.global.set(name, m.local.get(at, i32))),
    ),
  );

  for (const name of exported.keys()) if (!KEPT.test(name)) m.removeExport(name);
  for (const name of [RESERVE_EXPORT, OPEN_EXPORT, SET_QUIRKS_EXPORT]) m.addFunctionExport(name, name);
  m.runPasses(['remove-unused-module-elements', 'strip-debug', 'strip-producers']);
  if (!m.validate()) throw new Error('the renderer is not valid');
  const bytes = m.emitBinary();
  m.dispose();
  return withTail(Buffer.from(bytes), heapStart, abi);
}

/** The most pages, in as many bytes as any smaller number may have. */
const MAXIMUM = [0x80, 0x80, 0x04];

/**
 * Gives the memory a maximum, whose place stands at the file's end: a host writes its limit there, and need not read the file. The
 * last bytes are those of TAIL_* (runtime/abi/renderer.ts).
 */
function withTail(bytes, heapStart, abi) {
  const { readUnsigned, ByteWriter, SECTION_MEMORY } = abi;
  const { TAIL_HEAP_START, TAIL_MAXIMUM_AT, TAIL_MINIMUM, TAIL_SIZE } = abi;
  const cursor = { bytes, at: 8 };
  for (;;) {
    const begin = cursor.at;
    const id = bytes[cursor.at++];
    const size = readUnsigned(cursor);
    const from = cursor.at;
    if (id !== SECTION_MEMORY) {
      cursor.at = from + size;
      continue;
    }
    // One memory without a maximum: its size is all that follows.
    if (bytes[from] !== 1 || bytes[from + 1] !== 0)
      throw new Error('the guest has another memory than the renderer takes');
    cursor.at = from + 2;
    const pages = readUnsigned(cursor);
    const section = [SECTION_MEMORY, size + MAXIMUM.length, 1, 1, ...bytes.subarray(from + 2, from + size), ...MAXIMUM];
    const tail = Buffer.alloc(TAIL_SIZE);
    tail.writeUInt32LE(heapStart, TAIL_HEAP_START);
    tail.writeUInt32LE(begin + section.length - MAXIMUM.length, TAIL_MAXIMUM_AT);
    tail.writeUInt32LE(pages, TAIL_MINIMUM);
    const out = new ByteWriter(bytes.length + 64);
    out.bytes(bytes.subarray(0, begin));
    for (const byte of section) out.byte(byte);
    out.bytes(bytes.subarray(from + size));
    out.custom('mistletoe.dev/renderer', tail);
    return out.finish();
  }
}
