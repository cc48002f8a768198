// The package's own wasm files in a browser: whoever runs the compiler there has fetched them.

const provided = new Map<string, Uint8Array>();

/** Gives the files of the package's dist folder by name: `guest.wasm`, `toolkit.wasm`, `guest-data.json`. */
export function provideAssets(files: Readonly<Record<string, Uint8Array>>): void {
  for (const [name, bytes] of Object.entries(files)) provided.set(name, bytes);
}

/** A file of the package's dist folder. Throws where nobody provided it. */
export function readAsset(name: string): Uint8Array {
  const bytes = provided.get(name);
  if (!bytes) throw new Error(`${name} is missing: fetch it and give it to provideAssets`);
  return bytes;
}
