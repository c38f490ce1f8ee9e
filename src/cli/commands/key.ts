import { generateApiKey } from '../../snapshot/api-key.ts'
import { defineCommand } from '../command.ts'
import { optionInvalid } from '../errors.ts'

export const key = defineCommand({
  id: 'key',
  summary: 'Make an API key, and the line about it for the consumer’s file.',
  options: [
    { flags: '--id <text>', summary: 'Tells the keys of a consumer apart; default: this month.' },
    { flags: '--expires <date>', summary: 'The last day it works, YYYY-MM-DD; default: in a year.' },
    { flags: '--format <format>', summary: 'How it is shown.', choices: ['text', 'json'], default: 'text' },
  ],
  examples: ['apigov key', 'apigov key --id web-2026 --expires 2027-06-30'],
  async run({ options }, io) {
    const today = new Date().toISOString().slice(0, 10)
    const id = typeof options['id'] === 'string' ? options['id'] : today.slice(0, 7)
    const expires = typeof options['expires'] === 'string' ? options['expires'] : inAYear(today)
    if (!isDate(expires)) throw optionInvalid('--expires', expires, 'Give a date such as `2027-06-30`.')
    const made = generateApiKey()
    const credential = { kind: 'api-key', id, prefix: made.prefix, hash: made.hash, expires }
    if (options['format'] === 'json') {
      io.stdout.write(`${JSON.stringify({ format: 1, key: made.key, credential }, null, 2)}\n`)
      return 0
    }
    // The key alone on stdout: `apigov key > file` keeps the secret off the screen.
    io.stdout.write(`${made.key}\n`)
    const fields = Object.entries(credential).map(([name, value]) => `        ${name}: ${JSON.stringify(value)}`)
    io.stderr.write(
      [
        'The key is shown this once; only its holder keeps it.',
        'For `credentials` of the consumer’s file, below the environment:',
        `      -${fields.join('\n').slice(7)}`,
        '',
      ].join('\n'),
    )
    return 0
  },
})

/** The same day a year later; of a 29 February the day before. */
function inAYear(day: string): string {
  const next = `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`
  return isDate(next) ? next : `${next.slice(0, 8)}28`
}

function isDate(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
