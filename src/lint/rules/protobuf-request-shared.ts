import { defineProtobufRule } from '../protobuf-rule.ts'

export const protobufRequestShared = defineProtobufRule({
  id: 'protobuf-request-shared',
  group: 'evolution',
  summary: 'Each call has a request of its own, because what is added for one call is added for all that share it.',
  source: 'Google AIP-131 to AIP-136, Protocol Buffers best practices',
  example: {
    bad: `
      service PetService {
        rpc Keep(Pet) returns (Pet);
        rpc Free(Pet) returns (FreeResponse);
      }
      message Pet { string name = 1; }
      message FreeResponse { string where = 1; }`,
    good: `
      service PetService {
        rpc Keep(KeepRequest) returns (Pet);
        rpc Free(FreeRequest) returns (FreeResponse);
      }
      message KeepRequest { Pet pet = 1; }
      message FreeRequest { string name = 1; }
      message Pet { string name = 1; }
      message FreeResponse { string where = 1; }`,
  },
  severity: 'info',
  isRecommended: false,
  visit: (report, { elements }) => ({
    end() {
      const calls = elements.filter(({ kind }) => kind === 'rpc')
      const uses = Map.groupBy(calls, ({ leadsTo = [] }) => leadsTo[0])
      const answers = new Set(calls.map(({ leadsTo = [] }) => leadsTo[1]))
      for (const { name, file, start, leadsTo: [request] = [] } of calls) {
        if (request === undefined || request === 'google.protobuf.Empty') continue
        const isShared = (uses.get(request)?.length ?? 0) > 1
        if (!isShared && !answers.has(request)) continue
        report({
          at: { file, position: start, name },
          message: `\`${name}\` takes \`${request}\`, which ${isShared ? 'another call takes too' : 'is also an answer'}`,
          help: 'Give new calls a request of their own, with it as a field.',
        })
      }
    },
  }),
})
