// A render that asks the cluster: its version and kinds, and the objects that `lookup` looks for. A module imports nothing, so it
// says afterwards what it looked for; what it asked for the first time is fetched, and it renders again.

import type { KubeClient } from '../../../kube/client';
import { isKubeError, KubeError } from '../../../kube/errors';
import type { Manifest } from '../../../manifests/manifest';
import type { KubeObject } from '../../../manifests/object';
import type { KeptDraw, Provenance } from '../../../releases/record';
import type { RenderRead } from '../../../runtime/host';
import { CommandError } from '../../command';
import { takesValues } from '../../package/takes';
import { RenderError } from '../../render/manifests';
import { randomHex } from '../../render/random';
import type { OpenPackage } from './package';
import { type Rendered, type ReleaseRender, renderPackage } from './render';
import type { Session } from '../session';

/** What to render, and with which randomness. */
export interface ClusterRender {
  request: Omit<ReleaseRender, 'entropy' | 'draws' | 'lookups'>;
  /** the random values that the release has */
  kept: Record<string, KeptDraw>;
  /** what all random values of a hand-written module come from */
  entropy?: string;
  /** call sites to draw anew: `all`, a name, a function, a file, or `FILE:FUNCTION` */
  rotate: string[];
  /** takes the definitions of kinds, which must exist before anything is asked */
  beforeRender(crds: readonly Manifest[]): Promise<void>;
}

/** A chart may look up what depends on what it found; one that goes on longer than this asks for something else each time. */
const MOST_RENDERS = 20;

/** What a render for a cluster gives. */
export interface ClusterRendered {
  rendered: Rendered;
  provenance: Provenance;
  /** the same once more, with everything drawn anew, or only what --rotate names; nothing of it is for use */
  again(what: 'all' | 'rotated'): Rendered;
}

/** Renders a package for a cluster. */
export async function renderOnCluster(
  { client, signal }: Session,
  opened: OpenPackage,
  { request, kept, entropy: keptEntropy, rotate, beforeRender }: ClusterRender,
): Promise<ClusterRendered> {
  const capabilities = async () => {
    const [kubeVersion, apiVersions] = await Promise.all([client.version(), client.discovery.apiVersions()]);
    return { kubeVersion, apiVersions };
  };
  // A package made of a chart gives the draws of the chart that it calls.
  if (opened.helm === undefined && !takesValues(opened.instance)) {
    const other = rotate.find((site) => site !== 'all');
    if (other !== undefined) {
      throw new CommandError(`--rotate ${other}: of a hand-written module only all can be drawn anew: --rotate all`);
    }
    const drawn = (rotate.length === 0 && keptEntropy) || randomHex();
    const known = await capabilities();
    const lookups = new Lookups(client);
    const rendered = await answering(opened, { ...request, ...known, entropy: drawn }, lookups, signal);
    const provenance = { now: request.now, entropy: drawn, kubeVersion: known.kubeVersion, ...lookups.record() };
    return { rendered, provenance, again: () => rendered };
  }
  const entropy = randomHex();
  const seen = seenDraws(kept, rotate);
  const base = { ...request, entropy, draws: seen };
  let given = { ...base, ...(await capabilities()) };
  const lookups = new Lookups(client);
  let rendered = await answering(opened, given, lookups, signal);
  if (rendered.crds.length > 0) {
    await beforeRender(rendered.crds);
    given = { ...base, ...(await capabilities()) };
    rendered = await answering(opened, given, lookups, signal);
  }
  const draws = drawsOf(rendered.reads, { entropy, now: request.now, seen });
  if (rotate.length > 0) checkRotated(rotate, Object.values(draws));
  const again = (what: 'all' | 'rotated') =>
    renderPackage(opened, {
      ...given,
      lookups: JSON.stringify(lookups.found),
      entropy: randomHex(),
      draws: what === 'all' ? {} : seenDraws(draws, rotate),
    });
  return {
    rendered,
    again,
    provenance: {
      draws,
      now: request.now,
      kubeVersion: given.kubeVersion,
      ...lookups.record(),
    },
  };
}

