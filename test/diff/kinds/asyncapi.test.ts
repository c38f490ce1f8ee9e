import assert from 'node:assert/strict'
import test from 'node:test'
import { diff as theirs } from '@asyncapi/diff'
import { load } from 'js-yaml'
import { compare, lines } from './compare.ts'

const asyncapi = (base: string, revision: string) => compare('asyncapi.yaml', base, revision)

const two = `asyncapi: 2.6.0
info: { title: Orders, version: 1.0.0 }
servers: { prod: { url: 'kafka://broker:9092', protocol: kafka } }
channels:
  orders/{region}:
    parameters: { region: { schema: { type: string, enum: [eu, us] } } }
    subscribe:
      message: { oneOf: [{ $ref: '#/components/messages/Placed' }, { $ref: '#/components/messages/Paid' }] }
    publish:
      message: { name: Place, payload: { $ref: '#/components/schemas/Order' } }
components:
  messages:
    Placed: { payload: { $ref: '#/components/schemas/Order' } }
    Paid: { payload: { type: object, properties: { id: { type: string } } } }
  schemas:
    Order:
      type: object
      required: [id]
      properties: { id: { type: string }, note: { type: string }, state: { enum: [a, b] } }
`
const three = `asyncapi: 3.0.0
info: { title: Orders, version: 1.0.0 }
servers: { prod: { host: 'broker:9092', protocol: kafka } }
channels:
  orders:
    address: orders/{region}
    parameters: { region: { enum: [eu, us] } }
    messages:
      Placed: { $ref: '#/components/messages/Placed' }
      Paid: { $ref: '#/components/messages/Paid' }
      Place: { payload: { $ref: '#/components/schemas/Order' } }
operations:
  tell:
    action: send
    channel: { $ref: '#/channels/orders' }
    messages: [{ $ref: '#/channels/orders/messages/Placed' }, { $ref: '#/channels/orders/messages/Paid' }]
  take:
    action: receive
    channel: { $ref: '#/channels/orders' }
    messages: [{ $ref: '#/channels/orders/messages/Place' }]
components:
${two.slice(two.indexOf('  messages:'))}`

test('asyncapi: the same contract in 2.6 and in 3.0 is no change', async () => {
  assert.deepEqual((await asyncapi(two, three)).changes, [])
  assert.deepEqual((await asyncapi(three, two)).changes, [])
})

for (const [version, text] of Object.entries({ '2.6': two, '3.0': three }))
  test(`asyncapi ${version}: who sends decides what a change of a payload means`, async () => {
    const changed = text.replace('required: [id]', 'required: [id, note]').replace('[a, b]', '[a, b, c]')
    const { changes } = await asyncapi(text, changed)
    assert.deepEqual(
      changes
        .map(({ impact, rule, subject }) => `${impact} ${rule} ${'action' in subject && subject.action}`)
        .toSorted(),
      [
        'breaking request-property-became-required receive',
        'dangerous response-property-enum-value-added send',
        'safe request-property-enum-value-added receive',
        'safe response-property-became-required send',
      ],
    )
  })

test('asyncapi: a change has its places on both sides, its message as subject, and a fingerprint without lines', async () => {
  const changed = two.replace('broker:9092', 'broker:9093').replace(", { $ref: '#/components/messages/Paid' }", '')
  const found = await asyncapi(two, changed)
  assert.deepEqual(lines(found), [
    'breaking asyncapi-sent-message-removed Paid was 8:68',
    'breaking asyncapi-server-moved document was 3:12 is 3:12',
  ])
  assert.deepEqual(found.changes[0]?.subject, {
    kind: 'message',
    action: 'send',
    channel: 'orders/{region}',
    name: 'Paid',
  })
  const moved = await asyncapi(`# a comment\n${two}`, changed)
  assert.deepEqual(
    moved.changes.map(({ fingerprint }) => fingerprint),
    found.changes.map(({ fingerprint }) => fingerprint),
  )
})

/** What a text of the contract is replaced by, and what we say of it; `@asyncapi/diff` says the third. */
const cases: readonly (readonly [
  name: string,
  from: string,
  to: string,
  ours: string,
  its: string,
  because: string,
])[] = [
  [
    'a title corrected',
    'title: Orders',
    'title: The orders',
    '',
    'non-breaking',
    'Words are no change: no line for what nobody can notice.',
  ],
  ['a release of the contract', 'version: 1.0.0', 'version: 1.0.1', '', 'breaking', 'Every release would be breaking.'],
  [
    'a parameter renamed',
    'orders/{region}:\n    parameters: { region:',
    'orders/{area}:\n    parameters: { area:',
    '',
    'breaking non-breaking',
    'What stands between the braces never travels: it is the same channel.',
  ],
  [
    'a value more that consumers may send for a parameter',
    '[eu, us]',
    '[eu, us, ap]',
    'safe request-parameter-enum-value-added',
    'unclassified',
    'Consumers may go on with what they use.',
  ],
  [
    'a message more that the application sends',
    "Paid' }]",
    "Paid' }, { name: Lost }]",
    'dangerous asyncapi-sent-message-added',
    'unclassified',
    'Who subscribed meets a message he does not know.',
  ],
  [
    'a property less in what is sent and received',
    ', note: { type: string }',
    '',
    'dangerous request-property-removed\ndangerous response-optional-property-removed',
    'unclassified',
    'Direction and `required` decide, as for OpenAPI.',
  ],
  [
    'a type widened in what the application receives and sends',
    'id: { type: string }, note',
    'id: { type: [string, integer] }, note',
    'breaking response-property-type-generalized\nsafe request-property-type-generalized',
    'unclassified',
    'Consumers may send what they sent; those who listen meet a type they never met.',
  ],
]

