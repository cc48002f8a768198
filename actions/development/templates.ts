// What `mistletoe new` can start from. The files are in toolchain/templates.

/** The kinds of package that `new` knows, and what each is. */
export const TEMPLATES = {
  web: 'a web application: Deployment, Service, Ingress',
  operator: 'an operator: custom resource definitions, roles, Deployment',
  chart: 'a chart with a policy around it',
} as const;

export type Template = keyof typeof TEMPLATES;
