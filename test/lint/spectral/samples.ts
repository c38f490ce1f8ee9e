/** Contracts with something wrong in most places that a rule of Spectral looks at. */
const pet = '{ $ref: "#/components/schemas/Pet" }'
const body = (example: string) => `{ content: { application/json: { schema: ${pet}, example: ${example} } } }`
/** One schema, met through requests, responses, lists and itself; examples that are wrong in one direction only. */
export const shared = `openapi: 3.0.3
info: { title: Pets, version: 1.0.0, description: d, contact: { name: n, url: 'https://a.test', email: a@a.test } }
servers: [{ url: 'https://a.test' }]
tags: [{ name: pets }]
paths:
  /pets:
    post:
      operationId: add
      description: Adds
      tags: [pets]
      requestBody: ${body('{ name: a }')}
      responses:
        '201': { description: ok, ${body('{ name: a, secret: x }').slice(2, -2)} }
        '202': { $ref: '#/components/responses/Later' }
    get:
      operationId: list
      description: Lists
      tags: [pets]
      parameters: [{ $ref: '#/components/parameters/Limit' }]
      responses:
        '200': { description: ok, content: { application/json: { schema: { type: array, items: ${pet} }, example: [{ id: 1, name: 2 }] } } }
        '202': { $ref: '#/components/responses/Later' }
components:
  parameters:
    Limit: { name: limit, in: query, description: d, schema: { type: integer }, example: many }
  responses:
    Later: { description: later, ${body('{ id: 1 }').slice(2, -2)} }
  schemas:
    Pet:
      type: object
      required: [id, name, secret]
      properties:
        id: { type: integer, readOnly: true }
        name: { type: string, example: 7 }
        secret: { type: string, writeOnly: true }
        kind: { $ref: '#/components/schemas/Kind' }
        owner: { nullable: true, allOf: [{ $ref: '#/components/schemas/Owner' }] }
    Owner: { properties: { friends: { items: { $ref: '#/components/schemas/Owner' } }, age: { type: integer, default: old } } }
    Kind: { type: string, enum: [cat, dog, cat], default: fox }
    Circle: { type: object, example: 1, properties: { next: { $ref: '#/components/schemas/Circle' } } }
    Any: { type: object, example: { a: 1 }, properties: { a: { nullable: true, minLength: 1 } } }
    Limits: { type: object, default: { n: 5, s: ab, l: [1, 1] }, properties: { n: { type: number, maximum: 5, exclusiveMaximum: true }, s: { type: string, pattern: '^b', format: date }, l: { type: array, uniqueItems: true } } }
`
/** In 3.1 words may stand beside a \`$ref\`, and what they break stands beside it too. */
export const beside = shared
  .replace('3.0.3', '3.1.0')
  .replaceAll(
    '$ref: "#/components/schemas/Pet" }',
    '$ref: "#/components/schemas/Pet", description: "eval(1)", default: 3 }',
  )
  .replace('name: { type: string, example: 7 }', 'name: { type: [string, "null"], example: 7, description: "<script" }')
  .replace(', exclusiveMaximum: true', ', exclusiveMinimum: 5')

