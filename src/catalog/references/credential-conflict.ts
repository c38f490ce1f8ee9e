import { pointerTo } from '../../base/place.ts'
import type { Credential } from '../catalog.ts'
import { defineReferenceRule } from './reference-rule.ts'

export const credentialConflict = defineReferenceRule({
  id: 'credential-conflict',
  summary: 'A key or token belongs to one consumer, or the gateway could not say who calls.',
  check({ catalog }, report) {
    const holders = new Map<string, string>()
    for (const { id, credentials, file } of catalog.consumers.values())
      for (const [environment, list] of credentials)
        list.forEach((credential, index) => {
          const proof = proofOf(credential, environment)
          const holder = holders.get(proof)
          if (holder !== undefined && holder !== id)
            report({
              file,
              pointer: pointerTo('/credentials', environment, index),
              message:
                credential.kind === 'api-key'
                  ? `The key \`${credential.prefix}…\` belongs to consumer \`${holder}\` already`
                  : `Tokens with \`${credential.claim}\` \`${credential.value}\` belong to consumer \`${holder}\` already`,
              help: 'Give each consumer its own: who shares a credential shares its grants, limits and revocation.',
            })
          else holders.set(proof, id)
        })
  },
})

/** Keys are unique everywhere; what a token says only counts in the environment that trusts its issuer. */
function proofOf(credential: Credential, environment: string): string {
  return credential.kind === 'api-key'
    ? credential.hash
    : JSON.stringify([environment, credential.issuer, credential.claim, credential.value])
}
