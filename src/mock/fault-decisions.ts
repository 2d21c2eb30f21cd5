import { bareCredential } from '../generate/credentials.ts'
import type { SecurityScheme } from '../contract/types.ts'
import type { Call, Decision, Defective, Principal } from './call.ts'
import type { FaultBed } from './fault.ts'
import type { Judgement } from './judge.ts'
import { ANONYMOUS, headerLines, readScheme } from './security.ts'
import type { Reading } from './security.ts'

/** Admits as the first tenant, or as the principal given. */
export function admitted(principal: Principal = ANONYMOUS): Decision {
  return { kind: 'granted', principal, alternative: 0 }
}

/**
 * Decides afresh with more leniency: a scheme counts as satisfied by a valid credential or by whatever
 * `accept` lets pass. A decision that was favourable stands, and so does one that valid credentials do not
 * go together.
 */
export function leniently(
  bed: FaultBed,
  decision: Decision,
  call: Call,
  accept: (scheme: SecurityScheme, reading: Reading) => Principal | undefined,
): Decision {
  if (decision.kind !== 'refused') return decision
  for (const requirement of call.operation.security) {
    const members = Object.keys(requirement).map((name) => {
      const scheme = bed.contract.securitySchemes[name]
      if (scheme === undefined) return undefined
      const reading = readScheme(scheme, call)
      return (
        (reading.state === 'value' ? bed.check(name, reading.value) : undefined) ?? accept(scheme, reading)
      )
    })
    if (members.length > 0 && members.every((member) => member !== undefined))
      return admitted(members.find((member) => member.record !== null) ?? members[0])
  }
  return decision
}

/** Decides afresh with a looser comparison of presented values with issued and given ones. */
export function comparing(
  bed: FaultBed,
  decision: Decision,
  call: Call,
  same: (presented: string, real: string) => boolean,
): Decision {
  return leniently(bed, decision, call, (scheme, reading) => {
    if (reading.state !== 'value') return undefined
    const own = bed.credentials[scheme.name]
    if (own !== undefined && same(reading.value, own)) return ANONYMOUS
    const found = bed
      .issued()
      .findLast(
        ({ record, secret }) =>
          record.scheme === scheme.name && record.revokedAt === null && same(reading.value, secret),
      )
    return found === undefined ? undefined : bed.check(scheme.name, found.secret)
  })
}

/** Decides afresh with a further place where a valid credential may stand. */
export function alsoReading(
  bed: FaultBed,
  decision: Decision,
  call: Call,
  places: (scheme: SecurityScheme) => readonly (string | undefined)[],
): Decision {
  return leniently(bed, decision, call, (scheme, reading) => {
    if (reading.state !== 'absent') return undefined
    for (const value of places(scheme)) {
      const principal = value === undefined || value === '' ? undefined : bed.check(scheme.name, value)
      if (principal !== undefined) return principal
    }
    return undefined
  })
}

/** Decides afresh by one of the values where the header of a scheme stands twice, or holds a list. */
export function choosing(
  bed: FaultBed,
  decision: Decision,
  call: Call,
  choose: (values: readonly string[]) => string | undefined,
): Decision {
  return leniently(bed, decision, call, (scheme) => {
    const value = choose(repeatedIn(scheme, call))
    return value === undefined ? undefined : bed.check(scheme.name, value)
  })
}

function repeatedIn(scheme: SecurityScheme, call: Call): readonly string[] {
  if (scheme.kind === 'mutualTLS' || (scheme.kind === 'apiKey' && scheme.in !== 'header')) return []
  const lines = headerLines(call.request, scheme.kind === 'apiKey' ? scheme.parameter : 'authorization')
  const values = scheme.kind === 'apiKey' ? lines.flatMap((line) => line.split(', ')) : lines
  return values.length < 2 ? [] : values.map((value) => bareCredential(scheme, value))
}

/** The judgement with the defects left out that `accept` lets pass; sound when none is left. */
export function without(judgement: Judgement, accept: (defect: Defective) => boolean): Judgement {
  if (judgement.kind !== 'invalid') return judgement
  const defects = judgement.defects.filter((defect) => !accept(defect))
  return defects.length === 0 ? { kind: 'sound' } : { kind: 'invalid', defects }
}

/** The judgement with a defect that the document does not know, put down to the body. */
export function refusing(judgement: Judgement, keyword: string): Judgement {
  if (judgement.kind !== 'sound') return judgement
  return {
    kind: 'invalid',
    defects: [
      {
        part: 'body',
        violation: { place: '', keyword, schema: '', message: 'is refused', formatOnly: false },
      },
    ],
  }
}
