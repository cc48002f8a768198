// A place in a chart's templates, as reports show it.

/** Where in a chart something was written. */
export interface TemplatePlace {
  /** path of the template file in the chart, the chart's name first, as in `# Source:` */
  template: string;
  /** from 1; 0 where only the file is known */
  line: number;
  /** the file and line that include it, where the line stands in a helper */
  from?: { template: string; line: number };
}
