// What the linker tells the guest of the chart's image: each is an import that becomes a constant, or the instruction that
// restores the image's changing part.

import { Value } from './value';

/** The chart's description (compiler/codegen/chart-description.ts). */
// @ts-ignore: decorator
@external('mist', 'imageRoot')
export declare function imageRoot(): Value;

/** First address behind the image. */
// @ts-ignore: decorator
@external('mist', 'imageEnd')
export declare function imageEnd(): usize;

/** Address of the slots, their number, and addresses of their names. */
// @ts-ignore: decorator
@external('mist', 'slotTable')
export declare function slotTable(): usize;
// @ts-ignore: decorator
@external('mist', 'slotCount')
export declare function slotCount(): u32;
// @ts-ignore: decorator
@external('mist', 'slotNames')
export declare function slotNames(): usize;

/** Address of the pair that leads to the MistPackage document. */
// @ts-ignore: decorator
@external('mist', 'packageText')
export declare function packageText(): usize;

/** Puts the image's changing part back to where it was at compile time. */
// @ts-ignore: decorator
@external('mist', 'restoreImage')
export declare function restoreImage(): void;
