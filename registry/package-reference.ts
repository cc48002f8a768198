// What a user may write where a package is wanted, told apart by its form alone:
//
//   -                                 a module on standard input
//   oci://HOST/REPO[:TAG][@DIGEST]    an artifact in an OCI registry; a range such as :^1.2 takes the highest tag in it
//   https://HOST/chart-1.2.tgz        an archive; http:// only where plain http is allowed
//   NAME  with --repo URL             a chart of a chart repository
//   REGISTRY/PATH/NAME[:VERSION]      a package of a git registry that the configuration knows; without a version the highest
//   anything else                     a path

import { type OciReference, parseReference, SCHEME } from './oci/reference';

export type PackageReference =
  | { kind: 'stdin' }
  | { kind: 'path'; path: string }
  | { kind: 'oci'; reference: OciReference; range?: string }
  | { kind: 'url'; url: URL }
  | { kind: 'repository'; repository: string; name: string; version?: string }
  | { kind: 'git'; registry: string; path: string; version: string };

export interface ReferenceContext {
  /** --repo */
  repo?: string;
  /** --version: an exact version or a range */
  version?: string;
  /** names of git registries */
  gitRegistries?: readonly string[];
}

/** Tells what a reference is. Throws `reference` where the form is one of these and the text does not fit it. */
export function readPackageReference(text: string, context: ReferenceContext = {}): PackageReference {
  const name = text.trim();
  if (context.repo) return { kind: 'repository', repository: context.repo, name, version: context.version };
  if (name === '-') return { kind: 'stdin' };
  if (name.startsWith(SCHEME)) return readOci(name, context.version);
  if (/^https?:\/\//i.test(name) && URL.canParse(name)) return { kind: 'url', url: new URL(name) };
  const git = /^([^/:]+)\/([^:]+)(?::(.+))?$/.exec(name);
  if (git && context.gitRegistries?.includes(git[1]))
    return { kind: 'git', registry: git[1], path: git[2], version: git[3] ?? context.version ?? '*' };
  return { kind: 'path', path: text };
}

function readOci(text: string, version: string | undefined): PackageReference {
  const slash = text.indexOf('/', SCHEME.length);
  const colon = text.indexOf(':', slash);
  const tag = colon < 0 || text.includes('@') ? '' : text.slice(colon + 1);
  // Characters that no tag has.
  if (/[\^~<>=*|, ]/.test(tag)) return { kind: 'oci', reference: parseReference(text.slice(0, colon)), range: tag };
  const reference = parseReference(text);
  const isOpen = reference.tag === undefined && reference.digest === undefined;
  return { kind: 'oci', reference, ...(isOpen && { range: version ?? '' }) };
}