/** Renders until nothing new is looked up. A render that fails may have missed what it looked for. */
async function answering(
  opened: OpenPackage,
  given: ReleaseRender,
  lookups: Lookups,
  signal: AbortSignal,
): Promise<Rendered> {
  for (let renders = 1; ; renders++) {
    let failure: RenderError | undefined;
    let rendered: Rendered | undefined;
    try {
      rendered = renderPackage(opened, { ...given, lookups: JSON.stringify(lookups.found) });
    } catch (error) {
      if (!(error instanceof RenderError)) throw error;
      failure = error;
    }
    if (!(await lookups.fetch(rendered?.reads ?? failure!.reads))) {
      if (rendered) return rendered;
      throw failure!;
    }
    if (renders === MOST_RENDERS) {
      throw new CommandError(`the package looks up something else at every render: gave up after ${MOST_RENDERS}`);
    }
    if (signal.aborted) throw new KubeError('aborted', 'stopped while rendering');
  }
}

/** What a render drew, to be kept. */
function drawsOf(
  reads: readonly RenderRead[],
  { entropy, now, seen }: { entropy: string; now: number; seen: Record<string, KeptDraw> },
): Record<string, KeptDraw> {
  const draws: Record<string, KeptDraw> = {};
  for (const read of reads) {
    if (!('draw' in read)) continue;
    const { draw, function: name, file } = read;
    draws[draw] = seen[draw] ?? { entropy, issued: now, function: name, file };
  }
  return draws;
}

/** The kept values without those that are to be drawn anew. */
function seenDraws(kept: Record<string, KeptDraw>, rotate: string[]): Record<string, KeptDraw> {
  return Object.fromEntries(
    Object.entries(kept).filter(([id, draw]) => !rotate.some((site) => site === id || isSite(site, draw))),
  );
}

function isSite(site: string, draw: KeptDraw): boolean {
  const { file } = draw;
  return ['all', draw.function, file, `${file}:${draw.function}`].includes(site);
}

function checkRotated(rotate: string[], draws: KeptDraw[]): void {
  for (const site of rotate) {
    if (draws.some((draw) => isSite(site, draw))) continue;
    // A name in hexadecimal names one call, and was drawn anew or is no longer there.
    if (/^[0-9a-f]{16}$/.test(site)) continue;
    const known = [...new Set(draws.map((draw) => `${draw.file}:${draw.function}`))].join(', ');
    throw new CommandError(`--rotate ${site}: nothing is drawn there (there are: ${known || 'none'})`);
  }
}

/** What `lookup` was asked for, and found. */
class Lookups {
  readonly found: KubeObject[] = [];
  private readonly asked = new Set<string>();

  constructor(private readonly client: KubeClient) {}

  /** What is recorded with the revision. */
  record(): Pick<Provenance, 'lookups'> {
    return this.found.length > 0 ? { lookups: this.found } : {};
  }

  /** Fetches what was asked for the first time; false where there was nothing. */
  async fetch(reads: readonly RenderRead[]): Promise<boolean> {
    let isNew = false;
    for (const read of reads) {
      if (!('lookup' in read)) continue;
      const { lookup: kind, apiVersion, namespace, name } = read;
      const key = [apiVersion, kind, namespace, name].join('\0');
      if (this.asked.has(key)) continue;
      this.asked.add(key);
      isNew = true;
      await this.ask(apiVersion, kind, namespace, name);
    }
    return isNew;
  }

  private async ask(apiVersion: string, kind: string, namespace: string, name: string): Promise<void> {
    const type = await this.client.discovery.lookUp(apiVersion, kind);
    // Helm fails at a kind that does not exist; a template asks to learn that.
    if (!type) return;
    const home = type.isNamespaced && namespace !== '' ? namespace : undefined;
    try {
      if (name === '') {
        for (const object of (await this.client.listFrom(type, { namespace: home })).items) this.add(object);
        this.add({ apiVersion, kind: `${kind}List`, metadata: {} });
        return;
      }
      if (type.isNamespaced && home === undefined) return;
      const object = await this.client.find({ apiVersion, kind, namespace: home, name });
      if (object) this.add(object);
    } catch (error) {
      if (!isKubeError(error, 'forbidden')) throw error;
      const verb = name === '' ? 'list' : 'get';
      const where = home === undefined ? 'the cluster' : `namespace ${home}`;
      throw new KubeError(
        'forbidden',
        `the package looks up ${kind} ${name}: ${error.message}. It needs a rule with the verb ${verb} for ${type.plural} in ${where}`,
        error.status,
        { cause: error },
      );
    }
  }

  private add(object: KubeObject): void {
    const { apiVersion, kind, metadata } = object;
    const isSame = (other: KubeObject) =>
      other.apiVersion === apiVersion &&
      other.kind === kind &&
      other.metadata.namespace === metadata.namespace &&
      other.metadata.name === metadata.name;
    if (!this.found.some(isSame)) this.found.push(object);
  }
}
