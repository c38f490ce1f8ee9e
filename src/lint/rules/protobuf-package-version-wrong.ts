import { defineProtobufRule } from '../protobuf-rule.ts'

export const protobufPackageVersionWrong = defineProtobufRule({
  id: 'protobuf-package-version-wrong',
  group: 'evolution',
  summary: 'The package names the version whose contract it is in, or clients of one version call another.',
  source: 'Google AIP-185',
  example: {
    bad: `
      // apis/pets/v2/pets.proto
      syntax = "proto3";
      package pets.v1;
      message Pet { string name = 1; }`,
    good: `
      // apis/pets/v2/pets.proto
      syntax = "proto3";
      package pets.v2;
      message Pet { string name = 1; }`,
  },
  severity: 'warning',
  isRecommended: false,
  visit: (report, { identity }) => ({
    package(name, at) {
      const version = /\.(v\d+)(?:(?:p\d+)?(?:alpha|beta|test)\w*)?$/.exec(name)?.[1]
      if (version === undefined || !/^v\d+$/.test(identity.version) || version === identity.version) return
      report({
        at,
        message: `The package \`${name}\` is of \`${version}\`, and this is the contract of \`${identity.version}\``,
        help: `End it in \`.${identity.version}\`, or move the contract.`,
      })
    },
  }),
})
