// A place in a chart's templates, as reports show it.

/** Where in a chart something was written. */
export interface TemplatePlace {
  /** path of the template file in the chart, the chart's name first, as in `# Source:` */
  template: string;
  /** from 1; 0 where only the file is known */
  line: number;
  /** the `define` around it; absent in the file's own template */
  define?: string;
  /** the place that called that template; absent in a file's own */
  from?: TemplatePlace;
}
