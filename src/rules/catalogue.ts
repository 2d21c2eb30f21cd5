import picomatch from 'picomatch'
import { KeyproofError } from '../errors.ts'
import { suggestion } from '../nearest.ts'
import { auth } from './auth.ts'
import { headers } from './headers.ts'
import { hygiene } from './hygiene.ts'
import { lifecycle } from './lifecycle.ts'
import { reveal } from './reveal.ts'
import { robustness } from './robustness.ts'
import { schema } from './schema.ts'
import { status } from './status.ts'
import type { Group, Rule } from './types.ts'

const byGroup: Readonly<Record<Group, readonly Rule[]>> = {
  reveal,
  auth,
  status,
  schema,
  lifecycle,
  headers,
  robustness,
  hygiene,
}

/** All 80 rules, group by group, the most important first within each. */
export const rules: readonly Rule[] = Object.values(byGroup).flat()

const byId: ReadonlyMap<string, Rule> = new Map(rules.map((rule) => [rule.id, rule]))

/** The rule of that id. */
export function ruleById(id: string): Rule | undefined {
  return byId.get(id)
}

/** What a mistyped id was probably meant to be, where one is near enough, and where all of them are told. */
export function nearestRule(id: string, known: readonly string[] = [...byId.keys()]): string {
  const near = suggestion(id, known)
  return `${near === null ? '' : `${near} `}\`keyproof rules\` lists them all.`
}

/**
 * The rules whose id or group matches one of the globs, in the order of the catalogue. A glob may match one
 * of `otherNames` instead, such as the names of scenarios. One that matches nothing at all throws
 * KeyproofError `usage`, which names the nearest id, group or other name.
 */
export function matchRules(globs: readonly string[], otherNames: readonly string[] = []): readonly Rule[] {
  const known = [...byId.keys(), ...Object.keys(byGroup), ...otherNames]
  const matchers = globs.map((glob) => {
    if (glob === '')
      throw new KeyproofError(
        'usage',
        'An empty glob matches no rule.',
        'Give a rule id, a group or a glob such as `auth-*`.',
      )
    // A negated glob would hit every rule either by its id or by its group; leaving out is another option's job.
    const matches = picomatch(glob, { nonegate: true, noextglob: true })
    if (!known.some((name) => matches(name))) {
      throw new KeyproofError(
        'usage',
        `"${glob}" matches no rule and no group${otherNames.length > 0 ? ', nor anything else that can be chosen' : ''}.`,
        nearestRule(glob, known),
      )
    }
    return matches
  })
  return rules.filter((rule) => matchers.some((matches) => matches(rule.id) || matches(rule.group)))
}
