/** The public surface: what scenarios, plugins and programs that embed keyproof may import. */
export type {
  Broken,
  CallOptions,
  Cases,
  Created,
  Creation,
  Inputs,
  IssuedKey,
  Probe,
  ProbeGround,
  Scenario,
  Stage,
  Subject,
  Applicability,
} from './run/scenario.ts'
export type {
  Contract,
  JsonObject,
  JsonSchema,
  JsonValue,
  KeyResource,
  Operation,
  Reveal,
  Role,
  SecurityScheme,
} from './contract/types.ts'
export type { Defect, InvalidInput, OperationInput } from './generate/types.ts'
export type { Exchange, HeaderLine } from './http/exchange.ts'
export type { Basis, Confidence, Level, Profile, Rule, Severity } from './rules/types.ts'
export { headerValues } from './http/exchange.ts'
export { parseJson, pointerTo, pointerTokens, valueAt, withValueAt } from './contract/pointer.ts'
export { memberIn } from './contract/json.ts'
export { isLoopback } from './loopback.ts'
export { idempotencyHeader } from './contract/idempotency.ts'
export {
  basisAt,
  bodyFaults,
  bodyMedia,
  isJson,
  isPartial,
  operationByKey,
  responseFor,
} from './contract/lookup.ts'
export {
  carrierText,
  leadOf,
  insufficientParts,
  isProtected,
  presentScheme,
  type WayIn,
} from './generate/credentials.ts'
export { namesSaid } from './contract/keys/unique-names.ts'
export { saidIn } from './run/said.ts'
export { offSwitchOf } from './contract/off-switch.ts'
export { echoesOf, isFreeText, type Echo } from './run/echoes.ts'
export { becauseOf, keptByUpdate, type Silence } from './run/in-part.ts'
export { canUpdateOne, inOwnWords, updatesOfOne, withChoices, type UpdateOfOne } from './run/of-one.ts'
export { createOf } from './run/create-of.ts'
export { leavesOf, lostOf, type Leaves, type Lost } from './run/rest.ts'
export { absentForWhatWasSent } from './run/conditional-secret.ts'
export { otherKindAskedFor } from './contract/other-kind.ts'
export { requiresNothing } from './contract/requires-nothing.ts'
export { explainedByWords } from './run/explained-by-words.ts'
export { beyondSaidCharacters } from './run/said-characters.ts'
export { pausesWithin } from './run/pauses.ts'
export { lookedForBy } from './run/references.ts'
export { isCarrierGuessed, managesKeys, wantsToken } from './run/carrier-guess.ts'
export { lifeUnitMs } from './run/expiry.ts'
export { authenticated } from './run/probes.ts'
export { isShownRevoked, saysWhatRevokedLooksLike } from './run/key-state.ts'
export {
  expiringAt,
  prolonged,
  serverClock,
  whyNoMoment,
  writtenTime,
  type ServerClock,
} from './run/expiry.ts'
export { changesBetween, lastingIn, type Change, type Lasting } from './run/lasting.ts'
export { isProlonged, rotateOverlapMs, withShortOverlap, type ShortOverlap } from './run/rotate-overlap.ts'
export {
  grantsTo,
  scopeBounds,
  scopesListed,
  shownScopes,
  scopesOf,
  takesAKey,
  underScopes,
  withScopes,
  type ScopeBounds,
  type Scopes,
} from './run/scopes.ts'
export { declaresMember, membersAt, withMembers } from './run/sent-members.ts'
export { madeUpVersions, saysFull, wantsItOff } from './run/refusal-reasons.ts'
export { rotates } from './run/rotates.ts'
export { takesStrangers, warm, type Warmed } from './run/warm.ts'
export { playStory } from './run/story/play.ts'
export {
  partsOf,
  smallerStories,
  stories,
  usualStories,
  type Step,
  type Story,
  type Verb,
} from './run/story/story.ts'
export { lookedUp, narrowKey, reachBeyond, shownOf, wideningMembers, type Shown } from './run/widening.ts'
export { withoutRole } from './run/without-role.ts'
export { idIn, keyPlace, repeatedIds, withId, type KeyPlace } from './run/key-place.ts'
export { KeyproofError } from './errors.ts'
export { startMock } from './mock/deferred.ts'
export type { Mock, MockOptions, MockTenant } from './mock/types.ts'
export { goodSecretBits, leastSecretBits } from './secrets/strength.ts'
export { rightsLeftOut } from './run/rights-left-out.ts'
export { laterPageIn } from './run/walkers.ts'
export { needsOther, otherIsIn, selectsAccount, tellsOfFirst, withOneOfFirst } from './run/others.ts'
