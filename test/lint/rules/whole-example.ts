import type { Rule } from '#lint/rule.ts'

/** The contract that a text in a rule's example or test stands for, with the head it leaves out, by the name of its file. */
export function wholeContract({ kinds: [kind] }: Rule, text: string): Readonly<Record<string, string>> {
  const has = (key: string) => new RegExp(`^${key}\\b`, 'm').test(text)
  switch (kind) {
    case 'openapi':
    case 'asyncapi':
    case 'arazzo': {
      const version = has(kind) ? '' : `${kind}: ${versions[kind]}\n`
      const info = has('info') ? '' : 'info: { title: T, version: 1.0.0 }\n'
      return { [`${kind}.yaml`]: `${version}${info}${text}\n` }
    }
    case 'graphql':
      return { 'schema.graphql': `${text}\n` }
    case 'protobuf':
      if (marker.test(text)) return filesIn(text)
      return {
        'pets.proto': has('syntax') || has('package') ? `${text}\n` : `syntax = "proto3";\npackage pets.v1;\n${text}\n`,
      }
  }
}

const versions = { openapi: '3.1.0', asyncapi: '3.0.0', arazzo: '1.0.1' } as const

/** In Protobuf an example may be of several files, each below a comment that says its path. */
const marker = /^\/\/ (\S+\.proto)\n/m

function filesIn(text: string): Readonly<Record<string, string>> {
  const [, ...parts] = `\n${text}\n`.split(/^\/\/ (\S+\.proto)\n/m)
  return Object.fromEntries(parts.flatMap((path, index) => (index % 2 === 0 ? [[path, parts[index + 1] ?? '']] : [])))
}
