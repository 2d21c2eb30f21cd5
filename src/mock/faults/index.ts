import type { Fault } from '../fault.ts'
import { acceptsAnyCredential } from './accepts-any-credential.ts'
import { acceptsAnyLookAlike } from './accepts-any-look-alike.ts'
import { acceptsAnyMediaType } from './accepts-any-media-type.ts'
import { acceptsBadFormats } from './accepts-bad-formats.ts'
import { acceptsBadParameters } from './accepts-bad-parameters.ts'
import { acceptsBlankCredential } from './accepts-blank-credential.ts'
import { acceptsCutKeys } from './accepts-cut-keys.ts'
import { acceptsExampleKey } from './accepts-example-key.ts'
import { acceptsExtendedKeys } from './accepts-extended-keys.ts'
import { acceptsFirstOfPair } from './accepts-first-of-pair.ts'
import { acceptsIncompleteBodies } from './accepts-incomplete-bodies.ts'
import { acceptsKeyAsBasicPassword } from './accepts-key-as-basic-password.ts'
import { acceptsKeyInCookie } from './accepts-key-in-cookie.ts'
import { acceptsKeyInOtherHeader } from './accepts-key-in-other-header.ts'
import { acceptsKeyInQuery } from './accepts-key-in-query.ts'
import { acceptsKeyUnderOtherScheme } from './accepts-key-under-other-scheme.ts'
import { acceptsLongerText } from './accepts-longer-text.ts'
import { acceptsMalformedJson } from './accepts-malformed-json.ts'
import { acceptsMissingCredential } from './accepts-missing-credential.ts'
import { acceptsSecondOfPair } from './accepts-second-of-pair.ts'
import { acceptsSwitchedOffKeys } from './accepts-switched-off-keys.ts'
import { acceptsTakenNames } from './accepts-taken-names.ts'
import { acceptsUndeclaredMethods } from './accepts-undeclared-methods.ts'
import { acceptsUnknownMembers } from './accepts-unknown-members.ts'
import { acceptsUnsignedTokens } from './accepts-unsigned-tokens.ts'
import { acceptsWordsForNothing } from './accepts-words-for-nothing.ts'
import { acceptsWrongTypes } from './accepts-wrong-types.ts'
import { addsUndocumentedMember } from './adds-undocumented-member.ts'
import { answersAnyMethod } from './answers-any-method.ts'
import { answersConflictWithAnotherStatus } from './answers-conflict-with-another-status.ts'
import { answersErrorsInAnotherForm } from './answers-errors-in-another-form.ts'
import { answersHeadWithoutCredential } from './answers-head-without-credential.ts'
import { answersWithAPage } from './answers-with-a-page.ts'
import { backdatesKeys } from './backdates-keys.ts'
import { blanksSecret } from './blanks-secret.ts'
import { cachesUsedKeys } from './caches-used-keys.ts'
import { callsJsonText } from './calls-json-text.ts'
import { checksSecondCredentialOnly } from './checks-second-credential-only.ts'
import { claimsUseOfNewKeys } from './claims-use-of-new-keys.ts'
import { countsCodeUnits } from './counts-code-units.ts'
import { createsBeforeValidating } from './creates-before-validating.ts'
import { createsWithUndocumentedStatus } from './creates-with-undocumented-status.ts'
import { cutsJson } from './cuts-json.ts'
import { cutsNames } from './cuts-names.ts'
import { dropsOffsetOfExpiry } from './drops-offset-of-expiry.ts'
import { echoesCredentialIn401 } from './echoes-credential-in-401.ts'
import { echoesCredentialInChallenge } from './echoes-credential-in-challenge.ts'
import { echoesCredentialInValidationError } from './echoes-credential-in-validation-error.ts'
import { endsKeyOnUpdate } from './ends-key-on-update.ts'
import { exportsSecretsAsText } from './exports-secrets-as-text.ts'
import { failsOnBadCredential } from './fails-on-bad-credential.ts'
import { failsOnDeepJson } from './fails-on-deep-json.ts'
import { failsOnLongCredential } from './fails-on-long-credential.ts'
import { failsOnLongName } from './fails-on-long-name.ts'
import { failsOnMalformedJson } from './fails-on-malformed-json.ts'
import { failsOnRepeatedRevoke } from './fails-on-repeated-revoke.ts'
import { failsOnUnicodeName } from './fails-on-unicode-name.ts'
import { failsOnUnknownId } from './fails-on-unknown-id.ts'
import { forgetsIdempotencyKeys } from './forgets-idempotency-keys.ts'
import { forgetsToRevoke } from './forgets-to-revoke.ts'
import { garblesChallenge } from './garbles-challenge.ts'
import { givesMoreScopes } from './gives-more-scopes.ts'
import { givesOldSecretOnRotation } from './gives-old-secret-on-rotation.ts'
import { handsOutDeadKeys } from './hands-out-dead-keys.ts'
import { honoursExpiredKeys } from './honours-expired-keys.ts'
import { honoursRevokedKeys } from './honours-revoked-keys.ts'
import { ignoresKeyCase } from './ignores-key-case.ts'
import { ignoresLastCharacter } from './ignores-last-character.ts'
import { ignoresScopes } from './ignores-scopes.ts'
import { ignoresUpdates } from './ignores-updates.ts'
import { insistsOnHeaderCase } from './insists-on-header-case.ts'
import { insistsOnSchemeCase } from './insists-on-scheme-case.ts'
import { invitesEveryOrigin } from './invites-every-origin.ts'
import { keepsOldSecretAfterRotation } from './keeps-old-secret-after-rotation.ts'
import { leaksEncodedSecretInList } from './leaks-encoded-secret-in-list.ts'
import { leaksPreviousSecret } from './leaks-previous-secret.ts'
import { leaksSecretInConflict } from './leaks-secret-in-conflict.ts'
import { leaksSecretInGet } from './leaks-secret-in-get.ts'
import { leaksSecretInList } from './leaks-secret-in-list.ts'
import { leaksSecretInName } from './leaks-secret-in-name.ts'
import { leaksSecretInRevoke } from './leaks-secret-in-revoke.ts'
import { leaksSecretInUpdate } from './leaks-secret-in-update.ts'
import { leaksSecretWithAccount } from './leaks-secret-with-account.ts'
import { leavesControlCharactersBare } from './leaves-control-characters-bare.ts'
import { leavesOutPrefix } from './leaves-out-prefix.ts'
import { leavesReadsToCaches } from './leaves-reads-to-caches.ts'
import { letsCachesKeepThrottling } from './lets-caches-keep-throttling.ts'
import { letsCachesShareReads } from './lets-caches-share-reads.ts'
import { letsCachesStoreSecret } from './lets-caches-store-secret.ts'
import { letsNamesWriteHeaders } from './lets-names-write-headers.ts'
import { listsAllButLatest } from './lists-all-but-latest.ts'
import { listsKeysOfAllTenants } from './lists-keys-of-all-tenants.ts'
import { listsKeysTwice } from './lists-keys-twice.ts'
import { listsObjectForArray } from './lists-object-for-array.ts'
import { listsWithoutCredential } from './lists-without-credential.ts'
import { obeysRotationRequests } from './obeys-rotation-requests.ts'
import { obeysUpdateRequests } from './obeys-update-requests.ts'
import { losesKeysAtOnce } from './loses-keys-at-once.ts'
import { makesGuessableSecrets } from './makes-guessable-secrets.ts'
import { makesNamesAscii } from './makes-names-ascii.ts'
import { makesReadableSecrets } from './makes-readable-secrets.ts'
import { makesSecretsOfOtherLetters } from './makes-secrets-of-other-letters.ts'
import { masksSecret } from './masks-secret.ts'
import { mixesTenants } from './mixes-tenants.ts'
import { omitsAllow } from './omits-allow.ts'
import { omitsChallenge } from './omits-challenge.ts'
import { omitsContentType } from './omits-content-type.ts'
import { omitsNoStore } from './omits-no-store.ts'
import { omitsSecret } from './omits-secret.ts'
import { pollutesPrototypes } from './pollutes-prototypes.ts'
import { prolongsKeysOnRotation } from './prolongs-keys-on-rotation.ts'
import { putsBlanksIntoSecrets } from './puts-blanks-into-secrets.ts'
import { putsEncodedSecretInHeader } from './puts-encoded-secret-in-header.ts'
import { putsSecretInCookie } from './puts-secret-in-cookie.ts'
import { putsSecretInLocation } from './puts-secret-in-location.ts'
import { putsSecretInUrl } from './puts-secret-in-url.ts'
import { putsUmlautsIntoSecrets } from './puts-umlauts-into-secrets.ts'
import { reflectsOrigin } from './reflects-origin.ts'
import { refusesAnonymous } from './refuses-anonymous.ts'
import { refusesOmittedOptions } from './refuses-omitted-options.ts'
import { refusesSecondAlternative } from './refuses-second-alternative.ts'
import { refusesUnusualNames } from './refuses-unusual-names.ts'
import { refusesWithUndocumentedStatus } from './refuses-with-undocumented-status.ts'
import { repeatsIds } from './repeats-ids.ts'
import { repeatsSecret } from './repeats-secret.ts'
import { replaysSecret } from './replays-secret.ts'
import { returnsExampleSecret } from './returns-example-secret.ts'
import { returnsWrongType } from './returns-wrong-type.ts'
import { revealsExistenceToStrangers } from './reveals-existence-to-strangers.ts'
import { revealsSecretOnRequest } from './reveals-secret-on-request.ts'
import { revivesKeyOnSecondRevoke } from './revives-key-on-second-revoke.ts'
import { revivesKeysByUpdate } from './revives-keys-by-update.ts'
import { revivesKeysInUse } from './revives-keys-in-use.ts'
import { revivesKeysOnCreate } from './revives-keys-on-create.ts'
import { revivesKeysOnList } from './revives-keys-on-list.ts'
import { revokesInListOnly } from './revokes-in-list-only.ts'
import { revokesTooMuch } from './revokes-too-much.ts'
import { sharesSecretAtOnce } from './shares-secret-at-once.ts'
import { shiftsExpiry } from './shifts-expiry.ts'
import { showsHashOfSecret } from './shows-hash-of-secret.ts'
import { showsMostOfSecret } from './shows-most-of-secret.ts'
import { showsPartsOfAnotherSecret } from './shows-parts-of-another-secret.ts'
import { showsStackTrace } from './shows-stack-trace.ts'
import { skipsGuardOnTrailingSlash } from './skips-guard-on-trailing-slash.ts'
import { startsSessions } from './starts-sessions.ts'
import { swapsNameCase } from './swaps-name-case.ts'
import { takesFirstOfTwoCredentials } from './takes-first-of-two-credentials.ts'
import { takesLastOfTwoCredentials } from './takes-last-of-two-credentials.ts'
import { takesMixedPairs } from './takes-mixed-pairs.ts'
import { takesPastExpiryForNone } from './takes-past-expiry-for-none.ts'
import { takesSecretFromCaller } from './takes-secret-from-caller.ts'
import { takesUnknownIdsForAnother } from './takes-unknown-ids-for-another.ts'
import { tellsItsVersion } from './tells-its-version.ts'
import { tellsMalformedFromUnknown } from './tells-malformed-from-unknown.ts'
import { tellsRevokedFromUnknown } from './tells-revoked-from-unknown.ts'
import { throttlesWithoutATime } from './throttles-without-a-time.ts'
import { updatesAnotherKeyToo } from './updates-another-key-too.ts'
import { validatesBeforeAuthenticating } from './validates-before-authenticating.ts'
import { variesSecretLittle } from './varies-secret-little.ts'
import { widensScopesOnRotation } from './widens-scopes-on-rotation.ts'

