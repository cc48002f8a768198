// testPackage() for Vitest and other test runners. It builds with the program itself, so what is tested is what is shipped.
export { testPackage } from '@mistletoe-dev/mistletoe/build';
