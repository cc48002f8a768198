// The help texts: what a command is for, an example for each thing people do, then the flags. No text here is wider than 100.

export const programExamples = `
Examples:
  mistletoe convert ./mychart                     compile a chart: mychart-1.2.3.wasm
  mistletoe template rel mychart-1.2.3.wasm       print what helm template prints
  mistletoe template rel ./mychart -f prod.yaml   the same from the chart; it is compiled once and kept
  mistletoe generate rel -p package -o dir=out    run any module and write its files
  mistletoe inspect package package.wasm          what is in a module

Exit codes:
  0  done        1  an error, in one line on standard error        2  wrong arguments (template: 1, as Helm)
  130  interrupted        141  nobody read the output to its end
`;

export const convertExamples = `
Examples:
  mistletoe convert ./mychart                     writes mychart-1.2.3.wasm
  mistletoe convert mychart-1.2.3.tgz -o web.wasm
  mistletoe convert ./mychart --helm 3            renders as Helm 3 does
  mistletoe convert ./mychart --emit ir           shows the intermediate form of its templates

A module gives Helm's answer for any values, so convert once and render often. What Helm cannot parse and what
cannot be compiled is listed with file, line and column.
`;

export const generateExamples = `
Examples:
  mistletoe generate my-ns -p namespace.wasm
  mistletoe generate web -p ./package -f input.yaml -s 'replicas: 3, host: example.com'
  mistletoe generate web -p mychart-1.2.3.wasm -f values.yaml --set replicaCount=3 -o dir=out
  mistletoe generate web -p ./package -o raw      the MistResult, as the module means it

For a converted chart, -f and --set are the chart's values, as in Helm; mistletoe template has all of Helm's flags.
For any other module they are the data it gets. What the module has to say goes to standard error.
`;

export const inspectExamples = `
Examples:
  mistletoe inspect package mychart-1.2.3.wasm
  mistletoe inspect package mychart-1.2.3
`;
