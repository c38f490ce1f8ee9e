import { pointerTo } from '../../base/place.ts'
import { defineReferenceRule } from './reference-rule.ts'

export const hostConflict = defineReferenceRule({
  id: 'host-conflict',
  summary: 'A host belongs to one listener of an environment, or it would be open who answers.',
  check({ catalog }, report) {
    for (const { listeners, file } of catalog.environments.values()) {
      const taken = new Map<string, string>()
      for (const [listener, { hosts }] of listeners)
        hosts.forEach((host, index) => {
          const other = taken.get(host)
          if (other !== undefined)
            report({
              file,
              pointer: pointerTo('/listeners', listener, 'hosts', index),
              message: `Host \`${host}\` is given twice, to listener \`${other}\` already`,
              help: 'Keep it in one listener.',
            })
          taken.set(host, listener)
        })
    }
  },
})
