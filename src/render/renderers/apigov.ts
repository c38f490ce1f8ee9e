import { canonicalJson, snapshotText } from '../../snapshot/canonical.ts'
import { snapshotFormat } from '../../snapshot/snapshot.ts'
import { defineRenderer, type Rendering } from '../renderer.ts'

export const apigov = defineRenderer({
  id: 'apigov',
  summary: 'The snapshot that the bundled gateway runs, and from which line each entry of it came.',
  render: (rendering) => [
    { path: 'gateway.json', content: gatewayJson(rendering) },
    { path: 'provenance.json', content: provenanceJson(rendering) },
  ],
})

function gatewayJson({ environment, sequence, commit, digest, signature, content }: Rendering): string {
  return snapshotText({ format: snapshotFormat, environment, sequence, commit, digest, signature, content })
}

/** Beside the snapshot, not in it: a moved line must not look like a new gateway. */
function provenanceJson({ environment, commit, provenance }: Rendering): string {
  const lists = Object.entries(provenance).map(([list, entries]) => {
    const lines = [...entries].map(([id, places]) => {
      const lines = places.map(({ file, line }) => `${file}:${line}`)
      return `    ${JSON.stringify(id)}: ${canonicalJson(lines)}`
    })
    return lines.length === 0
      ? `  ${JSON.stringify(list)}: {}`
      : `  ${JSON.stringify(list)}: {\n${lines.join(',\n')}\n  }`
  })
  const head = [`  "format": 1`, `  "environment": ${JSON.stringify(environment)}`, `  "commit": "${commit}"`]
  return `{\n${[...head, ...lists].join(',\n')}\n}\n`
}
