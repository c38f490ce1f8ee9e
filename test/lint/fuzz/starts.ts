import { load } from 'js-yaml'
import { realStarts } from '../../diff/fuzz/real.ts'
import * as samples from '../spectral/samples.ts'
import type { Language } from './compare.ts'
import type { Json, Values } from './mutate.ts'

export interface Start {
  readonly language: Language
  readonly values: Values
}

/** Contracts with something wrong in most places, in each language, over one file and several. */
export const sampleStarts: readonly Start[] = [
  start('oas', { 'openapi.yaml': samples.shared }),
  start('oas', { 'openapi.yaml': samples.beside }),
  ...Object.values(samples.spreads).map((files) => start('oas', files)),
  start('asyncapi', { 'asyncapi.yaml': samples.two, 'messages.yaml': samples.messages }),
  start('asyncapi', { 'asyncapi.yaml': samples.three, 'messages.yaml': samples.messages }),
  start('arazzo', { 'arazzo.yaml': samples.workflows }),
]

function start(language: Language, texts: Readonly<Record<string, string>>): Start {
  // The samples hold nothing but what JSON has.
  const values = Object.entries(texts).map(([path, text]) => [path, load(text) as Json] as const)
  return { language, values: Object.fromEntries(values) }
}

/** Paths of real contracts with what they reach, each a contract of its own. */
export function startsFromReality(): readonly Start[] {
  return realStarts().map(({ openapi, path, base }, index) => ({
    language: 'oas',
    values: {
      [index % 3 === 0 ? 'openapi.json' : 'openapi.yaml']: {
        openapi,
        info: { title: 'T', version: '1.0.0' },
        // What was read from JSON and YAML is plain.
        paths: { [path]: base.pathItem as Json },
        components: base.components as Json,
      },
    },
  }))
}
