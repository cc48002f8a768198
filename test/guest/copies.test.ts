// Long texts arrive whole at each distance that the output can have from them: those that lie a few bytes behind them in their pages are
// copied by pieces (copyBytes of runtime/guest/core/memory.ts).

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { templateCommand } from '../../actions/helm-template/template';
import { chartFiles, Folder } from '../cli/charts';

const PAGE = 4096;
/** Less than what is near: rounds that move on by so many bytes within the page meet it once. */
const STEP = 31;
const ROUNDS = Math.ceil(PAGE / STEP);

const lines = Array.from({ length: 1000 }, (_, i) => `# ${i} of a text`).join('\n');
/** What a round prints: three pages and a step. No two stretches are alike, so that a piece in the wrong place is seen. */
const round = `${lines.slice(0, 3 * PAGE + STEP - 1)}\n`;
const printed = `---\n# Source: copies/templates/a.yaml\nkind: A\n${round.repeat(ROUNDS)}`;

const folder = new Folder();
beforeAll(() => {
  const range = (body: string) => `kind: A\n{{ range until ${ROUNDS} }}${body}{{ end }}`;
  folder.write({
    ...chartFiles('written', { 'templates/a.yaml': range(round) }),
    ...chartFiles('included', {
      'templates/a.yaml': range('{{ $text := include "text" . }}{{ $text }}'),
      'templates/_text.tpl': `{{ define "text" }}${round}{{ end }}`,
    }),
  });
});
afterAll(() => folder.remove());

describe.each(['evaluated', 'compiled'])('%s', (way) => {
  test.each(['written', 'included'])('a text that is %s', async (chart) => {
    const options = { cwd: folder.path, compilesAtOnce: way === 'compiled' };
    const { stdout, stderr } = await templateCommand(['r', chart, '--no-cache'], options);
    expect(String(stderr)).toBe('');
    expect(String(stdout)).toBe(printed.replace('copies/', `${chart}/`));
  });
});
