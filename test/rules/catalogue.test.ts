import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { KeyproofError } from '../../src/errors.ts'
import { matchRules, nearestRule, ruleById, rules } from '../../src/rules/catalogue.ts'
import { questions } from '../../src/rules/questions.ts'
import { sources } from '../../src/rules/sources.ts'
import type { Group, Rule } from '../../src/rules/types.ts'

function countBy(pick: (rule: Rule) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const rule of rules) counts[pick(rule)] = (counts[pick(rule)] ?? 0) + 1
  return counts
}

function usageError(run: () => unknown): KeyproofError {
  try {
    run()
  } catch (error) {
    if (error instanceof KeyproofError && error.code === 'usage') return error
    throw error
  }
  throw new Error('expected a usage error')
}

const texts = ['statement', 'why', 'exercise', 'falseAlarms', 'satisfy'] as const

describe('the catalogue as a whole', () => {
  test('holds 80 rules in the documented proportions', () => {
    expect(rules).toHaveLength(80)
    expect(countBy((rule) => rule.group)).toEqual({
      reveal: 13,
      auth: 20,
      status: 8,
      schema: 8,
      lifecycle: 17,
      headers: 4,
      robustness: 4,
      hygiene: 6,
    })
    expect(countBy((rule) => rule.severity)).toEqual({ critical: 15, high: 27, medium: 29, low: 8, info: 1 })
    expect(countBy((rule) => rule.basis)).toEqual({
      document: 30,
      standard: 26,
      'protocol-must': 9,
      convention: 8,
      'protocol-should': 5,
      harness: 2,
    })
    expect(countBy((rule) => rule.prism)).toEqual({
      holds: 24,
      static: 5,
      partial: 9,
      'expected-failure': 1,
      'not-applicable': 41,
    })
    expect(rules.filter((rule) => rule.stateful)).toHaveLength(33)
  })

  test('gives every rule its own kebab-case id and its own rank from 1 to 80', () => {
    for (const { id } of rules) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/)
    expect(new Set(rules.map((rule) => rule.id)).size).toBe(80)
    expect(rules.map((rule) => rule.rank).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 80 }, (_, index) => index + 1),
    )
  })

  test('keeps groups together and ranks rules inside them', () => {
    const order = rules.map((rule) => rule.group).filter((group, index, all) => group !== all[index - 1])
    expect(order).toEqual([
      'reveal',
      'auth',
      'status',
      'schema',
      'lifecycle',
      'headers',
      'robustness',
      'hygiene',
    ])
    for (const group of order) {
      const ranks = rules.filter((rule) => rule.group === group).map((rule) => rule.rank)
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
    }
  })

  test('cites each source once and leaves none uncited', () => {
    const all = Object.values(sources)
    expect(new Set(all.map((source) => source.ref)).size).toBe(all.length)
    expect(new Set(rules.flatMap((rule) => rule.sources))).toEqual(new Set(all))
    for (const { ref, url } of all) {
      expect(ref).not.toBe('')
      if (url !== undefined) expect(url).toMatch(/^https:\/\//)
    }
    expect(all.filter((source) => source.url === undefined)).toEqual([sources.DOCUMENT])
  })

  test('asks one question per group', () => {
    expect(Object.keys(questions).toSorted()).toEqual(
      [...new Set<Group>(rules.map((rule) => rule.group))].toSorted(),
    )
    for (const question of Object.values(questions)) expect(question).toMatch(/^[A-Z].*\?$/)
  })
})

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  test('is written in full sentences', () => {
    for (const field of texts) {
      expect(rule[field]).toMatch(/^[A-Z0-9]/)
      expect(rule[field]).toMatch(/\.$/)
      expect(rule[field]).not.toMatch(/ {2}/)
      expect(rule[field].split('`').length % 2, `backticks of ${field} come in pairs`).toBe(1)
    }
  })

  test('its statement is one sentence', () => {
    expect(rule.statement.match(/[.?!](?= [A-Z])/g)).toBeNull()
  })

  test('says how to tell keyproof of a false alarm, in words that exist', () => {
    if (rule.basis !== 'harness') {
      expect(rule.falseAlarms).toMatch(
        /x-secret|x-key-operation|`suppress`|overlay|`--(skip|principal|credential)/,
      )
    }
    for (const [, option] of rule.falseAlarms.matchAll(/`--skip ([^`]+)`/g)) expect(option).toBe(rule.id)
    for (const [, member] of texts.flatMap((field) => [
      ...rule[field].matchAll(/`x-secret-contract\.(\w+)/g),
    ])) {
      expect([
        'delete',
        'errors',
        'expiry',
        'idIsSecret',
        'lastUsed',
        'names',
        'propagation',
        'scopes',
        'status',
        'tenancy',
      ]).toContain(member)
    }
  })

  test('names its sources and the weaknesses it stands for', () => {
    expect(rule.sources.length).toBeGreaterThan(0)
    expect(new Set(rule.sources).size).toBe(rule.sources.length)
    expect(rule.cwe.length).toBeGreaterThan(0)
    for (const weakness of rule.cwe) expect(weakness).toMatch(/^CWE-\d+$/)
    for (const entry of rule.owasp) expect(entry).toMatch(/^(API\d:2023|ASVS5-\d+\.\d+\.\d+)$/)
  })

  test('refers only to rules that exist', () => {
    const prefix =
      /\b(?:secret|credential|auth|tenant|status|schema|lifecycle|headers|robust|harness|spec)(?:-[a-z0-9]+){2,}\b/g
    for (const field of texts) {
      const named = [...rule[field].matchAll(prefix)].map(([id]) => id)
      expect(named.filter((id) => ruleById(id) === undefined)).toEqual([])
    }
  })
})

describe('finding rules', () => {
  test('by id', () => {
    for (const rule of rules) expect(ruleById(rule.id)).toBe(rule)
    expect(ruleById('secret-absent-from-read')).toBeUndefined()
    expect(ruleById('toString')).toBeUndefined()
  })

  test.each([
    ['secret-absent-from-read', 'secret-absent-from-reads'],
    ['auth-mising-rejected', 'auth-missing-rejected'],
    ['lifecycle-revoked-keys-reject', 'lifecycle-revoked-key-rejected'],
    ['status-no-500', 'status-no-5xx'],
    ['no-store-on-secret', 'headers-no-store-on-secret'],
  ])('by a mistyped id: %s', (typed, meant) => {
    expect(nearestRule(typed)).toContain(`Did you mean ${meant}?`)
  })

  test('by any id with one letter changed or lost', () => {
    const slips = fc
      .tuple(fc.constantFrom(...rules), fc.nat(), fc.constantFrom('', 'q', '_'))
      .map(([rule, at, instead]) => {
        const index = at % rule.id.length
        return { rule, typed: rule.id.slice(0, index) + instead + rule.id.slice(index + 1) }
      })
    fc.assert(
      fc.property(slips, ({ rule, typed }) => nearestRule(typed).startsWith(`Did you mean ${rule.id}? `)),
    )
  })
})

describe('choosing rules by globs', () => {
  const ids = (globs: readonly string[], otherNames?: readonly string[]): string[] =>
    matchRules(globs, otherNames).map((rule) => rule.id)

  test('an id chooses that rule', () => {
    fc.assert(fc.property(fc.constantFrom(...rules), (rule) => ids([rule.id]).join() === rule.id))
  })

  test('a group chooses all of it, tenant rules of auth included', () => {
    expect(matchRules(['auth'])).toEqual(rules.filter((rule) => rule.group === 'auth'))
    expect(ids(['auth'])).toContain('tenant-object-isolation')
  })

  test('asterisks, braces and question marks work', () => {
    expect(ids(['headers-*'])).toEqual([
      'headers-no-store-on-secret',
      'headers-metadata-not-shared-cacheable',
      'headers-cors-not-permissive',
      'headers-baseline',
    ])
    expect(ids(['{harness,spec}-*'])).toHaveLength(6)
    expect(ids(['status-no-?xx'])).toEqual(['status-no-5xx'])
    expect(ids(['*'])).toHaveLength(80)
  })

  test('several globs are added up, without repetition and in the order of the catalogue', () => {
    const some = fc.subarray(['reveal', 'secret-*', 'auth', 'tenant-*', 'lifecycle-*', '*-rejected'], {
      minLength: 1,
    })
    fc.assert(
      fc.property(some, (globs) => {
        const chosen = new Set(globs.flatMap((glob) => ids([glob])))
        expect(ids(globs.toReversed())).toEqual(rules.map((rule) => rule.id).filter((id) => chosen.has(id)))
      }),
    )
    expect(ids([])).toEqual([])
  })

  test.each([
    ['auth-mising-rejected', 'auth-missing-rejected'],
    ['lifecicle', 'lifecycle'],
    ['Reveal', 'reveal'],
    ['!auth', 'auth'],
  ])('%s matches nothing, and the error names %s', (glob, near) => {
    const error = usageError(() => matchRules(['reveal', glob]))
    expect(error.message).toContain(`"${glob}"`)
    expect(error.hint).toContain(`Did you mean ${near}?`)
    expect(error.exitCode).toBe(2)
  })

  test('an empty glob is an error of its own', () => {
    expect(usageError(() => matchRules([''])).message).toMatch(/empty/i)
  })

  test('a glob may be meant for another name, which chooses no rule', () => {
    expect(ids(['revoked-key-*'], ['revoked-key-stays-dead'])).toEqual([])
    const error = usageError(() => matchRules(['revoked-keys-stay-dead'], ['revoked-key-stays-dead']))
    expect(error.hint).toContain('Did you mean revoked-key-stays-dead?')
  })
})
