import { pointerTo } from '../../base/place.ts'
import type { Credential } from '../catalog.ts'
import { defineReferenceRule } from './reference-rule.ts'

export const credentialConflict = defineReferenceRule({
  id: 'credential-conflict',
  summary:
    'A key, a token or the name in a certificate belongs to one consumer, or the gateway could not say who calls.',
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
              message: `${named(credential)} to consumer \`${holder}\` already`,
              help: 'Give each consumer its own: who shares a credential shares its grants, limits and revocation.',
            })
          else holders.set(proof, id)
        })
  },
})

function named(credential: Credential): string {
  if (credential.kind === 'api-key') return `The key \`${credential.prefix}…\` belongs`
  if (credential.kind === 'mtls') return `Certificates with ${credential.san} \`${credential.value}\` belong`
  return `Tokens with \`${credential.claim}\` \`${credential.value}\` belong`
}

/** Keys are unique everywhere; what a token or certificate says only counts in the environment that trusts who made it. */
function proofOf(credential: Credential, environment: string): string {
  if (credential.kind === 'api-key') return credential.hash
  if (credential.kind === 'mtls') return JSON.stringify([environment, credential.san, credential.value])
  return JSON.stringify([environment, credential.issuer, credential.claim, credential.value])
}
