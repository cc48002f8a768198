// The shapes of a package: what it declares, what a render is given, what it gives.

/** A Kubernetes object of any kind: what every one has, and fields of which nobody knows more until `isKind` has asked. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata?: {
    name?: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  [field: string]: unknown;
}

/**
 * An object as it must be to be applied: the types of `kubernetes-types`, and those of many custom resources, leave `apiVersion`, `kind` and
 * `metadata.name` optional, since a client may. `{ … } satisfies Resource<Deployment>` finds what is missing, misspelt or of a wrong
 * type, and what it holds is known without `?.`.
 */
export type Resource<T extends ObjectType> = Omit<T, 'apiVersion' | 'kind' | 'metadata' | 'status'> & {
  apiVersion: NonNullable<T['apiVersion']>;
  kind: NonNullable<T['kind']>;
  metadata: NonNullable<T['metadata']> & { name: string };
};

/** What the types of objects have: those of `kubernetes-types`, of custom resources, and `Manifest`. */
export interface ObjectType {
  apiVersion?: string;
  kind?: string;
  metadata?: object;
}

/** An object of the cluster: all that its type has, also `status`, and what none is without. */
export type Found<T extends ObjectType> = T & {
  apiVersion: NonNullable<T['apiVersion']>;
  kind: NonNullable<T['kind']>;
  metadata: NonNullable<T['metadata']> & { name: string };
};

/** All objects of a kind, in the order of namespace and name. */
export interface FoundList<T extends ObjectType> {
  apiVersion: string;
  /** `SecretList` */
  kind: string;
  metadata: { resourceVersion: string };
  items: Found<T>[];
}

/**
 * What a converted chart takes, for the compiler to see what it does not: `render<ChartInput>('shop', { values: { replicas: 3 } })`. What is left
 * out is the package's own: its name, namespace, clock, capabilities and lookups.
 */
export interface ChartInput {
  /** The chart's values, over its own. */
  values?: object;
  name?: string;
  namespace?: string;
  release?: { isUpgrade?: boolean; revision?: number };
  capabilities?: { kubeVersion?: string; apiVersions?: readonly string[] };
  includeCRDs?: boolean;
  skipHooks?: boolean;
  skipTests?: boolean;
  skipSchemaValidation?: boolean;
  /** RFC 3339, or seconds since 1970. */
  now?: string | number;
  entropy?: string;
  /** The objects that `lookup` finds in it. */
  lookups?: readonly object[];
  /** What calls of random functions drew from before. */
  draws?: Readonly<Record<string, { entropy?: string; issued?: number }>>;
}

/** What a render is given besides the user's data. */
export interface Context {
  /** The name of the installation. */
  readonly name: string;
  /** The namespace of the installation; `default` where the host gave none. */
  readonly namespace: string;
  /** What the cluster can do, as far as the host told. */
  readonly capabilities: { readonly kubeVersion?: string; readonly apiVersions: readonly string[] };
  /** Manifests that come from before: those of a post-renderer's or a transformer's input. */
  readonly manifests: readonly Manifest[];
  /** The moment of the render, from the host. Throws where the host gave none. */
  now(): Date;
  /**
   * Random bytes, computed from the host's entropy alone. With a name they are those of the name: the same at each call, and whatever else
   * the package draws, so that a later version of it keeps them. Without one each call goes on where the one before ended. Throws where the host gave no entropy.
   */
  randomBytes(length: number, name?: string): Uint8Array;
  /** A random text of letters and digits, in the same way. */
  randomText(length: number, name?: string): string;
  /**
   * All objects of a kind in the namespace, or with an empty one in all, as `lookup` finds them in charts: `lookup<Secret>('v1', 'Secret', namespace,
   * '')?.items`. Undefined where nobody asked a cluster; a cluster that has none says so with an empty list.
   */
  lookup<T extends ObjectType = Manifest>(
    apiVersion: NonNullable<T['apiVersion']>,
    kind: NonNullable<T['kind']>,
    namespace: string,
    name: '',
  ): FoundList<T> | undefined;
  /**
   * An object of the cluster, as `lookup` finds it in charts: `lookup<Secret>('v1', 'Secret', namespace, name)`; undefined where there is none. An
   * empty name is the list of all. On a cluster the package is rendered again with what it asked for; elsewhere there is what the host
   * brought along.
   */
  lookup<T extends ObjectType = Manifest>(
    apiVersion: NonNullable<T['apiVersion']>,
    kind: NonNullable<T['kind']>,
    namespace: string,
    name: string,
  ): Found<T> | undefined;
  /**
   * The objects that a dependency renders (`dependencies` of the package) with this data. Its type may be named: `render<ChartInput>('shop', { values })`.
   * Throws InputError where the dependency fails, TypeError for data that a chart does not take.
   */
  render<Data extends object = Record<string, unknown>>(dependency: string, data?: NoInfer<Data>): Manifest[];
  /** The same as text: the dependency's files, byte for byte, and its message. */
  renderFiles<Data extends object = Record<string, unknown>>(
    dependency: string,
    data?: NoInfer<Data>,
  ): { files: Record<string, string>; message?: string };
}

/**
 * Objects (each becomes a file named after it), or files by path: a text, an object, or several. What is null, undefined or false is left
 * out: an object under a condition.
 */
export type Files =
  | readonly (object | null | undefined | false)[]
  | Record<string, string | object | readonly (object | null | undefined | false)[] | null | undefined | false>;

/** What `generate` gives: files, with a message for the user if there is one (as a chart's notes). */
export type Output = Files | { files: Files; message?: string };

/** The part of zod's, valibot's and arktype's schemas that is the same in all (https://standardschema.dev). */
export interface StandardSchema<T> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => Result<T> | Promise<Result<T>>;
    readonly types?: { readonly input: unknown; readonly output: T } | undefined;
  };
}

type Result<T> = { readonly value: T; readonly issues?: undefined } | { readonly issues: readonly Issue[] };

/** What is wrong with a value, and where. */
export interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/**
 * How a package checks its data: a schema, or a function that gives the checked data or throws. Arktype's schemas can be called too, and then
 * give their errors as well: `T & {}` makes the compiler take the type of the data from the schema where there is one.
 */
export type Input<T> = StandardSchema<T> | ((data: Record<string, unknown>) => T & {});

/** A package. */
export interface PackageDefinition<T> {
  /** The package's name, as its MistPackage has it. */
  metadata: { name: string; version?: string; labels?: Record<string, string> };
  /** Checks the user's data and gives it its type. */
  input?: Input<T>;
  /** The JSON Schema of the data, where `input` cannot tell it itself; `show schema` prints it. */
  schema?: object;
  /** Modules that this package calls: a name, and a path relative to the package's file. They become part of the module. */
  dependencies?: Record<string, string>;
  /** Renders. Everything it may depend on is in its arguments. */
  generate(data: T, context: Context): Output | Promise<Output>;
}
