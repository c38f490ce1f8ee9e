import { markdownCode } from '../base/escaping.ts'
import { compareEncodings } from './compare-encodings.ts'
import type { Topic, Trait } from './fact.ts'
import { child, children, get, type Node, spotOf } from './node.ts'
import type { Notebook, Site } from './notebook.ts'
import type { OperationPair } from './operation.ts'

/** The request body: whether there is one, whether it must be sent, in which media types. */
export function compareBody({ subject, base, revision }: OperationPair, notebook: Notebook): void {
  if (notebook.isUnchanged(base.node, revision.node, 'operation', 'requestBody')) return
  const before = child(base.node, 'requestBody')
  const after = child(revision.node, 'requestBody')
  const topic: Topic = { where: 'body', direction: 'request', thing: 'the request body', operation: subject }
  if (before === null && after === null) return
  if (before === null)
    notebook.tell(topic, 'body-added', { traits: after ? [need(after)] : [], base: null, revision: after?.use ?? null })
  else if (after === null)
    notebook.tell(topic, 'body-removed', { traits: [need(before)], base: before.use, revision: null })
  else {
    if (need(before) !== need(after))
      notebook.tell(topic, need(after) === 'required' ? 'body-became-required' : 'body-became-optional', {
        base: spotOf(before, 'required'),
        revision: spotOf(after, 'required'),
      })
    compareContent({ ...topic, direction: 'request' }, before, after, notebook)
  }
}

function need(body: Node): Trait {
  return get(body, 'required') === true ? 'required' : 'optional'
}

