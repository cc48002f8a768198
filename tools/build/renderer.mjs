// Makes dist/renderer.wasm of the guest: the library as a module of its own, for charts that are rendered from their sources. What
// the linker binds in a converted chart is bound here to the guest's own functions, and what it makes constants are globals, which
// `__open` sets when the chart's image lies in memory. Nothing of it depends on a chart, so a process compiles it once.

/** Constants of a converted chart (runtime/guest/core/image.ts) as the globals that `__open` sets, in the order of its parameters. */
const IMAGE = ['imageRoot', 'imageEnd', 'packageText'];
/** Where the two parts lie that renders change, the image's and the values, and copies of them as they were. */
const CHANGING = ['changing', 'pristine', 'changingBytes', 'values', 'pristineValues', 'valuesBytes'];
/** The same, and whether a chart has a schema. */
const MORE = [...CHANGING, 'hasSchemas'];

/**
 * What a host calls: the contract, runtime/guest/entry/chart-memory.ts while a chart is laid out, and what judges schemas
 * (compiler/schema/judge.ts).
 */
const KEPT = /^__mistletoe_|^memory$|^openLayout$|^layout[A-Z]|^(?:allocate|checkSchema|patternProblem)$/;
const PAGE_BITS = 16;

/**
 * @param {import('binaryen')} binaryen
 * @param {Uint8Array} guest guest.wasm
 * @param {number} heapStart where the guest's heap begins, and the image
 * @returns {Uint8Array}
 */
export function makeRenderer(binaryen, guest, heapStart) {
  const m = binaryen.readBinary(guest);
  m.setFeatures(binaryen.Features.All);
  const { i32, i64, none } = binaryen;
  const exported = new Map();
  for (let i = 0; i < m.getNumExports(); i++) {
    const { name, value } = binaryen.getExportInfo(m.getExportByIndex(i));
    exported.set(name, value);
  }
  for (const name of [...IMAGE, ...MORE]) m.addGlobal(name, i32, true, m.i32.const(0));
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
    ...Object.fromEntries(IMAGE.map((name) => [name, () => get(name)])),
  };
  const imports = [];
  for (let i = 0; i < m.getNumFunctions(); i++) {
    const info = binaryen.getFunctionInfo(m.getFunctionByIndex(i));
    if (info.module === 'mist') imports.push(info);
  }
  for (const { name, base, params, results } of imports) {
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
    '__reserve',
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
    '__setQuirks',
    binaryen.createType([i32, i32]),
    none,
    [],
    m.global.set(exported.get('quirks'), m.i64.or(half(0), m.i64.shl(half(1), m.i64.const(32n)))),
  );
  const parameters = [...IMAGE, ...MORE];
  m.addFunction(
    '__open',
    binaryen.createType(parameters.map(() => i32)),
    none,
    [],
    m.block(
      null,
      parameters.map((name, at) => m.global.set(name, m.local.get(at, i32))),
    ),
  );

  for (const name of exported.keys()) if (!KEPT.test(name)) m.removeExport(name);
  m.addFunctionExport('__reserve', '__reserve');
  m.addFunctionExport('__open', '__open');
  m.addFunctionExport('__setQuirks', '__setQuirks');
  m.runPasses(['remove-unused-module-elements', 'strip-debug', 'strip-producers']);
  if (!m.validate()) throw new Error('the renderer is not valid');
  const bytes = m.emitBinary();
  m.dispose();
  return withTail(Buffer.from(bytes), heapStart);
}

const SECTION_MEMORY = 5;
/** 65,536 pages, in as many bytes as any smaller number may have. */
const MAXIMUM = [0x80, 0x80, 0x04];

/**
 * Gives the memory a maximum, whose place stands at the file's end: a host writes its limit there, and need not read the file. The
 * last twelve bytes are where the heap begins, that place, and the memory's first size in pages.
 */
function withTail(bytes, heapStart) {
  const unsigned = (at) => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return [value, at];
    }
  };
  let at = 8;
  for (;;) {
    const id = bytes[at];
    const [size, from] = unsigned(at + 1);
    if (id !== SECTION_MEMORY) {
      at = from + size;
      continue;
    }
    // One memory without a maximum: its size is all that follows.
    if (bytes[from] !== 1 || bytes[from + 1] !== 0)
      throw new Error('the guest has another memory than the renderer takes');
    const [pages] = unsigned(from + 2);
    const minimum = bytes.subarray(from + 2, from + size);
    const section = [SECTION_MEMORY, size + MAXIMUM.length, 1, 1, ...minimum, ...MAXIMUM];
    const place = at + section.length - MAXIMUM.length;
    const tail = Buffer.alloc(12);
    [heapStart, place, pages].forEach((value, i) => tail.writeUInt32LE(value, i * 4));
    const name = Buffer.from('mistletoe.dev/renderer');
    const custom = [0, 1 + name.length + tail.length, name.length, ...name, ...tail];
    const parts = [bytes.subarray(0, at), Buffer.from(section), bytes.subarray(from + size), Buffer.from(custom)];
    return Buffer.concat(parts);
  }
}
