import type { ProtobufContract } from '../../contract/kinds/protobuf.ts'
import type { Element } from '../../contract/kinds/protobuf-image.ts'
import type { Direction, UsedSubject } from '../change.ts'

/** Which methods a thing reaches, and in which direction it travels. */
export interface Reach {
  methodsOf(element: Element): readonly UsedSubject[]
  directionOf(element: Element): Direction
}

/** From a type up through the fields that hold it to the methods that take or give it; each type once, when it is asked for. */
export function reachOf({ reached }: ProtobufContract): Reach {
  const holders = new Map<string, string[]>()
  const takers = new Map<string, Element[]>()
  const givers = new Map<string, Element[]>()
  for (const element of reached) {
    const [first = '', second = ''] = element.leadsTo ?? []
    if (element.kind === 'field' && first !== '') push(holders, first, element.within)
    if (element.kind !== 'rpc') continue
    push(takers, first, element)
    push(givers, second, element)
  }
  const uses = new Map<string, Use>()
  const useOf = (type: string): Use => {
    const known = uses.get(type)
    if (known !== undefined) return known
    const seen = new Set([type])
    for (const each of seen) for (const holder of holders.get(each) ?? []) seen.add(holder)
    const of = (methods: ReadonlyMap<string, readonly Element[]>) =>
      [...seen].flatMap((each) => methods.get(each) ?? [])
    const use = { taking: of(takers), giving: of(givers) }
    uses.set(type, use)
    return use
  }
  const typeOf = ({ kind, name, within }: Element) => (kind === 'message' || kind === 'enum' ? name : within)
  return {
    methodsOf(element) {
      if (element.kind === 'rpc') return [subjectOf(element)]
      const { taking, giving } = useOf(typeOf(element))
      return [...new Set([...taking, ...giving])].map(subjectOf)
    },
    directionOf(element) {
      const { taking, giving } = useOf(typeOf(element))
      if (taking.length > 0 === giving.length > 0) return 'none'
      return taking.length > 0 ? 'request' : 'response'
    },
  }
}

interface Use {
  readonly taking: readonly Element[]
  readonly giving: readonly Element[]
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

function subjectOf({ name, within }: Element): UsedSubject {
  return { kind: 'rpc', service: within, method: name.slice(within.length + 1) }
}