/** Media types by name, for bodies of requests and of responses. */
export function compareContent(
  body: Topic & Pick<Site, 'direction'>,
  base: Node,
  revision: Node,
  notebook: Notebook,
): void {
  const before = children(base, 'content')
  const after = children(revision, 'content')
  const topicOf = (mediaType: string): Topic & Pick<Site, 'direction'> => ({
    ...body,
    where: 'media type',
    thing: `${body.thing} as ${markdownCode(mediaType)}`,
  })
  const compareAs = (mediaType: string, was: Node, is: Node) => {
    const topic = topicOf(mediaType)
    const { thing } = before.size > 1 ? topic : body
    const site: Site = { ...body, where: 'body', thing, traits: isText(mediaType) ? ['as-text'] : [] }
    for (const { base, revision, of } of valuesOf(was, is)) {
      const about = { ...topic, thing: `${of}${topic.thing}` }
      if (base === null && revision !== null)
        notebook.tell(about, 'schema-added', { subject: mediaType, base: null, revision: revision.use })
      if (base !== null && revision === null)
        notebook.tell(about, 'schema-removed', { subject: mediaType, base: base.use, revision: null })
      notebook.compareSchemas({ ...site, thing: `${of}${thing}` }, base, revision)
    }
    if (isForm(mediaType)) compareEncodings(topic, /^multipart\//i.test(mediaType), was, is, notebook)
  }
  const renamed = renamedMediaTypes([...before.keys()], [...after.keys()])
  for (const [mediaType, name] of renamed) {
    const [was, is] = [before.get(mediaType), after.get(name)]
    if (was === undefined || is === undefined) continue
    const names = { subject: mediaType, before: mediaType, after: name }
    const kind = haveSameParameters(mediaType, name) ? 'media-type-name-changed' : 'media-type-parameters-changed'
    notebook.tell(topicOf(mediaType), kind, { ...names, base: was.use, revision: is.use })
    compareAs(name, was, is)
  }
  const named = new Set(renamed.values())
  for (const [mediaType, was] of before) {
    if (renamed.has(mediaType)) continue
    const is = after.get(mediaType) ?? rangeFor(mediaType, after)
    if (is !== undefined) compareAs(mediaType, was, is)
    else notebook.tell(topicOf(mediaType), 'media-type-removed', { subject: mediaType, base: was.use, revision: null })
  }
  for (const [mediaType, is] of after) {
    if (before.has(mediaType) || named.has(mediaType)) continue
    const was = rangeFor(mediaType, before)
    if (was !== undefined) compareAs(mediaType, was, is)
    else notebook.tell(topicOf(mediaType), 'media-type-added', { subject: mediaType, base: null, revision: is.use })
  }
}

interface ValuePair {
  readonly base: Node | null
  readonly revision: Node | null
  /** What part of the body it is, as the beginning of its name. */
  readonly of: '' | 'each item of '
}

/** What is to be compared of a media type: the whole, and each item of a stream (OpenAPI 3.2, Media Type Object, `itemSchema`). */
function valuesOf(was: Node, is: Node): readonly ValuePair[] {
  const whole: ValuePair = { base: child(was, 'schema'), revision: child(is, 'schema'), of: '' }
  const item: ValuePair = { base: child(was, 'itemSchema'), revision: child(is, 'itemSchema'), of: 'each item of ' }
  if (item.base === null && item.revision === null) return [whole]
  if (item.base !== null && item.revision !== null) return [whole, item]
  // A schema for a stream is that of the list of its items, so a list says what `itemSchema` would.
  const listed = { ...item, base: item.base ?? itemsOf(whole.base), revision: item.revision ?? itemsOf(whole.revision) }
  const isSaid = listed.base !== null && listed.revision !== null && (whole.base === null || whole.revision === null)
  return isSaid ? [listed] : [whole, item]
}

function itemsOf(list: Node | null): Node | null {
  return list !== null && get(list, 'type') === 'array' ? child(list, 'items') : null
}

/**
 * What is the same media type under another name, in other case or with other parameters (RFC 9110, 8.3.1), old name to new. Each
 * is paired once.
 */
function renamedMediaTypes(before: readonly string[], after: readonly string[]): ReadonlyMap<string, string> {
  const added = new Map(after.filter((name) => !before.includes(name)).map((name) => [name, essenceOf(name)]))
  const renamed = new Map<string, string>()
  for (const name of before) {
    if (after.includes(name)) continue
    const alike = [...added].filter(([, essence]) => essence === essenceOf(name)).map(([other]) => other)
    const found = alike.find((other) => haveSameParameters(name, other)) ?? alike[0]
    if (found === undefined) continue
    renamed.set(name, found)
    added.delete(found)
  }
  return renamed
}

/** Type and subtype, suffix and all, without parameters. */
function essenceOf(mediaType: string): string {
  return (mediaType.split(';', 1)[0] ?? '').trim().toLowerCase()
}

/**
 * True where what is said beside the type is the same in any order and case of names, a charset that one of the two leaves unsaid
 * not counted: text in JSON has one, and of other text the other side says nothing else.
 */
function haveSameParameters(a: string, b: string): boolean {
  const [own, others] = [parametersOf(a), parametersOf(b)]
  return [...new Set([...own.keys(), ...others.keys()])].every((name) => {
    const [value, other] = [own.get(name), others.get(name)]
    return value === other || (name === 'charset' && (value === undefined || other === undefined))
  })
}

/** Names are the same in any case, and so are charsets; a quoted value is the value (RFC 9110, 5.6.6 and 8.3.2). */
function parametersOf(mediaType: string): ReadonlyMap<string, string> {
  const written = mediaType.matchAll(/;\s*([^\s=;]+)=("(?:[^"\\]|\\.)*"|[^\s;]*)/g)
  return new Map(
    [...written].map(([, name = '', value = '']) => {
      const key = name.toLowerCase()
      const plain = value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value
      return [key, key === 'charset' ? plain.toLowerCase() : plain]
    }),
  )
}

/** What a range says of a media type that is not written itself: `text/*` before the one for all (OpenAPI 3.1, 4.8.13). */
function rangeFor(mediaType: string, content: ReadonlyMap<string, Node>): Node | undefined {
  if (mediaType.includes('*')) return undefined
  return content.get(`${mediaType.slice(0, mediaType.indexOf('/'))}/*`) ?? content.get('*/*')
}

/** Only the fields of forms are encoded one by one (OpenAPI 3.1, 4.8.14). */
function isForm(mediaType: string): boolean {
  return /^(?:multipart\/|application\/x-www-form-urlencoded)/i.test(mediaType)
}

/** Where everything is written as text, a number and a string of digits look the same. */
function isText(mediaType: string): boolean {
  return !/[/+](?:x-)?(?:nd)?jsonl?\b/i.test(mediaType)
}
