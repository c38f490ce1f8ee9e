import type { Contract } from '../../contract/contract.ts'
import { type At, defineRule } from '../rule.ts'
import { type Message, messagesOf, schemaSaid } from '../vocabulary/channels.ts'
import { reportLackingThings } from '../vocabulary/lacking.ts'
import { entriesOf, type Part, propertiesOf } from '../vocabulary/operations.ts'
import { wordsOf } from '../vocabulary/words.ts'

export const asyncapiEventIdMissing = defineRule({
  id: 'asyncapi-event-id-missing',
  kinds: ['asyncapi'],
  group: 'shape',
  summary:
    'Messages carry an identifier of their own, because brokers deliver some twice and a consumer must know it has seen one.',
  source: 'CloudEvents 1.0.2 (`id`), Zalando RESTful API Guidelines, rule 211',
  example: {
    bad: `
      servers: { broker: { host: broker.example.com, protocol: kafka-secure } }
      channels:
        orders:
          messages:
            placed: { payload: { type: object, properties: { total: { type: number } } } }`,
    good: `
      servers: { broker: { host: broker.example.com, protocol: kafka-secure } }
      channels:
        orders:
          messages:
            placed:
              headers: { type: object, properties: { eventId: { type: string, format: uuid } } }
              payload: { type: object, properties: { total: { type: number } } }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, contract) => ({
    asyncapi() {
      if (!isBrokered(contract)) return
      const messages = {
        things: messagesOf(contract),
        noun: 'messages',
        whole: { file: contract.entry, pointer: '/channels' },
        nameOf: ({ called }: Message) => `\`${called}\``,
        placeOf: (message: Message): At => message,
      }
      reportLackingThings(report, messages, {
        among: (message) => schemaSaid(contract, message, 'payload') !== null,
        lacks: (message) =>
          !(['payload', 'headers'] as const).some((key) =>
            namesIn(contract, schemaSaid(contract, message, key)).some(isEventId),
          ),
        each: 'carries no identifier by which a second delivery is known',
        all: 'carries an identifier by which a second delivery is known',
        help: 'Put an `eventId` into its headers or its payload.',
      })
    },
  }),
})

/** True where messages go through something that keeps them, and delivers again what was not acknowledged. */
function isBrokered(contract: Contract): boolean {
  const root: Part = { file: contract.entry, pointer: '', value: contract.root }
  return [...entriesOf(contract, root, 'servers').values()].some(({ value: { protocol } }) =>
    /^(?:kafka|amqp|mqtt|jms|sns|sqs|googlepubsub|pulsar|nats|ibmmq|solace|stomp)/i.test(String(protocol)),
  )
}

/** Names of properties, those of an envelope's `metadata` included. */
function namesIn(contract: Contract, schema: Part | null): readonly string[] {
  if (schema === null) return []
  return [...propertiesOf(contract, schema)].flatMap(([name, property]) =>
    ['meta', 'metadata', 'header', 'headers', 'envelope'].includes(name.toLowerCase())
      ? [name, ...namesIn(contract, property)]
      : [name],
  )
}

const ids = new Set([
  'id',
  'eid',
  'uuid',
  'guid',
  'event id',
  'message id',
  'msg id',
  'ce id',
  'request id',
  'correlation id',
  'idempotency key',
])

function isEventId(name: string): boolean {
  return ids.has(wordsOf(name).join(' '))
}
