import type { Rule } from '../rule.ts'
import { apiKeyInQuery } from './api-key-in-query.ts'
import { arrayUnbounded } from './array-unbounded.ts'
import { asyncapiChannelAddressMixed } from './asyncapi-channel-address-mixed.ts'
import { asyncapiChannelUndescribed } from './asyncapi-channel-undescribed.ts'
import { asyncapiContentTypeUnsaid } from './asyncapi-content-type-unsaid.ts'
import { asyncapiEventIdMissing } from './asyncapi-event-id-missing.ts'
import { asyncapiMessageNameDuplicate } from './asyncapi-message-name-duplicate.ts'
import { asyncapiMessageNameMissing } from './asyncapi-message-name-missing.ts'
import { asyncapiMessageUndescribed } from './asyncapi-message-undescribed.ts'
import { asyncapiPayloadMissing } from './asyncapi-payload-missing.ts'
import { asyncapiPayloadNotObject } from './asyncapi-payload-not-object.ts'
import { asyncapiPersonalDataInChannel } from './asyncapi-personal-data-in-channel.ts'
import { asyncapiServerInsecure } from './asyncapi-server-insecure.ts'
import { asyncapiServerSecurityMissing } from './asyncapi-server-security-missing.ts'
import { basicAuth } from './basic-auth.ts'
import { collectionNotPaginated } from './collection-not-paginated.ts'
import { conflictResponseMissing } from './conflict-response-missing.ts'
import { contactMissing } from './contact-missing.ts'
import { createdWithoutLocation } from './created-without-location.ts'
import { currencyNotIso4217 } from './currency-not-iso-4217.ts'
import { dateNotIso8601 } from './date-not-iso-8601.ts'
import { deprecatedSinceUnsaid } from './deprecated-since-unsaid.ts'
import { deprecatedSuccessorUnsaid } from './deprecated-successor-unsaid.ts'
import { deprecatedSunsetUnsaid } from './deprecated-sunset-unsaid.ts'
import { descriptionMissing } from './description-missing.ts'
import { descriptionRepeatsSummary } from './description-repeats-summary.ts'
import { errorResponseMissing } from './error-response-missing.ts'
import { errorResponseNotProblem } from './error-response-not-problem.ts'
import { etagMissing } from './etag-missing.ts'
import { exampleInvalid } from './example-invalid.ts'
import { forbiddenResponseMissing } from './forbidden-response-missing.ts'
import { graphqlConnectionIncomplete } from './graphql-connection-incomplete.ts'
import { graphqlDateNotScalar } from './graphql-date-not-scalar.ts'
import { graphqlDeprecationReasonUnsaid } from './graphql-deprecation-reason-unsaid.ts'
import { graphqlDeprecationSuccessorUnsaid } from './graphql-deprecation-successor-unsaid.ts'
import { graphqlDescriptionMissing } from './graphql-description-missing.ts'
import { graphqlEnumValueNotUpperCase } from './graphql-enum-value-not-upper-case.ts'
import { graphqlFieldNotCamelCase } from './graphql-field-not-camel-case.ts'
import { graphqlIdGuessable } from './graphql-id-guessable.ts'
import { graphqlInputWithoutSuffix } from './graphql-input-without-suffix.ts'
import { graphqlListUnpaged } from './graphql-list-unpaged.ts'
import { graphqlMutationArgumentsLoose } from './graphql-mutation-arguments-loose.ts'
import { graphqlMutationResultClosed } from './graphql-mutation-result-closed.ts'
import { graphqlNestingUnlimited } from './graphql-nesting-unlimited.ts'
import { graphqlPersonalDataUnmarked } from './graphql-personal-data-unmarked.ts'
import { graphqlQueryVerb } from './graphql-query-verb.ts'
import { graphqlScalarUnspecified } from './graphql-scalar-unspecified.ts'
import { graphqlTypeNotPascalCase } from './graphql-type-not-pascal-case.ts'
import { idGuessable } from './id-guessable.ts'
import { idWithoutFormat } from './id-without-format.ts'
import { idempotencyKeyMissing } from './idempotency-key-missing.ts'
import { infoVersionNotSemver } from './info-version-not-semver.ts'
import { inputObjectOpen } from './input-object-open.ts'
import { invalidInputResponseMissing } from './invalid-input-response-missing.ts'
import { licenceMissing } from './licence-missing.ts'
import { moneyImprecise } from './money-imprecise.ts'
import { moneyWithoutCurrency } from './money-without-currency.ts'
import { noContentWithBody } from './no-content-with-body.ts'
import { notFoundResponseMissing } from './not-found-response-missing.ts'
import { numberUnbounded } from './number-unbounded.ts'
import { oauthFlowOutdated } from './oauth-flow-outdated.ts'
import { oauthScopesMissing } from './oauth-scopes-missing.ts'
import { oauthUrlNotHttps } from './oauth-url-not-https.ts'
import { operationDescriptionMissing } from './operation-description-missing.ts'
import { operationIdDuplicate } from './operation-id-duplicate.ts'
import { operationIdMadeOfPath } from './operation-id-made-of-path.ts'
import { operationIdMissing } from './operation-id-missing.ts'
import { operationSecurityUndeclared } from './operation-security-undeclared.ts'
import { operationSummaryMissing } from './operation-summary-missing.ts'
import { operationUntagged } from './operation-untagged.ts'
import { pageSizeUnbounded } from './page-size-unbounded.ts'
import { parameterCasingMixed } from './parameter-casing-mixed.ts'
import { parameterNameVaries } from './parameter-name-varies.ts'
import { parameterUndescribed } from './parameter-undescribed.ts'
import { passwordInResponse } from './password-in-response.ts'
import { patchFormatUnsaid } from './patch-format-unsaid.ts'
import { patchRequiresMembers } from './patch-requires-members.ts'
import { pathCollectionSingular } from './path-collection-singular.ts'
import { pathFileExtension } from './path-file-extension.ts'
import { pathLiteralId } from './path-literal-id.ts'
import { pathNotKebabCase } from './path-not-kebab-case.ts'
import { pathSegmentVerb } from './path-segment-verb.ts'
import { pathTooDeep } from './path-too-deep.ts'
import { pathTrailingSlash } from './path-trailing-slash.ts'
import { pathVersionWrong } from './path-version-wrong.ts'
import { personalDataInAddress } from './personal-data-in-address.ts'
import { personalDataUnmarked } from './personal-data-unmarked.ts'
import { propertyCasingMixed } from './property-casing-mixed.ts'
import { protobufCommentMissing } from './protobuf-comment-missing.ts'
import { protobufEnumAlias } from './protobuf-enum-alias.ts'
import { protobufEnumValueUnprefixed } from './protobuf-enum-value-unprefixed.ts'
import { protobufEnumZeroMeaningful } from './protobuf-enum-zero-meaningful.ts'
import { protobufFieldRequired } from './protobuf-field-required.ts'
import { protobufImportPublic } from './protobuf-import-public.ts'
import { protobufImportUnstable } from './protobuf-import-unstable.ts'
import { protobufImportUnused } from './protobuf-import-unused.ts'
import { protobufNameMiscased } from './protobuf-name-miscased.ts'
import { protobufPackageDivided } from './protobuf-package-divided.ts'
import { protobufPackageUnversioned } from './protobuf-package-unversioned.ts'
import { protobufPackageVersionWrong } from './protobuf-package-version-wrong.ts'
import { protobufRequestShared } from './protobuf-request-shared.ts'
import { protobufServiceWithoutSuffix } from './protobuf-service-without-suffix.ts'
import { protobufSyntaxUnsaid } from './protobuf-syntax-unsaid.ts'
import { putOnCollection } from './put-on-collection.ts'
import { requestArrayAtTop } from './request-array-at-top.ts'
import { requestBodyOnDelete } from './request-body-on-delete.ts'
import { requestBodyOnRead } from './request-body-on-read.ts'
import { responseArrayAtTop } from './response-array-at-top.ts'
import { retryAfterMissing } from './retry-after-missing.ts'
import { safeMethodThatChanges } from './safe-method-that-changes.ts'
import { secretInAddress } from './secret-in-address.ts'
import { secretInExample } from './secret-in-example.ts'
import { serverInternal } from './server-internal.ts'
import { serverUrlNotHttps } from './server-url-not-https.ts'
import { stringUnbounded } from './string-unbounded.ts'
import { summaryRepeatsName } from './summary-repeats-name.ts'
import { tagUndeclared } from './tag-undeclared.ts'
import { tagUnused } from './tag-unused.ts'
import { tooManyRequestsResponseMissing } from './too-many-requests-response-missing.ts'
import { unauthorizedResponseMissing } from './unauthorized-response-missing.ts'
import { updateUnconditional } from './update-unconditional.ts'

