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
export type Resource<T extends { apiVersion?: string; kind?: string; metadata?: object }> = Omit<
  T,
  'apiVersion' | 'kind' | 'metadata' | 'status'
> & {
  apiVersion: NonNullable<T['apiVersion']>;
  kind: NonNullable<T['kind']>;
  metadata: NonNullable<T['metadata']> & { name: string };
};

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
   * An object of the cluster, as `lookup` finds it in charts; with an empty name the list of all in the namespace, or in all. On a
   * cluster the package is rendered again with what it asked for; elsewhere there is what the host brought along.
   */
  lookup<T extends { apiVersion: string; kind: string } = Manifest>(
    apiVersion: string,
    kind: string,
    namespace: string,
    name: string,
  ): T | undefined;
  /** The objects that a dependency renders (`dependencies` of the package) with this input. Throws InputError where it fails. */
  render(dependency: string, data?: Record<string, unknown>): Manifest[];
  /** The same as text: the dependency's files, byte for byte, and its message. */
  renderFiles(dependency: string, data?: Record<string, unknown>): { files: Record<string, string>; message?: string };
}

/** Objects (each becomes a file named after it), or files by path: a text, an object, or several. */
export type Files =
  | readonly (object | null | undefined | false)[]
  | Record<string, string | object | readonly object[]>;

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
