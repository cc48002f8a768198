// What every page of ours begins and ends with. It needs nothing else, and follows the reader's choice of light or dark.

import { text } from './xml';

/** A whole page. `title` is text; `style`, `body` and `scripts` are markup. */
export function htmlPage({
  title,
  style,
  body,
  scripts = '',
}: Record<'title' | 'style' | 'body', string> & { scripts?: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${text(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
${scripts}</body>
</html>
`;
}
