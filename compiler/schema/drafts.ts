// The drafts of JSON Schema as santhosh-tekuri/jsonschema v6 (Helm 4) knows them: where subschemas stand, how a schema names
// itself, and the vocabularies.
// Follows github.com/santhosh-tekuri/jsonschema/v6@v6.0.3 draft.go, github.com/santhosh-tekuri/jsonschema/v6@v6.0.3 vocab.go.

import type { JsonObject } from '../../gostd/encoding/json';

export interface Draft {
  version: 4 | 6 | 7 | 2019 | 2020;
  url: string;
  /** The keyword that names a schema. */
  id: 'id' | '$id';
  /** Paths to subschemas: `*` any member, `[]` any item. */
  subschemas: string[][];
  vocabularyPrefix: string;
  vocabularies: string[];
  defaultVocabularies: string[];
}

const paths = (text: string) => text.split(' ').map((path) => path.split('/'));

const SUBSCHEMAS_4 = paths(
  'definitions/* not allOf/[] anyOf/[] oneOf/[] properties/* additionalProperties patternProperties/* items items/[] additionalItems dependencies/*',
);
const SUBSCHEMAS_6 = [...SUBSCHEMAS_4, ...paths('propertyNames contains')];
const SUBSCHEMAS_7 = [...SUBSCHEMAS_6, ...paths('if then else')];
const SUBSCHEMAS_2019 = [
  ...SUBSCHEMAS_7,
  ...paths('$defs/* dependentSchemas/* unevaluatedProperties unevaluatedItems contentSchema'),
];
const SUBSCHEMAS_2020 = [...SUBSCHEMAS_2019, ...paths('prefixItems/[]')];

const early = { vocabularyPrefix: '', vocabularies: [], defaultVocabularies: [] };

export const DRAFTS: readonly Draft[] = [
  { ...early, version: 4, url: 'http://json-schema.org/draft-04/schema', id: 'id', subschemas: SUBSCHEMAS_4 },
  { ...early, version: 6, url: 'http://json-schema.org/draft-06/schema', id: '$id', subschemas: SUBSCHEMAS_6 },
  { ...early, version: 7, url: 'http://json-schema.org/draft-07/schema', id: '$id', subschemas: SUBSCHEMAS_7 },
  {
    version: 2019,
    url: 'https://json-schema.org/draft/2019-09/schema',
    id: '$id',
    subschemas: SUBSCHEMAS_2019,
    vocabularyPrefix: 'https://json-schema.org/draft/2019-09/vocab/',
    vocabularies: ['core', 'applicator', 'validation', 'meta-data', 'format', 'content'],
    defaultVocabularies: ['core', 'applicator', 'validation'],
  },
  {
    version: 2020,
    url: 'https://json-schema.org/draft/2020-12/schema',
    id: '$id',
    subschemas: SUBSCHEMAS_2020,
    vocabularyPrefix: 'https://json-schema.org/draft/2020-12/vocab/',
    vocabularies: [
      'core',
      'applicator',
      'unevaluated',
      'validation',
      'meta-data',
      'format-annotation',
      'format-assertion',
      'content',
    ],
    defaultVocabularies: ['core', 'applicator', 'unevaluated', 'validation'],
  },
];

export const LATEST_DRAFT = DRAFTS[4];

/** The draft that a `$schema` names, if it is one of these. */
export function draftOf(url: string): Draft | null {
  const [place, fragment] = splitAtHash(url);
  if (fragment !== '') return null;
  const name = place.replace(/^https?:\/\//, '');
  if (name === 'json-schema.org/schema') return LATEST_DRAFT;
  return DRAFTS.find((draft) => draft.url.replace(/^https?:\/\//, '') === name) ?? null;
}

/** What a schema calls itself, without fragment; empty where it has no name. */
export function idOf(draft: Draft, schema: JsonObject): string {
  if (draft.version < 2019 && schema.has('$ref')) return '';
  const id = schema.get(draft.id);
  return typeof id === 'string' ? splitAtHash(id)[0] : '';
}

export function splitAtHash(text: string): [place: string, fragment: string] {
  const hash = text.indexOf('#');
  return hash < 0 ? [text, ''] : [text.slice(0, hash), text.slice(hash + 1)];
}
