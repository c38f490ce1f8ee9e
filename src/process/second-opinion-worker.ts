/** The thread in which `openapi-diff` answers one question; whoever asks ends it. */
import { parentPort, workerData } from 'node:worker_threads'
import openApiDiff from 'openapi-diff'

/** Two bundled OpenAPI 3.0 documents, as JSON text. */
export interface OpinionQuestion {
  readonly base: string
  readonly revision: string
}

/** What it calls breaking, as code and place; or why it says nothing, as the rest of a sentence that begins with its name. */
export type OpinionReply = { readonly differences: readonly string[] } | { readonly failed: string }

parentPort?.postMessage(await answer(workerData as OpinionQuestion))

async function answer({ base, revision }: OpinionQuestion): Promise<OpinionReply> {
  try {
    const outcome = await openApiDiff.diffSpecs({
      sourceSpec: { content: base, location: 'base', format: 'openapi3' },
      destinationSpec: { content: revision, location: 'revision', format: 'openapi3' },
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
