import { segmentsOf } from '../../base/place.ts'
import type { Contract, Json } from '../../contract/contract.ts'
import { isJsonSchema } from '../../contract/kinds/asyncapi-payload.ts'
import { entriesOf, itemsOf, type Part, partAt } from './operations.ts'

/** A channel of an AsyncAPI document, 2.x or 3.0. */
export interface Channel extends Part {
  /** Where messages travel: the key in 2.x, `address` in 3.0; its name where it says none. */
  readonly address: string
  readonly parameters: ReadonlyMap<string, Part>
}

/** A message that travels on some channel, once however many name it. */
export interface Message extends Part {
  /** How findings call it: by its name, its id, else by what leads to it. */
  readonly called: string
  /** False where it stands in its operation and nothing there names it. */
  readonly isNamed: boolean
  readonly channel: Channel
}

const known = new WeakMap<Contract, { readonly channels: readonly Channel[]; readonly messages: readonly Message[] }>()

/** Channels in the order written. */
export function channelsOf(contract: Contract): readonly Channel[] {
  return contentsOf(contract).channels
}

export function messagesOf(contract: Contract): readonly Message[] {
  return contentsOf(contract).messages
}

/** What a message says itself, else what the last of its traits says (AsyncAPI 3.0.0, Message Trait Object). */
export function saidOf(contract: Contract, message: Part, key: string): Json | undefined {
  return ownerOf(contract, message, key)?.value[key]
}

/** The JSON Schema of a message's payload or headers; `null` where there is none, or it is in another language. */
export function schemaSaid(contract: Contract, message: Part, key: 'payload' | 'headers'): Part | null {
  const owner = ownerOf(contract, message, key)
  const part = owner === undefined ? null : partAt(contract, owner, key)
  if (owner === undefined || part === null) return null
  const schema = partAt(contract, part, 'schema')
  const language = schema === null ? key === 'payload' && owner.value['schemaFormat'] : part.value['schemaFormat']
  return isJsonSchema(language) ? (schema ?? part) : null
}

function ownerOf(contract: Contract, message: Part, key: string): Part | undefined {
  if (Object.hasOwn(message.value, key)) return message
  return itemsOf(contract, message, 'traits').findLast(({ value }) => Object.hasOwn(value, key))
}

function contentsOf(contract: Contract) {
  let contents = known.get(contract)
  if (contents === undefined) {
    const root: Part = { file: contract.entry, pointer: '', value: contract.root }
    const channels = [...entriesOf(contract, root, 'channels')].map(([name, channel]): Channel => {
      const { address } = channel.value
      const parameters = entriesOf(contract, channel, 'parameters')
      return { ...channel, address: typeof address === 'string' ? address : name, parameters }
    })
    const messages = new Map<string, Message>()
    for (const message of channels.flatMap((channel) => messagesOn(contract, channel))) {
      const identity = `${message.file}#${message.pointer}`
      if (!messages.has(identity)) messages.set(identity, message)
    }
    contents = { channels, messages: [...messages.values()] }
    known.set(contract, contents)
  }
  return contents
}

function messagesOn(contract: Contract, channel: Channel): readonly Message[] {
  const keyed = [...entriesOf(contract, channel, 'messages')].map(([key, part]) => messageOf(part, channel, key))
  const ofTwo = ['publish', 'subscribe'].flatMap((action) => {
    const message = partAt(contract, channel, action, 'message')
    if (message === null) return []
    const several = Array.isArray(message.value['oneOf']) ? itemsOf(contract, message, 'oneOf') : [message]
    return several.map((part) => messageOf(part, channel, nameOfComponent(part)))
  })
  return [...keyed, ...ofTwo]
}

function messageOf(part: Part, channel: Channel, key: string | null): Message {
  const written = [part.value['name'], part.value['messageId'], key].find((name) => typeof name === 'string')
  return {
    ...part,
    channel,
    isNamed: typeof written === 'string',
    called: typeof written === 'string' ? written : channel.address,
  }
}

function nameOfComponent({ pointer }: Part): string | null {
  const segments = segmentsOf(pointer)
  return segments.at(-2) === 'messages' ? (segments.at(-1) ?? null) : null
}
