// Files that a package may import: `import config from './app.conf'`. Texts as they are; YAML as the values it says.
declare module '*.yaml' {
  const value: unknown;
  export default value;
}
declare module '*.yml' {
  const value: unknown;
  export default value;
}
declare module '*.txt' {
  const text: string;
  export default text;
}
declare module '*.conf' {
  const text: string;
  export default text;
}
declare module '*.sh' {
  const text: string;
  export default text;
}
declare module '*.sql' {
  const text: string;
  export default text;
}
declare module '*.tpl' {
  const text: string;
  export default text;
}
declare module '*.md' {
  const text: string;
  export default text;
}
