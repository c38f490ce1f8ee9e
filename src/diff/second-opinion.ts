/** What another tool says of the same two contracts. It is shown where it differs, and it never decides. */
export type SecondOpinion =
  | { readonly tool: string; readonly outcome: 'agrees' }
  | {
      readonly tool: string
      readonly outcome: 'disagrees'
      readonly breaking: boolean
      /** What it calls breaking, in its own words: a code and a place. */
      readonly differences: readonly string[]
    }
  /** It could not be asked or gave no answer. */
  | { readonly tool: string; readonly outcome: 'none'; readonly because: string }
