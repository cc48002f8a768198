// What a chart says when it refuses, without the files that `mistletoe eject` added to it: nobody who renders the package knows these.

const OURS = String.raw`[^\s():]+/templates/(?:mistletoe-context\.yaml|_mistletoe-texts\.tpl):\d+(?::\d+)?`;

/** Links of the chain that lead from our files to others: as Helm 3 and most errors of Helm 4 write them, and in lines. */
const LINKS = new RegExp(
  `^(?:template: ${OURS}: executing "[^"]+" at <.*?>: error calling include: (?=template: )|${OURS}\\n {2}executing "[^"]+" at <.*?>:\\n {4}error calling include:\\n(?=\\S))`,
);

/** What `fail` says alone; and the link that names what failed, of which the expression is left. */
const LAST = new RegExp(
  `^(?:execution error at \\(${OURS}\\): |template: ${OURS}: executing "[^"]+" |${OURS}\\n {2}executing "[^"]+" )`,
);

/** The words of a chart's error (docs/helm-versions.md), beginning with the first file that its author wrote. */
export function withoutOurFiles(reason: string): string {
  let words = reason;
  while (LINKS.test(words)) words = words.replace(LINKS, '');
  return words.replace(LAST, '');
}
