import { defineBufRule } from '../protobuf-rule.ts'

export const protobufServiceWithoutSuffix = defineBufRule({
  id: 'protobuf-service-without-suffix',
  group: 'shape',
  summary: 'Services end in `Service`, because they share a scope with messages, which are often named alike.',
  source: 'Protocol Buffers style guide',
  example: {
    bad: `
      service Pets { rpc Keep(KeepRequest) returns (KeepResponse); }
      message KeepRequest { string name = 1; }
      message KeepResponse { string name = 1; }`,
    good: `
      service PetService { rpc Keep(KeepRequest) returns (KeepResponse); }
      message KeepRequest { string name = 1; }
      message KeepResponse { string name = 1; }`,
  },
  severity: 'info',
  isRecommended: false,
  buf: {
    SERVICE_SUFFIX: 'Call new ones so; calls go to an existing one by its name.',
  },
})
