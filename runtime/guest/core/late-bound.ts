// What the rest of the guest calls of parts that are linked only where a chart can reach them. Each is an import that the
// linker binds: to the guest's own export of that name, or, where the chart cannot reach it, to a function that does nothing.

import { Buffer } from './buffer';
import { MapObject } from './map';
import { Slot } from './definitions';
import { Value } from './value';

/** Runs a template body that `tpl` defined (template/exec.ts). */
// @ts-ignore: decorator
@external('mist', 'runTree')
export declare function callTree(slot: Slot, dot: Value): bool;

/** Field or method without arguments of a time.Time, time.Duration, time.Month or time.Weekday (functions/sprig/dates.ts): 0 without a failure where there is none of that name. */
// @ts-ignore: decorator
@external('mist', 'timeField')
export declare function timeField(receiver: Value, name: Value): Value;

/** Method with arguments of a time.Time or time.Duration: 0 without a failure where there is none of that name. */
// @ts-ignore: decorator
@external('mist', 'timeMethod')
export declare function timeMethod(receiver: Value, name: Value, pointer: usize, count: i32): Value;

/** Field or method without arguments of a *semver.Version (functions/sprig/semver.ts). */
// @ts-ignore: decorator
@external('mist', 'versionField')
export declare function versionField(receiver: Value, name: Value): Value;

/** Method with arguments of a *semver.Version. */
// @ts-ignore: decorator
@external('mist', 'versionMethod')
export declare function versionMethod(receiver: Value, name: Value, pointer: usize, count: i32): Value;

/** time.Time, Duration, Month, Weekday as fmt prints them (go/time/format.ts). */
// @ts-ignore: decorator
@external('mist', 'formatTime')
export declare function formatTime(buffer: Buffer, value: Value): void;

/** time.Time as %#v prints it (go/time/format.ts). */
// @ts-ignore: decorator
@external('mist', 'formatTimeSyntax')
export declare function formatTimeSyntax(buffer: Buffer, value: Value): void;

/** *semver.Version as fmt prints it (lib/semver/format.ts). */
// @ts-ignore: decorator
@external('mist', 'formatVersion')
export declare function formatVersion(buffer: Buffer, value: Value): void;

/** *semver.Version as %#v prints it (lib/semver/format.ts). */
// @ts-ignore: decorator
@external('mist', 'formatVersionSyntax')
export declare function formatVersionSyntax(buffer: Buffer, value: Value): void;

/** Forgets what the evaluator kept of the last render (template/exec.ts). */
// @ts-ignore: decorator
@external('mist', 'resetTree')
export declare function resetTree(): void;

/** Begins the trace of a render (template/trace.ts), in a module that was compiled for it. */
// @ts-ignore: decorator
@external('mist', 'resetTrace')
export declare function resetTrace(): void;

/** Parses a template file and makes its names stand for what it defines (template/exec.ts); false with a failure. Only linked where a module has its templates as texts. */
// @ts-ignore: decorator
@external('mist', 'defineSource')
export declare function defineSource(text: Value, path: Value): bool;

/** Does a version satisfy a constraint (Helm's IsCompatibleRange)? Only linked where a chart constrains the Kubernetes version. */
// @ts-ignore: decorator
@external('mist', 'versionInRange')
export declare function versionInRange(constraint: Value, version: Value): bool;

/** Checks the coalesced values against the schemas of the enabled charts (helm/schemas.ts); false with a failure recorded. */
// @ts-ignore: decorator
@external('mist', 'validateSchemas')
export declare function validateSchemas(values: MapObject): bool;

/** Is an odd number of so many limbs certainly no prime? False: nobody knows. Only the renderer asks its host; it makes no difference but time. */
// @ts-ignore: decorator
@external('mist', 'isSurelyComposite')
export declare function isSurelyComposite(number: usize, length: u32): bool;

/** Begins the cache of compiled patterns of a render (go/regexp/cache.ts). */
// @ts-ignore: decorator
@external('mist', 'beginPatternCache')
export declare function beginPatternCache(): void;