/** Wrong things in files that are met in several ways, behind one another, beside words of their own, and whole. */
const spread = {
  'v1/openapi.yaml': `openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pets:
    get:
      parameters: [{ $ref: ../shared/all.yaml#/parameters/Limit }, { $ref: '#/components/parameters/Near' }]
      responses:
        '200': { $ref: ../shared/all.yaml#/responses/Pets }
        '400': { $ref: ../shared/all.yaml#/responses/Pets, description: 'eval(1)' }
    post:
      requestBody: { content: { application/json: { schema: { $ref: pet.yaml }, example: { name: 1 } } } }
      responses:
        '200': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Near' }, example: { id: x } } } }
  /cats: { $ref: paths.yaml#/~1cats }
components:
  parameters: { Near: { $ref: ../shared/all.yaml#/parameters/Limit } }
  schemas:
    Near: { $ref: pet.yaml }
    Unused: { $ref: pet.yaml }
    Own: { type: object, properties: { near: { $ref: '#/components/schemas/Near' }, kind: { $ref: ../shared/all.yaml#/schemas/Kind } } }
`,
  'v1/pet.yaml': `type: object
required: [id]
properties:
  id: { type: integer, readOnly: true, example: one }
  name: { type: string }
  kind: { $ref: ../shared/all.yaml#/schemas/Kind }
`,
  'v1/paths.yaml': `/cats:
  get: { parameters: [{ $ref: '../shared/all.yaml#/parameters/Limit' }], responses: { '200': { $ref: ../shared/all.yaml#/responses/Pets } } }
`,
  'shared/all.yaml': `parameters:
  Limit: { name: limit, in: query, schema: { type: integer, default: many } }
responses:
  Pets: { description: '<script>', content: { application/json: { schema: { type: array, items: { $ref: '#/schemas/Pet' } }, example: [{ kind: fox }] } } }
schemas:
  Pet: { type: object, properties: { kind: { $ref: '#/schemas/Kind' }, again: { $ref: '#/schemas/Kind', description: 'eval(2)' } } }
  Kind: { type: string, enum: [cat, dog, cat], default: fox }
`,
}
export const spreads: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'files behind one another': spread,
  'files that lead back': {
    ...spread,
    'shared/all.yaml': spread['shared/all.yaml'].replace("'#/schemas/Kind', desc", "'../v1/openapi.yaml#/info', desc"),
  },
  'a circle in another file': {
    ...spread,
    'shared/all.yaml': spread['shared/all.yaml'].replace("'#/schemas/Kind', desc", "'#/schemas/Pet', desc"),
  },
}
const order = `    Order:
      type: object
      required: [id]
      properties: { id: { type: string, example: 7 }, note: { type: string, default: 3 } }
      examples: [{ note: a }]
`
export const two = `asyncapi: 2.6.0
info: { title: Orders, version: 1.0.0, description: 'eval(1)' }
servers: { prod: { url: 'example.com/', protocol: kafka, variables: { port: { default: '1', enum: ['2'] } } } }
tags: [{ name: b }, { name: a }, { name: a }]
channels:
  /orders/{region}/:
    parameters: { area: { schema: { type: string } } }
    subscribe:
      operationId: same
      message: { oneOf: [{ $ref: '#/components/messages/Placed' }, { $ref: 'messages.yaml#/Paid' }] }
    publish:
      operationId: same
      security: [{ nothing: [] }]
      message: { messageId: place, payload: { $ref: '#/components/schemas/Order' }, examples: [{ payload: { id: 1 } }] }
components:
  messages:
    Placed: { messageId: place, payload: { $ref: '#/components/schemas/Order' }, headers: { type: string } }
    Unused: { payload: { type: nonsense } }
  schemas:
${order}`
export const three = `asyncapi: 3.0.0
info: { title: Orders, version: 1.0.0, contact: {} }
servers: { prod: { host: 'example.com/', protocol: kafka, pathname: a } }
channels:
  orders:
    address: orders/{region}?a=1
    parameters: { area: { description: d } }
    messages:
      Placed: { $ref: '#/components/messages/Placed' }
      Paid: { $ref: 'messages.yaml#/Paid' }
operations:
  tell: { action: send, channel: { $ref: '#/channels/orders' }, messages: [{ $ref: '#/channels/orders/messages/Placed' }] }
  take: { action: received, channel: { $ref: '#/channels/orders' } }
components:
  messages:
    Placed: { payload: { $ref: '#/components/schemas/Order' }, examples: [{ payload: { id: 1 } }] }
  schemas:
${order}`
export const workflows = `arazzo: 1.0.1
info: { title: Refunds, version: 1.0.0, description: '<script>eval(1)</script>' }
sourceDescriptions: [{ name: payments, url: ./openapi.yaml, type: openapi }]
workflows:
  - workflowId: refund
    inputs: { type: object, properties: { charge: { type: string } } }
    dependsOn: [nowhere]
    steps:
      - stepId: find
        operationId: getCharge
        parameters: [{ name: id, in: path, value: $inputs.charge }, { name: id, in: path, value: $inputs.nothing }]
        successCriteria: [{ condition: $statusCode == 200 }, { context: $nonsense, condition: a, type: regex }]
        outputs: { amount: $response.body#/amount, wrong: nonsense }
      - stepId: find
        operationId: createRefund
        workflowId: refund
        onFailure: [{ name: again, type: goto, stepId: nowhere }]
    outputs: { amount: $steps.find.outputs.amount, other: nonsense }
  - workflowId: refund
    steps: []
`
export const messages =
  'Paid: { messageId: place, payload: { type: object, example: 3 }, examples: [{ payload: 3 }] }\n'
