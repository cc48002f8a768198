// Why templates stay in the chart: the kinds of reasons, and what the author of a chart can do about each.

/** What kind of thing is in the way. */
export type ReasonKind = keyof typeof ADVICE;

/** What one can do, a sentence; nothing where the reason says it. */
export const ADVICE = {
  /** `set`, `unset`, `merge` of what others see */
  changes:
    'What is changed stays changed for whatever renders later: merge (dict) .a .b instead of merge .a .b, and for set hand on a dict of its own, (dict "context" . "key" "value").',
  /** a variable gets another value in a condition or a range */
  assigned:
    'Give the variable its value at once: {{ $x := ternary "a" "b" .Values.on }}, {{ $x := .Values.a | default "b" }}; or write both branches out.',
  /** something random */
  draws:
    'Leave it in the chart, which draws it as before. In TypeScript it is randomText(length, name), which draws something else.',
  /** lines do not keep to YAML's structure */
  structure:
    'Let each line, and each branch of a condition, hold whole entries, indented as those around it: what has several lines with nindent.',
  /** a function, a method or a field that a package has not */
  unknown:
    'Leave it in the chart, or put it where its text is printed, in the template itself: such a text the package asks the chart for.',
  /** a value of which nothing tells what it is */
  untyped: 'Say in values.yaml or values.schema.json what it is: a default of the right kind is enough.',
  /** an include whose name is computed, or of another template's text */
  include: 'Leave it in the chart, or write the name as it is: include "name" .',
  /** Helm refuses it or it is nothing at all */
  broken: 'Mend it in the chart: with some values Helm refuses it too, or takes one of two.',
  /** TypeScript does not take what was written */
  types: 'Leave it in the chart, or say in values.yaml or values.schema.json what the value is.',
  /** it would render otherwise with some values */
  proof: 'Leave it in the chart, or let values of one kind stand there in all value sets.',
} as const;
