import { defineCheck } from '../check.ts'
import { isExpired } from '../exceptions.ts'

/** What the proposal writes must hold; an exception that ran out in the base is told as a warning, for it is not this proposal's doing. */
export const exceptionValid = defineCheck({
  id: 'exception-valid',
  summary: 'An exception has a reason, and a day to come on which it ends.',
  triggers: ['pushed', 'clock'],
  evaluate({ head, changedFiles, circumstances }, { report }) {
    for (const exception of head.exceptions.values()) {
      const isNew = changedFiles.includes(exception.file)
      if (!isNew && exception.for === 'change') continue // history
      const about = { subject: exception.id }
      if (exception.reason.trim() === '')
        report({
          ...about,
          message: `Exception \`${exception.id}\` gives no reason`,
          help: 'Say in `reason` why nobody is harmed.',
          place: head.place(exception.file, '/reason'),
        })
      if (isExpired(exception, circumstances.now))
        report({
          ...about,
          severity: isNew ? 'error' : 'warning',
          message: `Exception \`${exception.id}\` ended on ${exception.expires} and permits nothing any more`,
          help: isNew ? 'Choose a later day in `expires`.' : 'Delete it, or prolong it and say why.',
          place: head.place(exception.file, '/expires'),
        })
    }
  },
})
