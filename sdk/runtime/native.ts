// The one way out of JavaScript: functions that are part of the module beside QuickJS. 0 reads YAML; n + 1 renders dependency number n, and
// -n - 1 gives what that read and ends it.

type Native = (operation: number, text: string) => string;

const globals = globalThis as { __mistletoe_native?: Native };
const given = globals.__mistletoe_native;
delete globals.__mistletoe_native;

export const native: Native = (operation, text) => {
  if (given === undefined) throw new Error('parseYaml and render work in a built package only (mistletoe build)');
  return given(operation, text);
};
