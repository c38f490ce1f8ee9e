import type { Pointer } from './place.ts'

/** What does away with a finding, and changes nothing else: offered to a person, or made by `apigov lint --fix`. */
export interface Fix {
  /** An imperative sentence with a full stop: what the edits do. */
  readonly title: string
  readonly edits: readonly Edit[]
}

/** One change to the value of a YAML or JSON file. It says what is meant; `edit-text.ts` finds the characters. */
export type Edit =
  /** Gives the key at the end of the pointer another name. */
  | { readonly kind: 'rename'; readonly file: string; readonly pointer: Pointer; readonly to: string }
  /** Puts the key at the end of the pointer in quotes, which YAML reads as something else than a text: `200` becomes `'200'`. */
  | { readonly kind: 'quote'; readonly file: string; readonly pointer: Pointer }
  /** Puts a scalar where another one stands. */
  | { readonly kind: 'replace'; readonly file: string; readonly pointer: Pointer; readonly value: Scalar }
  /** Takes out a key and its value, or an item of a list. */
  | { readonly kind: 'remove'; readonly file: string; readonly pointer: Pointer }
  /** Puts a key and its value behind the others of the mapping that stands at the parent of the pointer. */
  | { readonly kind: 'add'; readonly file: string; readonly pointer: Pointer; readonly value: Scalar }

export type Scalar = string | number | boolean | null
