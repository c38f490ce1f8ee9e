import { didYouMean } from '../../base/did-you-mean.ts'
import { type Pointer, pointerTo } from '../../base/place.ts'
import { environmentKind } from '../kinds/environment.ts'
import { defineReferenceRule, missing } from './reference-rule.ts'

export const environmentUnknown = defineReferenceRule({
  id: 'environment-unknown',
  summary: 'Every environment stands in `apigov.yaml`, in its place in the order of promotion, and has a file.',
  check({ catalog, has }, report) {
    const { settings } = catalog
    settings.environments.forEach((environment, index) => {
      if (settings.environments.indexOf(environment) < index)
        report({
          file: settings.file,
          pointer: pointerTo('/environments', index),
          message: `Environment \`${environment}\` stands twice in the order of promotion`,
          help: 'Keep it once.',
        })
      else if (!has(environmentKind, { environment }))
        report({
          file: settings.file,
          pointer: pointerTo('/environments', index),
          ...missing('Environment', environment, catalog.environments.keys(), `environments/${environment}.yaml`),
        })
    })
    const wants = (environment: string, file: string, pointer: Pointer) => {
      if (settings.environments.includes(environment)) return
      const near = didYouMean(environment, settings.environments)
      report({
        file,
        pointer,
        message: `Environment \`${environment}\` is not in \`${settings.file}\`${near ? `: did you mean \`${near}\`?` : ''}`,
        help: `Write one of ${settings.environments.map((name) => `\`${name}\``).join(', ')}, or add it to \`environments\` there.`,
      })
    }
    for (const { id, file } of catalog.environments.values()) wants(id, file, '')
    for (const { exposures } of catalog.apis.values())
      for (const { environment, file } of exposures.values()) wants(environment, file, '')
    for (const { credentials, file } of catalog.consumers.values())
      for (const environment of credentials.keys()) wants(environment, file, pointerTo('/credentials', environment))
    for (const { grants, file } of catalog.subscriptions.values())
      grants.forEach(({ environments }, grant) => {
        environments.forEach((environment, index) => {
          wants(environment, file, pointerTo('/grants', grant, 'environments', index))
        })
      })
  },
})
