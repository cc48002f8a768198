// The help texts. They teach: what a command is for, an example for each thing people do, then the flags.

export const templateHelp = `Renders a chart, or a module that a chart was converted to, and prints what helm template prints.
`;
