import type { z } from 'zod'
import { type Fault, faultsOf, type SchemaNode } from '../fault.ts'
import { jsonSchemaOf } from '../shapes.ts'

/** A file of the catalog: its path in the tree and the names its path gives. */
export interface CatalogFile {
  readonly path: string
  /** By the words in the braces of the kind's `path`. */
  readonly names: Readonly<Record<string, string>>
}

/** One kind of file in a catalog: where such files live, what they may say, and what they become. */
export interface Kind<Value = unknown> {
  readonly id: string
  /** One sentence with a full stop. */
  readonly summary: string
  /** Below the catalog's root. `{team}` stands for one segment that is a name. */
  readonly path: string
  /** JSON Schema (draft 2020-12) of what a person may write, for editors. */
  jsonSchema(): SchemaNode
  /** Checks a parsed file. `value` is `null` where something is wrong, and `faults` says what; defaults have been applied. */
  read(document: unknown, file: CatalogFile): { readonly value: Value | null; readonly faults: readonly Fault[] }
}

/** Declares a kind: `shape` checks a file and gives its JSON Schema, `value` makes of it what `catalog.ts` promises. */
export function defineKind<Shape extends z.ZodType, Value>(kind: {
  readonly id: string
  readonly summary: string
  readonly path: string
  readonly shape: Shape
  readonly value: (written: z.output<Shape>, file: CatalogFile) => Value
}): Kind<Value> {
  let schema: SchemaNode | undefined
  const jsonSchema = () => {
    schema ??= describe(kind)
    return schema
  }
  return {
    id: kind.id,
    summary: kind.summary,
    path: kind.path,
    jsonSchema,
    read(document, file) {
      const checked = kind.shape.safeParse(document)
      return checked.success
        ? { value: kind.value(checked.data, file), faults: [] }
        : { value: null, faults: faultsOf(checked.error.issues, document, jsonSchema()) }
    },
  }
}

function describe({ id, summary, path, shape }: { id: string; summary: string; path: string; shape: z.ZodType }) {
  const { $schema, ...rest } = jsonSchemaOf(shape)
  return { $schema, title: `${id} (${path})`, description: summary, ...rest } as SchemaNode
}
