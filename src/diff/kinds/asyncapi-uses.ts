/**
 * What an AsyncAPI document lets its consumers do, in one shape for 2.x and 3.0: on which channels the application sends and receives
 * which messages. In 2.x the verbs are the consumer's: what consumers `publish`, the application receives (AsyncAPI 2.6.0, Channel
 * Item Object).
 */
import { markdownCode } from '../../base/escaping.ts'
import type { MessageSubject } from '../change.ts'
import { child, children, get, items, type Node } from '../node.ts'

type Action = MessageSubject['action']

/** One way in which consumers meet the application. */
export interface Use {
  /** Tells uses apart, whatever version of AsyncAPI they are written in and whatever a parameter of the channel is called. */
  readonly key: string
  readonly action: Action
  readonly address: string
  /** In a sentence: ``what the application sends on `orders` ``. */
  readonly words: string
  readonly channel: Node
  /** The first operation that says so; the channel where none does. */
  readonly operation: Node
  readonly messages: ReadonlyMap<string, Node>
}

export function usesOf(root: Node): ReadonlyMap<string, Use> {
  const isThree = String(get(root, 'asyncapi')).startsWith('3')
  const uses = new Map<string, Use>()
  for (const use of isThree ? usesOfThree(root) : usesOfTwo(root)) {
    const known = uses.get(use.key)
    uses.set(use.key, known ? { ...known, messages: new Map([...use.messages, ...known.messages]) } : use)
  }
  return uses
}

const actions: readonly Action[] = ['receive', 'send']

function* usesOfTwo(root: Node): Generator<Use> {
  for (const [address, channel] of children(root, 'channels'))
    for (const action of actions) {
      const operation = child(channel, action === 'receive' ? 'publish' : 'subscribe')
      if (operation !== null) yield useOf(action, address, channel, operation, messagesOfTwo(operation))
    }
}

function messagesOfTwo(operation: Node): ReadonlyMap<string, Node> {
  const message = child(operation, 'message')
  if (message === null) return new Map()
  const several = get(message, 'oneOf') === undefined ? [message] : items(message, 'oneOf')
  return new Map(several.map((node, index) => [nameOfMessage(node) ?? `message ${index + 1}`, node]))
}

function nameOfMessage(message: Node): string | null {
  const written = [get(message, 'messageId'), get(message, 'name')].find((name) => typeof name === 'string')
  if (typeof written === 'string') return written
  return message.inline ? null : lastOf(message.pointer)
}

function* usesOfThree(root: Node): Generator<Use> {
  const used = new Set<string>()
  const channels = [...children(root, 'channels').values()]
  for (const operation of children(root, 'operations').values()) {
    const channel = child(operation, 'channel')
    const action = actions.find((known) => known === get(operation, 'action'))
    if (channel === null || action === undefined) continue
    used.add(channel.pointer)
    const use = useOf(action, addressOf(channel), channel, operation, messagesOfThree(operation, channel))
    yield use
    const reply = child(operation, 'reply')
    if (reply !== null) {
      const back = child(reply, 'channel')
      if (back !== null) used.add(back.pointer)
      yield replyTo(use, reply, back)
    }
  }
  // Nobody says who sends on these, so that both are possible.
  for (const channel of channels)
    if (!used.has(channel.pointer))
      for (const action of actions)
        yield useOf(action, addressOf(channel), channel, channel, children(channel, 'messages'))
}

/** An operation without a list of messages has all of its channel's (AsyncAPI 3.0.0, Operation Object). */
function messagesOfThree(operation: Node, channel: Node): ReadonlyMap<string, Node> {
  const all = children(channel, 'messages')
  const list = get(operation, 'messages')
  if (!Array.isArray(list)) return all
  const nodes = items(operation, 'messages')
  return new Map(nodes.map((node) => [nameIn(all, node) ?? nameOfMessage(node) ?? lastOf(node.use.pointer), node]))
}

function nameIn(messages: ReadonlyMap<string, Node>, { file, pointer }: Node): string | null {
  for (const [name, node] of messages) if (node.file === file && node.pointer === pointer) return name
  return null
}

function replyTo(use: Use, reply: Node, back: Node | null): Use {
  const action = use.action === 'send' ? 'receive' : 'send'
  const messages = back === null ? new Map<string, Node>() : messagesOfThree(reply, back)
  const words = `the reply to ${use.words}`
  return { ...use, key: `reply to ${use.key}`, action, words, operation: reply, channel: back ?? reply, messages }
}

function useOf(
  action: Action,
  address: string,
  channel: Node,
  operation: Node,
  messages: ReadonlyMap<string, Node>,
): Use {
  const key = `${action} ${canonical(address)}`
  const words = `what the application ${action}s on ${markdownCode(address)}`
  return { key, action, address, words, channel, operation, messages }
}

/** A channel without an address is told by its name. */
function addressOf(channel: Node): string {
  const address = get(channel, 'address')
  return typeof address === 'string' ? address : lastOf(channel.pointer)
}

export function canonical(address: string): string {
  return address.replace(/\{[^}]*\}/g, '{}')
}

function lastOf(pointer: string): string {
  return pointer
    .slice(pointer.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~')
}
