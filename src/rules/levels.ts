import type { Basis, Confidence, Level, Profile, Severity } from './types.ts'

/** What decides the level of a finding. */
export interface LevelInput {
  /** The basis the finding itself stands on, which may be weaker than its rule's. */
  readonly basis: Basis
  readonly profile: Profile
  readonly confidence: Confidence
  readonly severity: Severity
}

const demanded: Readonly<Record<Profile, Level>> = { contract: 'fail', recommended: 'fail', strict: 'fail' }

/** Level by basis and profile, of a finding that keyproof is sure of. */
const levels: Readonly<Record<Basis, Readonly<Record<Profile, Level>>>> = {
  document: demanded,
  annotation: demanded,
  harness: demanded,
  'protocol-must': { contract: 'warn', recommended: 'fail', strict: 'fail' },
  'protocol-should': { contract: 'info', recommended: 'warn', strict: 'fail' },
  standard: { contract: 'info', recommended: 'fail', strict: 'fail' },
  convention: { contract: 'off', recommended: 'warn', strict: 'warn' },
}

/** One step down for a tentative finding, which is noted at least wherever a certain one would be. */
const lowered: Readonly<Record<Level, Level>> = { fail: 'warn', warn: 'info', info: 'info', off: 'off' }

/**
 * The level of a finding. Its severity never raises the level; it only lowers that of a security standard
 * under `recommended`, which fails the run from `high` upwards.
 */
export function levelOf({ basis, profile, confidence, severity }: LevelInput): Level {
  const grave = severity === 'critical' || severity === 'high'
  const eased = basis === 'standard' && profile === 'recommended' && !grave
  const level = eased ? 'warn' : levels[basis][profile]
  return confidence === 'tentative' ? lowered[level] : level
}
