// How a document that is YAML and not JSON is read, given the `yaml` package. The package is passed in: it is large, most
// results are JSON, and each surrounding loads it in its own way.

import type { ParseYaml } from './documents';

/** The part of the `yaml` package that is used. */
type YamlPackage = Pick<typeof import('yaml'), 'parseDocument'>;

/** A parser over the `yaml` package: one document, mappings as Maps, no duplicate keys, aliases bounded. */
export function yamlParser(load: () => YamlPackage): ParseYaml {
  return (text) => {
    const document = load().parseDocument(text, { prettyErrors: true, uniqueKeys: true, logLevel: 'error' });
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS({ mapAsMap: true, maxAliasCount: 100 });
  };
}
