/** Ids of oasdiff that no change of ours has, and why. Files of severity levels may name them: they were written for both. */
export const notTold: Readonly<Record<string, string>> = {
  'api-schema-removed': 'A component that nothing refers to promises nobody anything.',
  'response-media-type-name-generalized':
    'A media type with another suffix is another one, for consumers ask for it by its name: `response-media-type-removed`.',
  'response-media-type-name-specialized':
    'A media type with another suffix is another one, for consumers ask for it by its name: `response-media-type-removed`.',
}
