// Writes docs/helm-versions.md from language/profiles.ts. `--check` only tells whether it is as it should be.
import { readFileSync, writeFileSync } from 'node:fs';
import { importTypeScript } from '../build/typescript.mjs';

const { helmVersionsPage } = await importTypeScript('language/versions-page.ts');
const path = 'docs/helm-versions.md';
const page = helmVersionsPage();
if (process.argv.includes('--check')) {
  if (readFileSync(path, 'utf8') !== page) {
    console.error(`${path} is not what language/profiles.ts says: node tools/generate/helm-versions.mjs`);
    process.exit(1);
  }
} else writeFileSync(path, page);