/** Every fault, in the order of the groups of the rules they break. */
export const faults: readonly Fault[] = [
  acceptsMissingCredential,
  listsWithoutCredential,
  obeysRotationRequests,
  obeysUpdateRequests,
  acceptsBlankCredential,
  acceptsWordsForNothing,
  acceptsAnyCredential,
  acceptsAnyLookAlike,
  checksSecondCredentialOnly,
  acceptsCutKeys,
  acceptsExtendedKeys,
  ignoresKeyCase,
  ignoresLastCharacter,
  acceptsFirstOfPair,
  acceptsSecondOfPair,
  refusesSecondAlternative,
  refusesAnonymous,
  acceptsKeyInQuery,
  acceptsKeyInCookie,
  acceptsKeyInOtherHeader,
  acceptsKeyUnderOtherScheme,
  acceptsKeyAsBasicPassword,
  insistsOnSchemeCase,
  insistsOnHeaderCase,
  omitsChallenge,
  garblesChallenge,
  validatesBeforeAuthenticating,
  revealsExistenceToStrangers,
  leaksSecretInList,
  leaksEncodedSecretInList,
  leaksSecretInName,
  leaksSecretInGet,
  leaksSecretInUpdate,
  leaksSecretInRevoke,
  leaksPreviousSecret,
  leaksSecretWithAccount,
  leaksSecretInConflict,
  omitsSecret,
  masksSecret,
  blanksSecret,
  returnsExampleSecret,
  repeatsSecret,
  variesSecretLittle,
  widensScopesOnRotation,
  losesKeysAtOnce,
  sharesSecretAtOnce,
  putsSecretInLocation,
  putsSecretInCookie,
  putsEncodedSecretInHeader,
  putsSecretInUrl,
  exportsSecretsAsText,
  revealsSecretOnRequest,
  leavesOutPrefix,
  makesSecretsOfOtherLetters,
  makesGuessableSecrets,
  makesReadableSecrets,
  putsBlanksIntoSecrets,
  putsUmlautsIntoSecrets,
  showsHashOfSecret,
  showsMostOfSecret,
  showsPartsOfAnotherSecret,
  echoesCredentialIn401,
  echoesCredentialInChallenge,
  echoesCredentialInValidationError,
  omitsNoStore,
  letsCachesStoreSecret,
  invitesEveryOrigin,
  reflectsOrigin,
  leavesReadsToCaches,
  letsCachesShareReads,
  startsSessions,
  tellsItsVersion,
  acceptsIncompleteBodies,
  acceptsUnknownMembers,
  acceptsWrongTypes,
  acceptsBadFormats,
  acceptsMalformedJson,
  acceptsBadParameters,
  failsOnUnicodeName,
  failsOnLongName,
  failsOnMalformedJson,
  failsOnBadCredential,
  failsOnUnknownId,
  createsWithUndocumentedStatus,
  refusesWithUndocumentedStatus,
  refusesUnusualNames,
  refusesOmittedOptions,
  acceptsSwitchedOffKeys,
  acceptsTakenNames,
  answersConflictWithAnotherStatus,
  takesUnknownIdsForAnother,
  omitsAllow,
  acceptsUndeclaredMethods,
  answersAnyMethod,
  acceptsAnyMediaType,
  answersWithAPage,
  returnsWrongType,
  listsObjectForArray,
  omitsContentType,
  callsJsonText,
  cutsJson,
  addsUndocumentedMember,
  answersErrorsInAnotherForm,
  showsStackTrace,
  countsCodeUnits,
  acceptsLongerText,
  repeatsIds,
  cutsNames,
  swapsNameCase,
  shiftsExpiry,
  honoursRevokedKeys,
  cachesUsedKeys,
  forgetsToRevoke,
  revokesInListOnly,
  handsOutDeadKeys,
  honoursExpiredKeys,
  listsAllButLatest,
  listsKeysTwice,
  takesSecretFromCaller,
  revokesTooMuch,
  failsOnRepeatedRevoke,
  revivesKeyOnSecondRevoke,
  revivesKeysOnCreate,
  revivesKeysOnList,
  endsKeyOnUpdate,
  updatesAnotherKeyToo,
  keepsOldSecretAfterRotation,
  givesOldSecretOnRotation,
  mixesTenants,
  listsKeysOfAllTenants,
  takesMixedPairs,
  answersHeadWithoutCredential,
  skipsGuardOnTrailingSlash,
  letsCachesKeepThrottling,
  throttlesWithoutATime,
  takesFirstOfTwoCredentials,
  takesLastOfTwoCredentials,
  tellsMalformedFromUnknown,
  tellsRevokedFromUnknown,
  ignoresScopes,
  ignoresUpdates,
  givesMoreScopes,
  backdatesKeys,
  claimsUseOfNewKeys,
  createsBeforeValidating,
  dropsOffsetOfExpiry,
  takesPastExpiryForNone,
  forgetsIdempotencyKeys,
  replaysSecret,
  revivesKeysByUpdate,
  revivesKeysInUse,
  acceptsUnsignedTokens,
  failsOnLongCredential,
  failsOnDeepJson,
  pollutesPrototypes,
  prolongsKeysOnRotation,
  leavesControlCharactersBare,
  letsNamesWriteHeaders,
  makesNamesAscii,
  acceptsExampleKey,
]
