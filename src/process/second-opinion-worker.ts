/** The thread in which `openapi-diff` answers one question; whoever asks ends it. */
import { parentPort, workerData } from 'node:worker_threads'
import openApiDiff from 'openapi-diff'
import type { OpinionQuestion } from '../review/opinions.ts'

/** What it calls breaking, as code and place; or why it says nothing, as the rest of a sentence that begins with its name. */
export type OpinionReply = { readonly differences: readonly string[] } | { readonly failed: string }

/** What the tool reads, and what it calls it. */
const formats: ReadonlyMap<string, 'swagger2' | 'openapi3'> = new Map([
  ['Swagger 2.0', 'swagger2'],
  ['OpenAPI 3.0', 'openapi3'],
])

parentPort?.postMessage(await answer(workerData as OpinionQuestion))

async function answer({ base, revision }: OpinionQuestion): Promise<OpinionReply> {
  try {
    const [before, after] = [languageOf(base), languageOf(revision)]
    const formatOfBase = formats.get(before)
    const formatOfRevision = formats.get(after)
    if (formatOfBase === undefined) return { failed: `it does not read ${before}` }
    if (formatOfRevision === undefined) return { failed: `it does not read ${after}` }
    const outcome = await openApiDiff.diffSpecs({
      sourceSpec: { content: base, location: 'base', format: formatOfBase },
      destinationSpec: { content: revision, location: 'revision', format: formatOfRevision },
    })
    if (!outcome.breakingDifferencesFound) return { differences: [] }
    return {
      differences: outcome.breakingDifferences.map(
        ({ code, sourceSpecEntityDetails, destinationSpecEntityDetails }) => {
          const [place] = [...sourceSpecEntityDetails, ...destinationSpecEntityDetails]
          return place === undefined ? code : `${code} at ${place.location}`
        },
      ),
    }
  } catch (thrown) {
    return { failed: `it failed: ${thrown instanceof Error ? thrown.message : String(thrown)}` }
  }
}

function languageOf(document: string): string {
  const { swagger, openapi } = JSON.parse(document) as { readonly swagger?: unknown; readonly openapi?: unknown }
  return swagger === undefined ? `OpenAPI ${String(openapi).split('.', 2).join('.')}` : `Swagger ${swagger}`
}
