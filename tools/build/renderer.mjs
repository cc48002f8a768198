// Makes dist/renderer.wasm of the guest: the library as a module of its own, for charts that are rendered from their sources. What
// the linker binds in a converted chart is bound here to the guest's own functions, and what it makes constants are globals, which
// `__open` sets when the chart's image lies in memory. Nothing of it depends on a chart, so a process compiles it once.

/** Constants of a converted chart (runtime/guest/core/image.ts) as the globals that `__open` sets, in the order of its parameters. */
const IMAGE = ['imageRoot', 'imageEnd', 'packageText'];
/** Where the image's changing part lies, and a copy of it as it was; its length; and whether a chart has a schema. */
const MORE = ['changing', 'pristine', 'changingBytes', 'hasSchemas'];

const CONTRACT = /^__mistletoe_|^memory$/;
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
    restoreImage: () => m.memory.copy(get('changing'), get('pristine'), get('changingBytes')),
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
  const parameters = [...IMAGE, ...MORE];
  const half = (at) => m.i64.extend_u(m.local.get(parameters.length + at, i32));
  m.addFunction(
    '__open',
    binaryen.createType(new Array(parameters.length + 2).fill(i32)),
    none,
    [],
    m.block(null, [
      ...parameters.map((name, at) => m.global.set(name, m.local.get(at, i32))),
      m.global.set(exported.get('quirks'), m.i64.or(half(0), m.i64.shl(half(1), m.i64.const(32n)))),
    ]),
  );

  for (const name of exported.keys()) if (!CONTRACT.test(name)) m.removeExport(name);
  m.addFunctionExport('__reserve', '__reserve');
  m.addFunctionExport('__open', '__open');
  m.runPasses(['remove-unused-module-elements', 'strip-debug', 'strip-producers']);
  if (!m.validate()) throw new Error('the renderer is not valid');
  // The last four bytes of the file.
  const start = Buffer.alloc(4);
  start.writeUInt32LE(heapStart);
  m.addCustomSection('mistletoe.dev/heap-start', start);
  const bytes = m.emitBinary();
  m.dispose();
  return bytes;
}
