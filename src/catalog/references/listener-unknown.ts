import { didYouMean } from '../../base/did-you-mean.ts'
import { defineReferenceRule } from './reference-rule.ts'

export const listenerUnknown = defineReferenceRule({
  id: 'listener-unknown',
  summary: 'An exposure names a listener of its environment.',
  check({ catalog }, report) {
    for (const { exposures } of catalog.apis.values())
      for (const { environment: id, listener, file } of exposures.values()) {
        const environment = catalog.environments.get(id)
        if (!environment || environment.listeners.has(listener)) continue
        const near = didYouMean(listener, environment.listeners.keys())
        const listeners = [...environment.listeners.keys()].map((name) => `\`${name}\``).join(', ')
        report({
          file,
          pointer: '/listener',
          message: `Environment \`${id}\` has no listener \`${listener}\`${near ? `: did you mean \`${near}\`?` : ''}`,
          help:
            listeners === ''
              ? `Add it to \`${environment.file}\`.`
              : `Write one of ${listeners}, or add it to \`${environment.file}\`.`,
        })
      }
  },
})
