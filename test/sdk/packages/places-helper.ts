// Another file of the package `places`.
const nothing = (): { a: number } => undefined as never;

export function thrownIn(value: unknown): never {
  throw value; // @ throw in another file
}

export class Deep {
  private readonly inner: number;
  constructor() {
    this.inner = 1 + nothing().a; // @ class of another file
  }
  get value() {
    return this.inner;
  }
}

export const valueIn = () => {
  const made = { a: 1 };
  return made.a + nothing().a; // @ value of another file
};

export async function asyncIn(): Promise<number> {
  await null;
  return 1;
}