for (const [name, from, to, ours, , because] of cases)
  test(`asyncapi: ${name}: ${because}`, async () => {
    assert.ok(two.includes(from))
    const { changes } = await asyncapi(two, two.replace(from, to))
    assert.equal(
      changes
        .map(({ impact, rule }) => `${impact} ${rule}`)
        .toSorted()
        .join('\n'),
      ours,
    )
  })

test('asyncapi: what @asyncapi/diff says of the same changes is what the table says it says', () => {
  const verdictOf = (text: string) => {
    const output = theirs(load(two), load(text)).getOutput() as { changes: readonly { type: string }[] }
    return [...new Set(output.changes.map(({ type }) => type))].toSorted().join(' ')
  }
  assert.deepEqual(
    cases.map(([name, from, to]) => [name, verdictOf(two.replace(from, to))]),
    cases.map(([name, , , , its]) => [name, its]),
  )
})

test('asyncapi: operations, channels, replies, credentials, encodings and bindings are compared, too', async () => {
  const request = `${three.replace(
    "    messages: [{ $ref: '#/channels/orders/messages/Place' }]",
    `    messages: [{ $ref: '#/channels/orders/messages/Place' }]
    reply: { channel: { $ref: '#/channels/answers' } }`,
  )}`.replace(
    'operations:',
    '  answers: { address: answers, messages: { Done: { payload: { type: string } } } }\noperations:',
  )
  const change = async (from: string, to: string) => lines(await asyncapi(request, request.replace(from, to)))
  assert.deepEqual(await change('payload: { type: string } } }', 'payload: { type: integer } } }'), [
    'breaking response-body-type-changed Done was 12:63 is 12:63',
  ])
  assert.deepEqual(await change('action: receive', 'action: send'), [
    'breaking asyncapi-operation-removed  was 18:3',
    'breaking asyncapi-operation-removed  was 22:5',
    'dangerous asyncapi-sent-message-added Place is 21:16',
    'safe asyncapi-operation-added  is 22:5',
  ])
  assert.deepEqual(await change('protocol: kafka', 'protocol: kafka, security: [{ type: plain }]'), [
    'breaking asyncapi-server-security-tightened document was 3:12 is 3:58',
  ])
  assert.deepEqual(
    await change('    Placed: { payload', '    Placed: { bindings: { kafka: { key: { type: string } } }, payload'),
    ['dangerous asyncapi-bindings-changed Placed was 25:5 is 25:15'],
  )
})

// The operation that took orders was removed, and all that was told was that the application may send on the channel, too.
test('asyncapi: an operation that is removed is told though its channel stays', async () => {
  const take = `  take: { action: receive, channel: { $ref: '#/channels/orders' } }\n`
  const channel = (operations: string) => `asyncapi: 3.0.0
info: { title: Orders, version: 1.0.0 }
channels: { orders: { address: orders, messages: { Place: { payload: { type: string } } } } }
operations:\n  tell: { action: send, channel: { address: other, messages: {} } }\n${operations}`
  assert.deepEqual(lines(await asyncapi(channel(take), channel(''))), ['breaking asyncapi-operation-removed  was 6:3'])
  // Who begins to say who sends takes nothing away.
  assert.deepEqual(lines(await asyncapi(channel(''), channel(take))), [])
})

test('asyncapi: payloads in other formats are told, and left to tools of their format', async () => {
  const avro = (type: string) =>
    two.replace(
      'Paid: { payload: { type: object, properties: { id: { type: string } } } }',
      `Paid: { schemaFormat: 'application/vnd.apache.avro;version=1.9.0', payload: { type: record, name: ${type} } }`,
    )
  assert.deepEqual((await asyncapi(avro('A'), avro('A'))).changes, [])
  assert.deepEqual(lines(await asyncapi(avro('A'), avro('B'))), [
    'dangerous asyncapi-payload-changed Paid was 14:5 is 14:5',
  ])
  assert.deepEqual(lines(await asyncapi(two, avro('A'))), [
    'dangerous asyncapi-payload-format-changed Paid was 14:5 is 14:5',
  ])
})
