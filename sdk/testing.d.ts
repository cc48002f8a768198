export {
  testPackage,
  type Given,
  type Rendered,
  type RenderedObject,
  type TestedPackage,
} from '@mistletoe-dev/mistletoe/build';
