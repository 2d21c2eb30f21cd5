import picomatch from 'picomatch'
import type { Contract, Operation } from '../contract/types.ts'
import { KeyproofError } from '../errors.ts'
import { suggestion } from '../nearest.ts'
import { nearestRule, rules } from '../rules/catalogue.ts'
import type { Finding } from './events.ts'
import { operationFilter } from './selection.ts'

/** Findings that are accepted for a time, and why. */
export interface Suppression {
  /** Id of a rule, or a glob over ids. */
  readonly rule: string
  /** Glob over `METHOD /path` and operationId; when left out, whatever the operation. */
  readonly operation?: string
  /** Of the one finding that is meant. */
  readonly fingerprint?: string
  readonly reason: string
  /** The last day on which it counts (UTC), such as `2026-03-01`. */
  readonly expires: string
  readonly owner?: string
  readonly ticket?: string
}

/** A suppression, and the document that holds it; null for one of the configuration, which is for all. */
export interface Entry extends Suppression {
  readonly document: string | null
}

/** Most days a suppression may reach ahead. */
const mostDays = 180

const members = ['rule', 'operation', 'fingerprint', 'reason', 'expires', 'owner', 'ticket'] as const

/** The day of a date in UTC: `2026-03-01`. */
export function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10)
}

/** Reads the suppressions of a configuration; a KeyproofError ('config') names the one that is wrong. */
export function readSuppressions(
  given: readonly unknown[],
  configuration: string,
  today: string,
): readonly Suppression[] {
  return given.map((entry, index) => {
    const fail = failing('config', `In the configuration ${configuration}, suppress/${index}`)
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
      throw fail('is not an entry.', 'Write rule, reason and expires.')
    for (const [name, value] of Object.entries(entry)) {
      if (value === undefined) continue
      if (!(members as readonly string[]).includes(name))
        throw fail(
          `has a member ${name}, which means nothing.`,
          [suggestion(name, members), `Known: ${members.join(', ')}.`]
            .filter((part) => part !== null)
            .join(' '),
        )
      if (typeof value !== 'string') throw fail(`has a ${name} that is no text.`, `Put ${name} in quotes.`)
    }
    const suppression = entry as Suppression
    for (const name of ['rule', 'reason', 'expires'] as const)
      if (suppression[name] === undefined) throw fail(`lacks ${name}.`, missing(today)[name])
    if (suppression.fingerprint !== undefined && !/^[0-9a-f]{16}$/.test(suppression.fingerprint))
      throw fail(
        'has a fingerprint that no finding can have.',
        'Copy it from the JSON report: 16 of the digits 0-9 and a-f.',
      )
    check(suppression, today, fail)
    return suppression
  })
}

/** The suppressions in `x-key-operation` of a document's operations; a KeyproofError ('document') names the one that is wrong. */
export function suppressionsIn(contract: Contract, today: string): readonly Entry[] {
  return contract.operations.flatMap(({ key, extensions }) => {
    const annotation = extensions['x-key-operation'] as
      | { readonly suppress?: readonly (Omit<Suppression, 'rule'> & { readonly check: string })[] }
      | undefined
    return (annotation?.suppress ?? []).map(({ check: rule, reason, expires, ticket }, index): Entry => {
      const entry = {
        document: contract.name,
        rule,
        operation: key,
        reason,
        expires,
        ...(ticket === undefined ? {} : { ticket }),
      }
      check(
        entry,
        today,
        failing('document', `${contract.name}: in x-key-operation of ${key}, suppress/${index}`),
      )
      return entry
    })
  })
}

/** Whether a suppression counts no longer. */
export function isExpired({ expires }: Suppression, today: string): boolean {
  return expires < today
}

/** Whether a suppression is meant for a finding of the contract. */
export function covers(
  entry: Entry,
  finding: Pick<Finding, 'rule' | 'operation' | 'fingerprint'>,
  contract: Contract,
): boolean {
  if (entry.document !== null && entry.document !== contract.name) return false
  if (entry.fingerprint !== undefined && entry.fingerprint !== finding.fingerprint) return false
  return ruleMatcher(entry.rule)(finding.rule) && coversOperation(entry, finding.operation, contract)
}

/** Ids of the rules a suppression is about. */
export function rulesOf({ rule }: Suppression): readonly string[] {
  const matches = ruleMatcher(rule)
  return rules.filter(({ id }) => matches(id)).map(({ id }) => id)
}

/** Whether a suppression is about an operation of the contract, by key; null stands for the document itself. */
export function coversOperation(
  { operation: glob }: Suppression,
  key: string | null,
  contract: Contract,
): boolean {
  if (glob === undefined) return true
  const operation: Operation | undefined = contract.operations.find((candidate) => candidate.key === key)
  return operation !== undefined && operationFilter({ operations: [glob] })!(operation)
}

/** A suppression in a few words. */
export function named({ rule, operation, document, fingerprint }: Entry): string {
  const what = `${rule}${operation === undefined ? '' : ` on ${operation}`}${fingerprint === undefined ? '' : `, ${fingerprint},`}`
  return `The suppression of ${what} in ${document === null ? 'the configuration' : 'x-key-operation'}`
}

function ruleMatcher(glob: string): (id: string) => boolean {
  return picomatch(glob, { nonegate: true, noextglob: true })
}

/** What to write where a member lacks; the example of an end is some time ahead. */
const missing = (today: string): Readonly<Record<'rule' | 'reason' | 'expires', string>> => ({
  rule: 'Name the rule: its id, or a glob such as headers-*.',
  reason: 'Say why these findings are accepted.',
  expires: `Give the last day it counts, at most ${mostDays} days ahead, for instance ${daysAfter(today, 90)}.`,
})

function daysAfter(today: string, days: number): string {
  return dayOf(new Date(Date.parse(today) + days * 86_400_000))
}

type Fail = (message: string, hint: string) => KeyproofError

function failing(code: 'config' | 'document', where: string): Fail {
  return (message, hint) => new KeyproofError(code, `${where} ${message}`, hint)
}

function check(entry: Suppression, today: string, fail: Fail): void {
  if (entry.rule === '' || rulesOf(entry).length === 0)
    throw fail(`is about "${entry.rule}", which is no rule.`, nearestRule(entry.rule))
  if (entry.reason.trim() === '') throw fail('gives an empty reason.', missing(today).reason)
  if (!isDay(entry.expires))
    throw fail(`expires on "${entry.expires}", which is no date.`, missing(today).expires)
  const last = daysAfter(today, mostDays)
  if (entry.expires > last)
    throw fail(
      `expires on ${entry.expires}, more than ${mostDays} days ahead.`,
      `${last} is the latest today; renew it then if it must stay.`,
    )
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(text)
  return !Number.isNaN(date.getTime()) && dayOf(date) === text
}
