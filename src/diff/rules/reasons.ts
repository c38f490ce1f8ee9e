/**
 * Why a change matters to those who use an API, and what to do instead: a sentence for each side it may be on, because what a
 * provider takes and what a provider sends are bound in opposite ways. Facts of one kind share their reason.
 */
import type { Direction } from '../change.ts'
import type { Coordinate } from './change-rule.ts'
import { families } from './index.ts'

export interface Reason extends Partial<Readonly<Record<Direction, string>>> {
  /** The facts it is the reason for; the first entry that fits counts. */
  readonly facts: RegExp
  /** What the provider can do and break nobody. */
  readonly instead?: string
  readonly source?: Source
}

interface Source {
  readonly name: string
  readonly url: string
}

const rfc = (number: number, section?: string): Source => ({
  name: `RFC ${number}${section === undefined ? '' : ` section ${section}`}`,
  url: `https://www.rfc-editor.org/rfc/rfc${number}${section === undefined ? '' : `#section-${section}`}`,
})
const openapi = (name: string, anchor: string): Source => ({
  name: `OpenAPI ${name}`,
  url: `https://spec.openapis.org/oas/v3.1.1#${anchor}`,
})
const jsonSchema = (section: string): Source => ({
  name: `JSON Schema validation section ${section}`,
  url: `https://json-schema.org/draft/2020-12/json-schema-validation#section-${section}`,
})
const schemaCore = (section: string): Source => ({
  name: `JSON Schema core section ${section}`,
  url: `https://json-schema.org/draft/2020-12/json-schema-core#section-${section}`,
})

