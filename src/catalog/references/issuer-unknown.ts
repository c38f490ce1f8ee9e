import { didYouMean } from '../../base/did-you-mean.ts'
import { pointerTo } from '../../base/place.ts'
import { defineReferenceRule } from './reference-rule.ts'

export const issuerUnknown = defineReferenceRule({
  id: 'issuer-unknown',
  summary:
    'Tokens of a consumer come from an issuer that the environment trusts, and an environment names each issuer once.',
  check({ catalog }, report) {
    for (const { issuers, file } of catalog.environments.values())
      issuers.forEach(({ issuer }, index) => {
        if (issuers.findIndex((other) => other.issuer === issuer) < index)
          report({
            file,
            pointer: pointerTo('/issuers', index),
            message: `Issuer \`${issuer}\` stands twice`,
            help: 'Keep the entry whose audience should hold.',
          })
      })
    for (const { credentials, file } of catalog.consumers.values())
      for (const [id, list] of credentials) {
        const environment = catalog.environments.get(id)
        if (!environment) continue
        const known = environment.issuers.map(({ issuer }) => issuer)
        list.forEach((credential, index) => {
          if (credential.kind !== 'jwt' || known.includes(credential.issuer)) return
          const near = didYouMean(credential.issuer, known)
          report({
            file,
            pointer: pointerTo('/credentials', id, index, 'issuer'),
            message: `Environment \`${id}\` does not trust issuer \`${credential.issuer}\`${near ? `: did you mean \`${near}\`?` : ''}`,
            help: near ? `Write \`${near}\`.` : `Add it to \`issuers\` in \`${environment.file}\`.`,
          })
        })
      }
  },
})
