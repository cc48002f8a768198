// --name-template: a Go template that names the release.
export async function renderName(template: string, _helm: 3 | 4): Promise<string> {
  return template;
}
