// Renders a corpus of charts (a cases.json: chart directories, arguments, recorded outputs) with our `template` command and
// compares the bytes with what helm printed. For finding differences; no part of the tests, and nothing of a corpus is kept.
//
//   node tools/record/corpus.mjs CASES.json REPORT.json [--helm 3|4|both] [--only REGEX] [--limit N] [--workers N] [--all] [--resume]
//
// REPORT.jsonl grows while it runs, a line a case; --resume keeps what it has and does the rest.
//
// Cases whose recorded output is known not to repeat are compared without the lines that change, or skipped; --all keeps them.
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const scriptPath = fileURLToPath(import.meta.url);

if (isMainThread) await main();
else await work();

function option(name, otherwise) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
}

async function main() {
  const [casesPath, reportPath] = process.argv.slice(2);
  if (!casesPath || !reportPath) {
    console.error(
      'usage: node tools/record/corpus.mjs CASES.json REPORT.json [--helm 3|4|both] [--only REGEX] [--limit N]',
    );
    process.exit(2);
  }
  const { bundleTypeScript } = await import('../build/typescript.mjs');
  const bundle = await bundleTypeScript('test/judge/ours.ts');
  const root = dirname(resolve(casesPath));
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-corpus-'));
  const only = new RegExp(option('only', ''));
  const majors = { 3: [3], 4: [4], both: [4, 3] }[option('helm', '4')];
  const jobs = [];
  for (const one of JSON.parse(readFileSync(casesPath, 'utf8'))) {
    if (!only.test(one.id)) continue;
    for (const major of majors) {
      const golden = join(root, `golden${major}`, `${one.id}.yaml`);
      if (!one[`helm${major}ok`] || !existsSync(golden)) continue;
      const changing = major === 4 ? !one.deterministic : one.det3 === false || !one.deterministic;
      const mask = changing ? (one.maskLines ?? null) : [];
      if (mask === null && !process.argv.includes('--all')) continue;
      const args = [...one.args];
      if (one.valuesFile) args.push('-f', resolve(one.dir, one.valuesFile));
      jobs.push({ id: one.id, major, chart: one.dir, args, golden, mask: mask ?? [], chartId: one.chartId });
    }
  }
  // The cases of a chart stand together, so that a worker converts it once; the charts in an order that mixes the sources.
  const place = (text) => [...text].reduce((hash, letter) => (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0, 7);
  jobs.sort((a, b) => place(a.chartId) - place(b.chartId) || b.major - a.major);
  jobs.splice(Number(option('limit', jobs.length)));
  const progress = `${reportPath}l`;
  const results = [];
  if (process.argv.includes('--resume') && existsSync(progress)) {
    const wanted = new Set(jobs.map((job) => `${job.id} ${job.major}`));
    for (const line of readFileSync(progress, 'utf8').trimEnd().split('\n')) {
      const result = JSON.parse(line);
      if (wanted.delete(`${result.id} ${result.helm}`)) results.push(result);
    }
    jobs.splice(0, jobs.length, ...jobs.filter((job) => wanted.has(`${job.id} ${job.major}`)));
  } else writeFileSync(progress, '');
  const total = jobs.length + results.length;
  let next = 0;
  const started = Date.now();
  const workers = Math.min(Number(option('workers', 2)), jobs.length);
  await Promise.all(
    Array.from({ length: workers }, async () => {
      let worker = spawn();
      let chart;
      const take = () => {
        const mine = jobs.findIndex((job) => job.chart === chart && !job.taken);
        const job = mine >= 0 ? jobs[mine] : jobs.slice(next).find((one) => !one.taken);
        while (next < jobs.length && jobs[next].taken) next++;
        if (job) job.taken = true;
        chart = job?.chart;
        return job;
      };
      for (let job = take(); job; job = take()) {
        const result = await ask(worker, job);
        if (result.died) {
          await worker.terminate();
          worker = spawn();
        }
        const line = { id: job.id, helm: job.major, chart: job.chartId, ...result };
        results.push(line);
        appendFileSync(progress, `${JSON.stringify(line)}\n`);
        if (line.status !== 'same') console.error(text(line));
        if (results.length % 50 === 0) {
          const same = results.filter((r) => r.status === 'same').length;
          console.error(
            `${results.length}/${total}: ${same} identical, ${((Date.now() - started) / 1000).toFixed(0)} s`,
          );
        }
      }
      await worker.terminate();
    }),
  );
  rmSync(folder, { recursive: true, force: true });
  report(results, reportPath);

  function spawn() {
    return new Worker(scriptPath, { workerData: { bundle, folder }, resourceLimits: { maxOldGenerationSizeMb: 4096 } });
  }
}

/** One answer from a worker: it may also die or never answer. */
function ask(worker, job) {
  return new Promise((done) => {
    const timer = setTimeout(() => finish({ status: 'timeout', died: true }), 300_000);
    const onMessage = (message) => finish(message);
    const onError = (error) => finish({ status: 'crash', message: String(error?.stack ?? error), died: true });
    const onExit = () => finish({ status: 'crash', message: 'the worker ended', died: true });
    function finish(result) {
      clearTimeout(timer);
      worker.off('message', onMessage);
      worker.off('error', onError);
      worker.off('exit', onExit);
      done(result);
    }
    worker.on('message', onMessage);
    worker.on('error', onError);
    worker.on('exit', onExit);
    worker.postMessage(job);
  });
}

async function work() {
  const { oursRenderer } = await import(pathToFileURL(workerData.bundle).href);
  let last = {};
  parentPort.on('message', async (job) => {
    const start = performance.now();
    try {
      if (last.chart !== job.chart || last.major !== job.major) {
        last = { chart: job.chart, major: job.major };
        last.renderer = await oursRenderer(job.major, job.chart, { folder: workerData.folder });
      }
      const result = await last.renderer.render(['rel', ...job.args]);
      const ms = Math.round(performance.now() - start);
      parentPort.postMessage({ ...compare(job, result), ms });
    } catch (error) {
      parentPort.postMessage({ status: 'crash', message: String(error?.stack ?? error) });
    }
  });
}

function compare(job, result) {
  if (result.code !== 0) return { status: 'error', message: result.stderr.trim() };
  const golden = readFileSync(job.golden);
  if (golden.equals(result.stdout)) return { status: 'same' };
  const expected = golden.toString('latin1').split('\n');
  const actual = result.stdout.toString('latin1').split('\n');
  const mask = new Set(job.mask);
  const n = expected.findIndex((line, i) => line !== actual[i] && !mask.has(i + 1));
  if (n < 0 && actual.length === expected.length) return { status: 'same', masked: true };
  const at = n < 0 ? expected.length : n;
  const show = (line) => (line === undefined ? '(end)' : Buffer.from(line, 'latin1').toString());
  let source = '';
  for (let i = Math.min(at, expected.length - 1); i >= 0; i--) {
    if (expected[i].startsWith('# Source: ')) {
      source = expected[i].slice(10);
      break;
    }
  }
  return {
    status: 'different',
    line: at + 1,
    source,
    expected: show(expected[at]),
    actual: show(actual[at]),
    before: show(expected[at - 1] ?? ''),
  };
}

function text(r) {
  const where = `${r.id} (helm ${r.helm}) ${r.status}`;
  if (r.status !== 'different')
    return `${where} ${(r.message ?? '').split('\n').slice(0, 3).join(' | ').slice(0, 300)}`;
  return `${where} line ${r.line} ${r.source}\n    - ${r.expected.slice(0, 200)}\n    + ${r.actual.slice(0, 200)}`;
}

function report(results, reportPath) {
  results.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : b.helm - a.helm));
  const counts = {};
  for (const r of results) counts[r.status] = (counts[r.status] ?? 0) + 1;
  for (const r of results) {
    if (r.status === 'same') continue;
    console.log(text(r));
  }
  const charts = new Map();
  for (const r of results) charts.set(r.chart, (charts.get(r.chart) ?? true) && r.status === 'same');
  const whole = [...charts.values()].filter(Boolean).length;
  const share = (a, b) => `${a}/${b} (${((100 * a) / Math.max(1, b)).toFixed(2)} %)`;
  console.log(
    `cases identical: ${share(counts.same ?? 0, results.length)}; charts with every case identical: ${share(whole, charts.size)}`,
  );
  console.log(JSON.stringify(counts));
  writeFileSync(reportPath, JSON.stringify({ counts, results }, null, 1));
}
