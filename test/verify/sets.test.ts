// Which charts an argument means, and which value sets a chart has.

import { symlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { discoverCharts, expand } from '../../verify/sets/discover';
import { parseShard, takeShard } from '../../verify/run/run';
import { discoverSets, type SetOptions, setArguments } from '../../verify/sets/sets';
import { Folder } from '../cli/charts';

const folder = new Folder();
const options: SetOptions = { release: 'rel', apiVersions: [], args: [], files: [] };
const sets = (chart: string, more: Partial<SetOptions> = {}) =>
  discoverSets(`${folder.path}/${chart}`, `${folder.path}/${chart}`, chart.split('/').pop()!, { ...options, ...more });

beforeAll(() => {
  folder.write({
    'charts/a/Chart.yaml': 'name: a',
    'charts/a/charts/inner/Chart.yaml': 'name: inner',
    'charts/a/charts/packed.tgz': '',
    'charts/a/ci/two-values.yaml': '',
    'charts/a/ci/one-values.yaml': '',
    'charts/a/ci/README.md': '',
    'charts/a/values-prod.yaml': '',
    'charts/a/values.yaml': '',
    'charts/group/b/Chart.yaml': 'name: b',
    'charts/group/c-1.0.0.tgz': '',
    'charts/node_modules/x/Chart.yaml': '',
    'charts/.hidden/Chart.yaml': '',
    'charts/notes.txt': '',
    'charts/empty/nothing.txt': '',
    'set/Chart.yaml': 'name: set',
    'set/extra.yaml': '',
    'set/mistletoe.verify.yaml': `
namespace: shop
kubeVersion: "1.30"
defaults: false
sets:
  - name: production
    values: [extra.yaml, {replicas: 3}]
    set: [a=b, c=d]
    setString: e=1
    includeCRDs: true
    release: web
    apiVersions: [x/v1]
  - name: refused
    namespace: other
    values: {replicas: -1}
    fails: must be positive
`,
    'more/mistletoe.verify.yaml':
      'namespace: all\nrelease: common\ncharts:\n  d: {discover: false, sets: [{name: one}]}\n  e: {release: eee}\n',
    'more/d/Chart.yaml': 'name: d',
    'more/d/ci/x-values.yaml': '',
    'more/e-1.2.3.tgz': '',
  });
});
afterAll(() => folder.remove());

describe('discoverCharts', () => {
  const names = (...args: string[]) => discoverCharts(args, folder.path).map(({ name }) => name);

  it('walks folders, and enters no chart', () => {
    expect(names('charts')).toEqual(['charts/a', 'charts/group/b', 'charts/group/c-1.0.0.tgz']);
  });

  it('takes charts, archives and patterns, each once', () => {
    expect(names('charts/a', 'charts/group/c-1.0.0.tgz')).toEqual(['charts/a', 'charts/group/c-1.0.0.tgz']);
    expect(names('charts/*', 'charts/a')).toEqual(['charts/a', 'charts/group/b', 'charts/group/c-1.0.0.tgz']);
    expect(names('**/*.tgz')).toContain('charts/group/c-1.0.0.tgz');
    expect(names('charts/group/{b,c-*}')).toEqual(['charts/group/b', 'charts/group/c-1.0.0.tgz']);
  });

  it('follows links to charts, each chart once', () => {
    const at = (name: string) => `${folder.path}/${name}`;
    folder.write({ 'released/d/1.0.0/Chart.yaml': 'name: d', 'linked/e/Chart.yaml': 'name: e' });
    for (const [link, target] of [
      ['linked/d', '../released/d/1.0.0'],
      ['linked/again', 'd'],
      ['linked/a-e', 'e'],
      ['linked/c.tgz', '../charts/group/c-1.0.0.tgz'],
      ['linked/notes.txt', '../charts/notes.txt'],
      ['linked/broken', 'nowhere'],
      ['linked/loop', '..'],
    ]) {
      symlinkSync(target!, at(link!));
    }
    expect(names('linked')).toEqual(['linked/again', 'linked/c.tgz', 'linked/e']);
    expect(names('linked/d')).toEqual(['linked/d']);
  });

  it('refuses what means nothing', () => {
    expect(() => names('nosuch')).toThrow('there is no chart nosuch');
    expect(() => names('charts/empty')).toThrow('charts/empty holds no chart');
  });

  it('expands classes', () => {
    expect(expand('charts/[!a]*', folder.path).map((path) => path.split('/').pop())).toEqual([
      'empty',
      'group',
      'notes.txt',
    ]);
  });
});

describe('discoverSets', () => {
  it('takes defaults, ci files and values files', () => {
    expect(sets('charts/a').map(({ name, origin, files }) => [name, origin, ...files])).toEqual([
      ['defaults', 'defaults'],
      ['ci/one-values.yaml', 'ci', 'a/ci/one-values.yaml'],
      ['ci/two-values.yaml', 'ci', 'a/ci/two-values.yaml'],
      ['values-prod.yaml', 'values', 'a/values-prod.yaml'],
    ]);
  });

  it('adds files and flags of the command line', () => {
    const [first, ...rest] = sets('charts/group/b', {
      namespace: 'ns',
      args: ['--set', 'a=b'],
      files: ['/x/one.yaml', '/y/one.yaml'],
    });
    expect(setArguments(first, 'b', undefined)).toEqual(['rel', 'b', '--namespace', 'ns', '--set', 'a=b']);
    expect(rest.map(({ name }) => name)).toEqual(['one.yaml', 'one.yaml (2)']);
  });

  it('reads settings in the chart', () => {
    const [production, refused] = sets('set');
    expect(setArguments(production, 'set', 'inline.yaml')).toEqual([
      ...[
        'web',
        'set',
        '--values',
        'set/extra.yaml',
        '--values',
        'inline.yaml',
        '--namespace',
        'shop',
        '--kube-version',
        '1.30',
      ],
      ...['--api-versions', 'x/v1', '--set', 'a=b', '--set', 'c=d', '--set-string', 'e=1', '--include-crds'],
    ]);
    expect(JSON.parse(production.inline!)).toEqual({ replicas: 3 });
    expect(refused).toMatchObject({
      release: 'rel',
      fails: 'must be positive',
      args: ['--namespace', 'other', '--kube-version', '1.30'],
    });
  });

  it('reads settings beside charts, by name', () => {
    expect(sets('more/d').map(({ name, release, args }) => [name, release, ...args])).toEqual([
      ['defaults', 'common', '--namespace', 'all'],
      ['one', 'common', '--namespace', 'all'],
    ]);
    expect(discoverSets(`${folder.path}/more/e-1.2.3.tgz`, `${folder.path}/more/nothing`, '', options)[0].release).toBe(
      'eee',
    );
  });

  it.each([
    ['sets: {}', 'sets must be a list'],
    ['sets: [{}]', 'sets[0].name is missing'],
    ['set: []', 'set is not known'],
    ['sets: [{name: a, valeus: x}]', 'sets[0].valeus is not known'],
    ['sets: [{name: a, values: nosuch.yaml}]', 'there is no file nosuch.yaml'],
    ['sets: [{name: a, fails: [1]}]', 'fails must be'],
    ['defaults: maybe', 'defaults must be true or false'],
    ['a: [', 'mistletoe.verify.yaml: '],
  ])('refuses %s', (text, message) => {
    folder.write({ 'bad/Chart.yaml': 'name: bad', 'bad/mistletoe.verify.yaml': text });
    expect(() => sets('bad')).toThrow(message);
  });
});

describe('shards', () => {
  it('cover all charts, each once', () => {
    const all = Array.from({ length: 11 }, (_, i) => i);
    const parts = [1, 2, 3, 4].flatMap((index) => takeShard(all, { index, of: 4 }));
    expect(parts.sort((a, b) => a - b)).toEqual(all);
    expect(takeShard(all, parseShard('2/4'))).toEqual([1, 5, 9]);
  });

  it.each(['0/3', '4/3', '1', 'a/b', '1/0'])('refuse %s', (text) => {
    expect(() => parseShard(text)).toThrow('give a number of a number');
  });
});