export const reasons: readonly Reason[] = [
  // AsyncAPI
  {
    facts: /^asyncapi-(channel|operation|message|server)-added$/,
    request: 'Consumers may send it, and none has to.',
    response: 'Whoever subscribes anew gets it; whoever listens already may meet a message that was never announced.',
    none: 'What consumers are connected to stays where it is.',
    instead: 'Put a message of a new kind on a channel of its own, which nobody listens to yet.',
  },
  {
    facts: /^asyncapi-(channel|operation|message|server)-(removed|moved)$/,
    request: 'What consumers send goes where nobody listens, or is refused by the broker.',
    response: 'Consumers wait for messages that never come, and no error tells them.',
    none: 'Consumers that are connected lose the connection and cannot get it back.',
    instead: 'Go on with the old beside the new until nobody uses it.',
  },
  {
    facts: /^asyncapi-server-security-/,
    none: 'Consumers hold credentials for what the server takes today: the broker turns away those that it no longer takes.',
    instead: 'Let the old credential in beside the new one until every consumer has moved.',
  },
  {
    facts: /^asyncapi-(payload|content-type)-/,
    request: 'Consumers write messages as they were described; what reads them now may expect another form.',
    response: 'Consumers read messages as they were described; what comes now may have another form.',
    instead: 'Offer the new form as a message of its own.',
  },
  {
    facts: /^asyncapi-(correlation-id|bindings)-/,
    request: 'Brokers and programs route and match messages by it: another one takes them elsewhere.',
    response: 'Consumers route and match messages by it: another one takes them elsewhere.',
    instead: 'Keep it for the messages there are.',
  },
  // Limits
  {
    facts: /^(exclusive-)?(max|min)(-length|-items|-properties|-contains)?-set$/,
    request:
      'A limit is written where there was none: whether the server refused such values all along, the contract never said.',
    response: 'Consumers were prepared for any value, so they are for those within a limit.',
    instead: 'Where the limit is new to the server as well, check what callers send before it is enforced.',
    source: jsonSchema('6'),
  },
  {
    facts:
      /^(exclusive-)?max(-length|-items|-properties|-contains)?-decreased$|^(exclusive-)?min(-length|-items|-properties|-contains)?-increased$/,
    request: 'Consumers send values within the old limits; those outside of the new ones are refused.',
    response: 'What is sent stays within what consumers were told.',
    instead: 'Keep the old limit for what is sent today, and put the tighter one into a new major version.',
    source: jsonSchema('6'),
  },
  {
    facts: /^(exclusive-)?(max|min)(-length|-items|-properties|-contains)?-(unset|increased|decreased)$/,
    request: 'Whatever consumers send today is within the wider limits, too.',
    response:
      'Consumers sized columns, buffers and number types by the old limit; a value beyond it overflows them or is rejected.',
    instead: 'Offer larger values under another name, or in a new major version.',
    source: jsonSchema('6'),
  },
  {
    facts: /^(unique-items-added|pattern-added|pattern-changed|multiple-of-changed)$/,
    request: 'Values that were right before may not have the form that is asked for now, and are then refused.',
    response: 'Where consumers check or parse the form they were told, values of another one fail there.',
    instead: 'Go on taking the old form beside the new.',
    source: jsonSchema('6'),
  },
  {
    facts: /^(unique-items-removed|pattern-removed|pattern-generalized)$/,
    request: 'Every value that had the old form is still taken.',
    response: 'Consumers that rely on the form (as keys, to parse, to tell duplicates) meet values without it.',
    instead: 'Go on sending values of the old form.',
    source: jsonSchema('6'),
  },
  // Types and values
  {
    facts:
      /^(type|format)-generalized$|^type-removed$|^list-of-types-widened$|^type-became-list$|^format-changed$|^type-changed|^(type|format)-specialized$|^type-added$|^list-of-types-narrowed$/,
    request:
      'Consumers write the old type: a server that takes another one refuses it, unless the new type holds every value of the old.',
    response:
      'Consumers parse into the type they were told; a value of another one fails in their decoder, before their code sees it.',
    instead: 'Add a field of the new type beside the old one and deprecate the old.',
    source: jsonSchema('6.1.1'),
  },
  {
    facts: /^became-(not-)?nullable$/,
    request: 'A consumer that sends `null` is refused where `null` is no longer taken, and none is where it now is.',
    response:
      'Code that was never told of `null` follows it and fails; code that checks for it finds none, and goes on.',
    instead:
      'Leave an optional property out instead of sending `null`; go on taking `null` as if it had been left out.',
  },
  {
    facts: /^x-extensible-enum|^became-(not-)?x-extensible-enum$/,
    request: 'The values are examples of an open set, so none was ever promised to be taken.',
    response: 'Consumers were told to expect values they do not know.',
    source: {
      name: 'Zalando’s guidelines, rule 112',
      url: 'https://opensource.zalando.com/restful-api-guidelines/#112',
    },
  },
  {
    facts: /^(became-enum|enum-value-removed|const-added|const-changed)$/,
    request: 'Consumers send the values they were told; those that are no longer among them are refused.',
    response: 'Consumers know every value that may still come, unless one is put in the place of another.',
    instead: 'Go on taking the old value and treat it as its successor.',
    source: jsonSchema('6.1.2'),
  },
  {
    facts: /^(became-not-enum|enum-value-added|const-removed)$/,
    request: 'The values that were taken before still are.',
    response:
      'Generated clients turn the list into a closed type: an unknown value throws while the response is read, or ends in no branch.',
    instead: 'Tell consumers first, or send the new value only to those who ask for it.',
    source: jsonSchema('6.1.2'),
  },
  {
    facts: /^default-value/,
    request: 'Whoever leaves the value out gets another behaviour, without having changed anything.',
    response: 'Consumers that fill in what is missing fill in what they were told.',
    instead: 'Keep the default, and let consumers ask for the new behaviour by a value.',
    source: jsonSchema('9.2'),
  },
  // Properties
  {
    facts: /^property-removed$|^additional-properties-forbidden$/,
    request: 'What consumers still send is ignored or refused: their intent gets lost.',
    response: 'Consumers that read what is gone get nothing where they expect a value.',
    instead: 'Deprecate it (`deprecated: true`), see who still uses it, and remove it in a new major version.',
    source: openapi('schema object', 'schema-object'),
  },
  {
    facts: /^property-added$|^additional-properties-allowed$/,
    request: 'A consumer that has never heard of it does not send it: that is an error only where it is required.',
    response: 'Consumers are to ignore what they do not know, and most do.',
    instead: 'Make it optional, with a default that means what its absence meant.',
  },
  {
    facts: /^pattern-property-/,
    request:
      'Whatever has a name of that form is bound by a schema: where it is new or tighter, some of it is refused.',
    response:
      'The schema told consumers what to expect under names they do not know: where it is gone, they may meet anything.',
    instead: 'Bind new names by the new schema, and leave the old ones as they were.',
    source: schemaCore('10.3.2.2'),
  },
  {
    facts: /^dependent-required-removed$/,
    request: 'Whoever sends the properties together still may.',
    response: 'Consumers that find the one read the other without asking whether it is there.',
    instead: 'Go on sending them together.',
    source: jsonSchema('6.5.4'),
  },
  {
    facts: /^((undescribed-)?property|parameter|body)-became-required$|^dependent-required/,
    request: 'Requests without it were right; now they are refused.',
    response: 'It comes every time now, which nobody has to be prepared for.',
    instead: 'Keep it optional and give it the meaning that leaving it out had.',
    source: jsonSchema('6.5.3'),
  },
  {
    facts: /^((undescribed-)?property|parameter|body)-became-optional$/,
    request: 'Whoever sends it still may.',
    response: 'Consumers read it without asking whether it is there, because they were told that it always is.',
    instead: 'Go on sending it every time, with an empty value where there is none.',
    source: jsonSchema('6.5.3'),
  },
  {
    facts: /(read|write)-only$/,
    request: 'What is read-only is not to be sent: a consumer that sends it may be refused or ignored.',
    response: 'What is write-only does not come back: a consumer that reads it gets nothing.',
    instead: 'Go on taking and sending it, and put the restriction into a new major version.',
    source: openapi('schema object, `readOnly` and `writeOnly`', 'schema-object'),
  },
  // Schemas made of schemas
  {
    facts: /^discriminator/,
    request:
      'The discriminator says which schema a body is read by: with another one the same body is read as something else.',
    response: 'Consumers pick the class to decode into by it; a value they cannot map fails or yields the wrong class.',
    instead: 'Keep the property and the old mappings, and add new ones beside them.',
    source: openapi('discriminator object', 'discriminator-object'),
  },
  {
    facts: /^all-of|^any-of|^one-of|^not-changed$|wrapped-(in|from)-one-of$/,
    request:
      'Every combination is a condition on what is sent: a tighter one refuses bodies that were right, a wider one refuses none.',
    response: 'A branch that is new is a shape consumers have no code for; one that is gone never comes.',
    instead: 'Add what is new as optional properties of a branch there is, or as a branch that consumers ask for.',
    source: schemaCore('10.2.1'),
  },
  {
    facts: /^(if|then|else|contains|dependent-schema|property-names|unevaluated-(items|properties)|prefix-items)-/,
    request:
      'The condition decides which bodies are right: where it is new or tighter, some that were taken are refused.',
    response:
      'The condition told consumers what comes together with what: where it is gone or wider, they meet combinations they ruled out.',
    instead: 'Keep the old condition for the old values, and bind only new ones by the new condition.',
    source: schemaCore('10.2.2'),
  },
  {
    facts: /^content-(schema|media-type|encoding)|^field-/,
    request:
      'The text is decoded by what the contract says of it: one encoded as before is then read as rubbish or refused.',
    response: 'Consumers decode the text as they were told; encoded otherwise it decodes to rubbish.',
    instead: 'Offer the other encoding under another name or media type.',
    source: jsonSchema('8'),
  },
  // Requests and responses
  {
    facts: /^parameter-(added|removed)$/,
    request:
      'A required parameter that is new is missing in every request there is; one that is gone is ignored or refused, and what it asked for does not happen.',
    instead: 'Add parameters as optional ones; deprecate before you remove.',
    source: openapi('parameter object', 'parameter-object'),
  },
  {
    facts: /^serialization-changed$|^reserved-|^empty-value-/,
    request:
      'The same value is written otherwise in the URL or header: what consumers write today is read as another value.',
    response: 'The same value is written otherwise in the header: consumers read it wrongly.',
    instead: 'Go on reading the old form beside the new, or take another parameter.',
    source: rfc(6570),
  },
  {
    facts: /^(body|schema)-(added|removed)$/,
    request:
      'A body that is suddenly wanted is missing in every request there is; one that is not is sent for nothing.',
    response: 'Consumers read a body where they were told of one.',
    instead: 'Take requests without the body as before, and go on sending the body that is read.',
    source: rfc(9110, '6.4'),
  },
  {
    facts: /^media-type-/,
    request: 'A body in a media type that is not taken is answered by 415.',
    response: 'A consumer that asks for the type by `Accept` gets 406, or bytes it cannot read.',
    instead: 'Offer the new media type beside the old one: content negotiation lets each consumer choose.',
    source: rfc(9110, '12'),
  },
  {
    facts: /^status-/,
    response:
      'Consumers branch on status codes: one they were not told of ends in their general error handling, and one that is gone is waited for in vain.',
    instead:
      'Keep the code for the outcome it had. Consumers treat an unknown code as the x00 of its class, so stay in the class.',
    source: rfc(9110, '15'),
  },
  {
    facts: /^header-/,
    request:
      'Each part of a form is sent with the headers that were asked for: one that is new was sent by nobody yet, and one that is gone is read by nobody.',
    response: 'Consumers that read the header (for paging, limits, caching) find it missing, unless it is only new.',
    instead: 'Go on sending it beside its successor.',
    source: rfc(9110, '6.3'),
  },
  {
    facts: /^link-/,
    response: 'Consumers that follow the link from a response to the next request do not find it.',
    instead: 'Keep the link and add the new one under another name.',
    source: openapi('link object', 'link-object'),
  },
  // Operations and what is around them
  {
    facts: /^operation-(added|removed|moved|doubled|shadowed)$/,
    none: 'Consumers call it: once it is gone they get 404 or 405, whatever they send. One that is new is called by nobody yet.',
    instead: 'Deprecate it, announce its end by the `Deprecation` and `Sunset` headers, and remove it after that day.',
    source: rfc(8594),
  },
  {
    facts: /^operation-id|^tag-/,
    none: 'Nothing changes on the wire. Generated clients name methods by the operation id and group them by tag: consumers who generate anew have to rename calls.',
    instead: 'Keep the id unless the operation means something else.',
    source: openapi('operation object', 'operation-object'),
  },
  {
    facts: /^server-/,
    none: 'Consumers send their requests to the address in the contract: where nobody answers there any more, every operation fails.',
    instead: 'Serve both addresses, or redirect with 308, until nobody uses the old one.',
    source: openapi('server object', 'server-object'),
  },
  {
    facts: /^(webhook|callback|answer)-/,
    none: 'Here the consumer is the server: what comes in another form, or no longer, breaks the endpoint that waits for it.',
    instead: 'Send the new event beside the old one, and let consumers subscribe to it.',
    source: openapi('callback object', 'callback-object'),
  },
  {
    facts: /^dialect-/,
    none: 'The dialect says what keywords mean: the same schema may accept other values under another one.',
    source: schemaCore('8.1.1'),
  },
  // The end of things
  {
    facts: /^(deprecated|deprecated-with-sunset|reactivated)$/,
    request: 'It works as before; consumers are told whether they should look for another way.',
    response: 'It comes as before; consumers are told whether they should look for another way.',
    none: 'It works as before; consumers are told whether they should look for another way.',
    instead: 'Name the successor in the description, and announce it at run time by the `Deprecation` header.',
    source: rfc(9745),
  },
  {
    facts: /sunset/,
    request:
      'Consumers plan their move by the day they were told; an end that is unknown or sooner leaves them no time for it.',
    response:
      'Consumers plan their move by the day they were told; an end that is unknown or sooner leaves them no time for it.',
    none: 'Consumers plan their move by the day they were told; an end that is unknown or sooner leaves them no time for it.',
    instead:
      'Write `x-sunset` with a day as far ahead as was promised, send it as the `Sunset` header, and do not bring it forward.',
    source: rfc(8594),
  },
  {
    facts: /stability/,
    request:
      'The level is a promise of how much may change: lowered, it is taken back from those who have built on it.',
    response:
      'The level is a promise of how much may change: lowered, it is taken back from those who have built on it.',
    none: 'The level is a promise of how much may change: lowered, it is taken back from those who have built on it.',
    instead: 'Keep the level of what is there, and give a new thing the lower one.',
  },
  // Who is let in
  {
    facts: /^security-|^oauth-/,
    none: 'Consumers hold credentials and scopes for what the contract asks: asked for another one they get 401 or 403, until a person has fetched it.',
    instead: 'Let the old credential in beside the new one until every consumer has moved.',
    source: rfc(9110, '15.5.2'),
  },
]

