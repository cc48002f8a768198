// A package that reads a text with YAML: all its documents, or only the first.
import { definePackage, parseYaml, parseYamlAll } from '@mistletoe-dev/sdk';

export default definePackage<{ text: string; all: boolean }>({
  metadata: { name: 'reading' },
  generate: ({ text, all }) => {
    const read = all ? parseYamlAll(text) : [parseYaml(text)];
    return { files: {}, message: String(read.length) };
  },
});
