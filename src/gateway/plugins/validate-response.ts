import { validateResponseSchema } from '../../snapshot/plugins/validate-response.ts'
import type { SnapshotContract } from '../../snapshot/requests.ts'
import { type AnswerHead, Tap } from '../answer.ts'
import { BodyRoom } from '../request-body.ts'
import { jsonFlaws } from '../validation/json-flaws.ts'
import { ContractSchemas } from '../validation/schemas.ts'
import { ViolationLog } from '../validation/violation-log.ts'
import { definePlugin, type PluginStates } from './plugin.ts'

/** Sees the answer as the upstream gave it, before compression and the rest; what the cache gives was seen when it was stored. */
export const validateResponse = definePlugin({
  schema: validateResponseSchema,
  begin: () => ({
    schemas: new WeakMap<SnapshotContract, ContractSchemas>(),
    violations: new ViolationLog('answer'),
    room: new BodyRoom(16 * 1024 * 1024),
  }),
  compile({ sample, size }, route, { state, contract, tell }) {
    const operation = route.id.slice(`${route.api}/${route.version} `.length)
    const shapes = contract?.answers?.operations[operation]
    if (contract?.answers === undefined || shapes === undefined)
      throw new Error('the snapshot does not say what its answers look like')
    const schemas = state.schemas.get(contract) ?? new ContractSchemas(contract.answers)
    state.schemas.set(contract, schemas)
    const report = (what: string) => state.violations.report(route.id, what, tell)
    return {
      answer({ method }, head) {
        if (head.from !== 'upstream' || head.status < 200 || Math.random() * 100 >= sample) return undefined
        const content = shapes[head.status] ?? shapes[`${Math.floor(head.status / 100)}XX`] ?? shapes['default']
        if (content === undefined) {
          // A 304 is what the caller's condition makes of a 200.
          if (head.status !== 304) report(`status ${head.status} is none of the contract's`)
          return undefined
        }
        if (method === 'HEAD' || head.status === 204 || head.status === 304) return undefined
        const type = (head.get('content-type')?.split(';')[0] ?? '').trim().toLowerCase()
        const schema = schemaOf(content, type)
        if (schema === undefined) {
          if (head.get('content-length') !== '0' && type !== '')
            report(`status ${head.status} has a body of type \`${type.slice(0, 100)}\``)
          return undefined
        }
        if (schema === null || isCoded(head) || Number(head.get('content-length') ?? 0) > size) return undefined
        return new Judging(size, state.room, (body) => {
          const [first] = jsonFlaws(body, schemas.check(schema))
          if (first !== undefined)
            report(`status ${head.status} body${first.pointer && ` ${first.pointer}`} ${first.detail}`)
        })
      },
    }
  },
})

/** What the plugins of a gateway have seen in answers. */
export function answerViolationsIn(states: PluginStates): ViolationLog {
  // What `begin` gave.
  return (states.of(validateResponse) as { readonly violations: ViolationLog }).violations
}

/**
 * The nearest of the types and ranges: `undefined` where the contract has none, `null` where it is not judged. An answer without
 * content needs none.
 */
function schemaOf(content: Readonly<Record<string, string | null>>, type: string): string | null | undefined {
  for (const range of [type, `${type.split('/')[0]}/*`, '*/*'])
    if (Object.hasOwn(content, range)) return content[range] ?? null
  return undefined
}

function isCoded(head: AnswerHead): boolean {
  return (head.get('content-encoding')?.trim().toLowerCase() ?? 'identity') !== 'identity'
}

/** Takes a body down as it passes, as long as there is room for it, and judges it when the caller has it. */
class Judging extends Tap {
  readonly #largest: number
  readonly #room: BodyRoom
  readonly #judge: (body: Buffer) => void
  #pieces: Buffer[] = []
  #size = 0
  #isSkipped = false

  constructor(largest: number, room: BodyRoom, judge: (body: Buffer) => void) {
    super()
    this.#largest = largest
    this.#room = room
    this.#judge = judge
  }

  piece(piece: Buffer): void {
    if (this.#isSkipped) return
    if (this.#size + piece.length > this.#largest || !this.#room.take(piece.length)) {
      this.#release()
      return
    }
    this.#size += piece.length
    this.#pieces.push(piece)
  }

  whole(): void {
    if (this.#isSkipped) return
    const body = Buffer.concat(this.#pieces)
    this.#release()
    // Beside the answer, which is on its way: a flaw of ours must not become the caller's.
    setImmediate(() => this.#judge(body))
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#release()
    done(error)
  }

  #release(): void {
    this.#room.give(this.#size)
    this.#isSkipped = true
    this.#size = 0
    this.#pieces = []
  }
}