const byRule = new Map(
  families.flatMap(({ fact, rules }) => rules.map((rule) => [rule.id, { fact, at: rule.at }] as const)),
)

/** The reason behind a kind of fact; `null` where nobody has written one. */
export function reasonOf(fact: string): Reason | null {
  return reasons.find(({ facts }) => facts.test(fact)) ?? null
}

/** Why a change of this rule matters on its side; empty where there is nothing to say. */
export function whyOf({ rule, direction }: { readonly rule: string; readonly direction: Direction }): string {
  const reason = reasonOf(byRule.get(rule)?.fact ?? '')
  return reason?.[direction] ?? reason?.none ?? ''
}

/** What a rule says of itself: why its changes matter, what to do instead, and the standard behind it; `undefined` for rules of others. */
export function changeTextOf(rule: string): { summary: string; help?: string; url?: string } | undefined {
  const { fact, at } = byRule.get(rule) ?? {}
  const reason = fact === undefined ? null : reasonOf(fact)
  const summary = whyOf({ rule, direction: at === undefined ? 'none' : directionAt(at) })
  if (reason === null || summary === '') return undefined
  return {
    summary,
    ...(reason.instead === undefined ? {} : { help: reason.instead }),
    ...(reason.source === undefined ? {} : { url: reason.source.url }),
  }
}

/** The direction that a coordinate begins with. */
export function directionAt(at: Coordinate): Direction {
  const [first] = at.split(' ')
  return first === 'request' || first === 'response' ? first : 'none'
}
