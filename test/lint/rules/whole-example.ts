/** The example of a rule as a whole contract: with the head it leaves out. */
export function wholeExample(text: string): string {
  const info = /^info:/m.test(text) ? '' : 'info: { title: Pets, version: 1.0.0 }\n'
  return `openapi: 3.1.0\n${info}${text}\n`
}
