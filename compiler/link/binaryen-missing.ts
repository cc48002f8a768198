// What is thrown where Binaryen is not installed. Apart, since those who catch it need not load what compiles.

/** There is no Binaryen here. The message says what to install. */
export class BinaryenMissing extends Error {
  override name = 'BinaryenMissing';
}
