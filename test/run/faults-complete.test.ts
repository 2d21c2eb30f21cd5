import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { loadContract } from '../../src/contract/load.ts'
import { faults } from '../../src/mock/faults/index.ts'
import { rules } from '../../src/rules/catalogue.ts'
import { defects } from '../servers/defects.ts'
import { decidedRules } from './harness.ts'
import { otherDocuments, plantedOn, vendorDocuments } from './planted.ts'

const ofDocument = 'It judges the document, whatever the server does.'

/** Rules that no behaviour of a server breaks: why, and the test that breaks them on purpose. */
const withoutFault: Readonly<Record<string, { readonly why: string; readonly brokenBy: string }>> = {
  'schema-not-vacuous': { why: ofDocument, brokenBy: 'test/run/document-rules.test.ts' },
  'spec-auth-declaration-sound': { why: ofDocument, brokenBy: 'test/run/document-rules.test.ts' },
  'spec-secret-schema-not-shared': { why: ofDocument, brokenBy: 'test/run/document-rules.test.ts' },
  'spec-contract-completeness': { why: ofDocument, brokenBy: 'test/run/document-rules.test.ts' },
  'auth-tls-only': {
    why: 'It judges the way to a server that is on another machine, and a mock is on this one.',
    brokenBy: 'test/run/document-rules.test.ts',
  },
  'harness-artifacts-redacted': {
    why: 'It judges what keyproof itself writes.',
    brokenBy: 'test/run/own-promises.test.ts',
  },
  'harness-cleanup-complete': {
    why: 'It judges what keyproof itself leaves behind; that a server does not revoke is for other rules.',
    brokenBy: 'test/run/leftovers.test.ts',
  },
}

/** Names of the documents of the matrix on which each rule is broken by some fault. */
const shownOn = new Map<string, Set<string>>()
const planted = new Set<string>()
for (const document of [...vendorDocuments, ...otherDocuments])
  for (const { name, rule } of plantedOn(await loadContract(document), document)) {
    planted.add(name)
    shownOn.set(rule, (shownOn.get(rule) ?? new Set()).add(document))
  }

it('breaks every rule on at least two shapes of an API', () => {
  const few = rules.filter(({ id }) => (shownOn.get(id)?.size ?? 0) < 2).map(({ id }) => id)
  expect(few.toSorted()).toEqual(Object.keys(withoutFault).toSorted())
})

it('breaks every rule on servers that share no code with the mock, too', () => {
  const habits = readFileSync('test/run/habits.test.ts', 'utf8')
  const broken = new Set<string>(defects.map(({ rule }) => rule))
  expect(
    [...shownOn.keys()].filter((rule) => !broken.has(rule) && !habits.includes(`'${rule}'`)).toSorted(),
  ).toEqual([])
})

it.each(Object.entries(withoutFault))('%s is broken by the test that is named', (rule, { brokenBy }) => {
  expect(readFileSync(brokenBy, 'utf8')).toContain(rule)
})

it('plants every fault somewhere', () => {
  expect(faults.filter(({ name }) => !planted.has(name)).map(({ name }) => name)).toEqual([])
})

it('names no rule that nothing decides', async () => {
  const decided = await decidedRules()
  expect([...faults, ...defects].filter(({ rule }) => !decided.has(rule)).map(({ name }) => name)).toEqual([])
})

it('names every fault once', () => {
  expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length)
})
