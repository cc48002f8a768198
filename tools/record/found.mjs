// Asks one more helm about what the fuzzer found (test/fuzz/found), and writes what it answers otherwise than its neighbour.
//
//     node tools/record/found.mjs 4.3 3.22
import { importTypeScript } from '../build/typescript.mjs';

const { profiles } = await importTypeScript('language/profiles.ts');
const { askAgain } = await importTypeScript('test/fuzz/found.ts');

const ids = process.argv.slice(2);
const unknown = ids.find((id) => !profiles().some((profile) => profile.id === id));
if (ids.length === 0 || unknown !== undefined) {
  console.error(
    `usage: node tools/record/found.mjs ${profiles()
      .map(({ id }) => id)
      .join('|')} …`,
  );
  process.exit(2);
}
for (const id of ids) {
  const differing = await askAgain(id);
  console.log(`${id}: ${differing.length} otherwise than recorded${differing.map((name) => `\n    ${name}`).join('')}`);
}
