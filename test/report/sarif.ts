import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'

/**
 * The schema of SARIF 2.1.0 as npm `@microsoft/jest-sarif` 1.0.0-beta.0 brings it (Microsoft, MIT licence), which is what
 * `https://json.schemastore.org/sarif-2.1.0.json` leads to. Written for an older draft of JSON Schema, of which it uses what is still the
 * same.
 */
const {
  $schema: _,
  id: __,
  ...schema
} = JSON.parse(readFileSync(new URL('../fixtures/sarif/sarif-2.1.0-rtm.5.json', import.meta.url), 'utf8'))
const isUri = (text: string) => URL.canParse(text)
const isReference = (text: string) => /^[\w\-.~:/?#[\]@!$&'()*+,;=%]*$/.test(text) && URL.canParse(text, 'file:///')
const formats = {
  uri: isUri,
  'uri-reference': isReference,
  'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
}
const validate = new Ajv({ strict: false, unicodeRegExp: false, allErrors: true, formats }).compile(schema)

/** What the schema of SARIF finds wrong with a log; nothing where it is one. */
export function sarifErrors(text: string): readonly string[] {
  validate(JSON.parse(text))
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`)
}
