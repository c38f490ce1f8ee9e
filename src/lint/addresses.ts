/**
 * Files of rulesets that stand at addresses on the web. They are data, and never run: code is what somebody agreed to by a review, and
 * what stands at an address is in no commit.
 */
export interface Addresses {
  /** What stands at an `https:` address now, or why it cannot be had. Never throws. */
  read(address: string): Promise<AddressedText>
}

export type AddressedText = { readonly text: string } | Unreachable

export interface Unreachable {
  /** The end of a sentence that begins with the address: `answered 404`. */
  readonly failure: string
}

/** Where nobody may look. */
export const noAddresses: Addresses = {
  read: async () => ({ failure: 'is not fetched here' }),
}

/** True for `https://…` and `http://…`, as against paths and the names of packages. */
export function isAddress(name: string): boolean {
  return /^https?:\/\//i.test(name)
}