/** The house rules, which are `apigov:standards`. */
export const rules: readonly Rule[] = [
  apiKeyInQuery,
  arrayUnbounded,
  asyncapiChannelAddressMixed,
  asyncapiChannelUndescribed,
  asyncapiContentTypeUnsaid,
  asyncapiEventIdMissing,
  asyncapiMessageNameDuplicate,
  asyncapiMessageNameMissing,
  asyncapiMessageUndescribed,
  asyncapiPayloadMissing,
  asyncapiPayloadNotObject,
  asyncapiPersonalDataInChannel,
  asyncapiServerInsecure,
  asyncapiServerSecurityMissing,
  basicAuth,
  collectionNotPaginated,
  conflictResponseMissing,
  contactMissing,
  createdWithoutLocation,
  currencyNotIso4217,
  dateNotIso8601,
  deprecatedSinceUnsaid,
  deprecatedSuccessorUnsaid,
  deprecatedSunsetUnsaid,
  descriptionMissing,
  descriptionRepeatsSummary,
  errorResponseMissing,
  errorResponseNotProblem,
  etagMissing,
  exampleInvalid,
  forbiddenResponseMissing,
  graphqlConnectionIncomplete,
  graphqlDateNotScalar,
  graphqlDeprecationReasonUnsaid,
  graphqlDeprecationSuccessorUnsaid,
  graphqlDescriptionMissing,
  graphqlEnumValueNotUpperCase,
  graphqlFieldNotCamelCase,
  graphqlIdGuessable,
  graphqlInputWithoutSuffix,
  graphqlListUnpaged,
  graphqlMutationArgumentsLoose,
  graphqlMutationResultClosed,
  graphqlNestingUnlimited,
  graphqlPersonalDataUnmarked,
  graphqlQueryVerb,
  graphqlScalarUnspecified,
  graphqlTypeNotPascalCase,
  idGuessable,
  idWithoutFormat,
  idempotencyKeyMissing,
  infoVersionNotSemver,
  inputObjectOpen,
  invalidInputResponseMissing,
  licenceMissing,
  moneyImprecise,
  moneyWithoutCurrency,
  noContentWithBody,
  notFoundResponseMissing,
  numberUnbounded,
  oauthFlowOutdated,
  oauthScopesMissing,
  oauthUrlNotHttps,
  operationDescriptionMissing,
  operationIdDuplicate,
  operationIdMadeOfPath,
  operationIdMissing,
  operationSecurityUndeclared,
  operationSummaryMissing,
  operationUntagged,
  pageSizeUnbounded,
  parameterCasingMixed,
  parameterNameVaries,
  parameterUndescribed,
  passwordInResponse,
  patchFormatUnsaid,
  patchRequiresMembers,
  pathCollectionSingular,
  pathFileExtension,
  pathLiteralId,
  pathNotKebabCase,
  pathSegmentVerb,
  pathTooDeep,
  pathTrailingSlash,
  pathVersionWrong,
  personalDataInAddress,
  personalDataUnmarked,
  propertyCasingMixed,
  protobufCommentMissing,
  protobufEnumAlias,
  protobufEnumValueUnprefixed,
  protobufEnumZeroMeaningful,
  protobufFieldRequired,
  protobufImportPublic,
  protobufImportUnstable,
  protobufImportUnused,
  protobufNameMiscased,
  protobufPackageDivided,
  protobufPackageUnversioned,
  protobufPackageVersionWrong,
  protobufRequestShared,
  protobufServiceWithoutSuffix,
  protobufSyntaxUnsaid,
  putOnCollection,
  requestArrayAtTop,
  requestBodyOnDelete,
  requestBodyOnRead,
  responseArrayAtTop,
  retryAfterMissing,
  safeMethodThatChanges,
  secretInAddress,
  secretInExample,
  serverInternal,
  serverUrlNotHttps,
  stringUnbounded,
  summaryRepeatsName,
  tagUndeclared,
  tagUnused,
  tooManyRequestsResponseMissing,
  unauthorizedResponseMissing,
  updateUnconditional,
]
