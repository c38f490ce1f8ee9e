import assert from 'node:assert/strict'
import test from 'node:test'
import { answer } from '#process/judge-task.ts'
import { sourceOf } from '../../contract/contract-source.ts'

test('what a contract imports is judged with those whose contract it is', async () => {
  const files = {
    'apis/pets/v1/pets.proto':
      'syntax = "proto3";\npackage pets.v1;\nimport "shared/other.proto";\nmessage Pet { other Kind = 1; }\n',
    'shared/other.proto': 'syntax = "proto3";\npackage pets.v1;\nmessage other { string NAME = 1; }\n',
  }
  const ruleset = { name: 'ruleset.yaml', text: 'rules: { protobuf-name-miscased: error }' }
  const source = { ...sourceOf(files), module: 'apis/pets/v1' }
  const { findings } = (await answer({ do: 'lint', source, ruleset })) as { findings: readonly { message: string }[] }
  assert.deepEqual(
    findings.map(({ message }) => message),
    ['Field name `Kind` should be lower_snake_case, such as `kind`'],
  )
})
