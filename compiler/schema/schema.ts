// values.schema.json at compile time: from its text to what the module holds of it. A schema that Helm refuses becomes Helm's
// message, which the module gives when it renders; so does a reference to what only a network has.

import { JSON_SCHEMA_V6 } from '../../runtime/abi/quirks';
import { type Profile, has } from '../../language/profiles';
import { quote } from '../../gostd/strconv';
import type { Chart } from '../chart/load';
import { SchemaCompiler, type SchemaNode } from './jsonschema-v6';
import { JsonError, parseJsonDocument } from '../../gostd/encoding/json';
import { type JudgeExports, SchemaJudge } from './judge';
import { compileGojsonschema } from './gojsonschema';
import type { Part, SchemaUses } from './program';
import { type Dialect, type MetaCheck, Roots } from './roots';
import { SchemaProblem, SchemaSources, type SourceOptions } from './sources';
import { singleQuoted, toImage } from './values';

/** A chart's schema as its module has it: a program, or what Helm says of a schema that it cannot use. */
export type CompiledSchema = { root: Part } | { error: string };

/** Files that the schemas of a conversion were made of, besides those of the chart. */
export type SchemaReads = Pick<SchemaSources, 'copies' | 'dependsOnPlace'>;

const SCHEMA_URL = 'file:///values.schema.json';

/** Compiles the schemas of charts, each only once. */
export class ChartSchemas {
  /** What became of the schema of each chart that has one. */
  readonly compiled = new Map<Chart, CompiledSchema>();
  private readonly sources: SchemaSources;
  private readonly missingOfAll = new Set<string>();
  private judge: SchemaJudge | null = null;
  private metaSchemas: MetaSchemas | null = null;
  /** What was read besides the charts' own schemas. */
  get reads(): SchemaReads {
    return this.sources;
  }

  /** What the schemas compiled so far need. */
  readonly uses: SchemaUses = noUses();

  constructor(
    private readonly helm: Profile,
    private readonly instance: () => JudgeExports,
    options: SourceOptions,
  ) {
    this.sources = new SchemaSources(options);
  }

  /** Compiles what these charts have. */
  add(charts: Iterable<Chart>): void {
    for (const chart of charts) {
      if (chart.schema && !this.compiled.has(chart)) this.compiled.set(chart, this.compileWhole(chart.schema));
    }
  }

  /** The documents that schemas refer to and nobody has. */
  get missing(): string[] {
    return [...this.missingOfAll].sort();
  }

  /** A schema that refers to what nobody has can judge no values: a render says so where it would have to. */
  private compileWhole(text: Uint8Array): CompiledSchema {
    const { missing } = this.sources;
    missing.clear();
    const compiled = this.compile(text);
    if (missing.size === 0) return compiled;
    const [first] = missing;
    for (const reference of missing) this.missingOfAll.add(reference);
    return {
      error:
        `failing loading ${quote(first)}: nothing is fetched, and there was no copy when the chart was converted: ` +
        'name a folder of copies with --schema-refs then, or do without the check with --skip-schema-validation',
    };
  }

  private compile(text: Uint8Array): CompiledSchema {
    this.uses.schema = true;
    this.judge ??= new SchemaJudge(this.instance);
    const { judge } = this;
    try {
      if (!has(this.helm, JSON_SCHEMA_V6)) {
        this.uses.gojsonschema = true;
        return { root: compileGojsonschema(text, this.sources, (pattern) => judge.patternProblem(pattern), this.uses) };
      }
      this.uses.jsonschemaV6 = true;
      this.metaSchemas ??= new MetaSchemas(judge);
      const roots = new Roots(this.sources, this.metaSchemas.check);
      roots.add(SCHEMA_URL, parseJsonDocument(text));
      return {
        root: new SchemaCompiler(roots, (pattern) => judge.patternProblem(pattern), this.uses).compile(SCHEMA_URL),
      };
    } catch (error) {
      if (error instanceof SchemaProblem || error instanceof JsonError) return { error: error.message };
      throw error;
    }
  }
}

function noUses(): SchemaUses {
  return { schema: false, jsonschemaV6: false, gojsonschema: false, schemaPattern: false, schemaFormat: false };
}

/** Compiles meta-schemas when they are needed, each once in a process: they are built in, and the same for all charts. */
class MetaSchemaCompiler {
  private readonly compiler = new SchemaCompiler(new Roots(new SchemaSources({}), null), () => null, noUses(), true);
  private readonly custom = new Map<string, SchemaNode>();

  nodeOf({ draft, vocabularies }: Dialect): SchemaNode {
    if (!vocabularies) return this.compiler.compile(draft.url);
    const key = `${draft.url} ${vocabularies.join(' ')}`;
    let node = this.custom.get(key);
    if (!node) {
      const base = draft.url.replace(/schema$/, 'meta/');
      const parts = vocabularies.map((name) => this.compiler.compile(base + name));
      node = this.compiler.combine(parts, draft.version);
      this.custom.set(key, node);
    }
    return node;
  }
}

let metaSchemas: MetaSchemaCompiler | undefined;

/** Checks schemas against their meta-schemas. */
class MetaSchemas {
  constructor(private readonly judge: SchemaJudge) {}

  readonly check: MetaCheck = (root, value, pointer) => {
    metaSchemas ??= new MetaSchemaCompiler();
    const own = metaSchemas.nodeOf(root.resource(pointer).dialect);
    const others = new Map<string, Part>();
    for (const [place, resource] of root.resources) {
      const node = metaSchemas.nodeOf(resource.dialect);
      if (node !== own) others.set(place, node);
    }
    const problem = this.judge.check(own, toImage(value), others);
    return problem === null ? null : `jsonschema validation failed with ${singleQuoted(own.location)}\n${problem}`;
  };
}
