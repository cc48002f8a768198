// What the `yaml` package says of a text that is none, as one line of an error of ours.

/** The first line of its message, without the colon behind which it shows the text: `… at line 2, column 1`. */
export function yamlProblem(message: string): string {
  return message.split('\n', 1)[0]!.replace(/:$/, '');
}
