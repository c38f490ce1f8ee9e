import type { OutputFile } from '../base/tree.ts'
import { kinds } from './kinds/index.ts'

/** Where a catalog keeps the schemas that the first lines of its files name. */
const schemaFolder = '.apigov/schemas'

/** The JSON Schema of every kind as a file `<kind>.json` in `folder`. */
export function schemaFiles(folder: string = schemaFolder): readonly (OutputFile & { readonly content: string })[] {
  return kinds.map((kind) => ({
    path: folder === '' ? `${kind.id}.json` : `${folder}/${kind.id}.json`,
    content: `${JSON.stringify(kind.jsonSchema(), null, 2)}\n`,
  }))
}
