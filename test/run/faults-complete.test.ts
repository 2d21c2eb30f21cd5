import { expect, it } from 'vitest'
import { loadContract } from '../../src/contract/load.ts'
import { faults } from '../../src/mock/faults/index.ts'
import { defects } from '../servers/defects.ts'
import { decidedRules } from './harness.ts'

/** Decided rules no server can break, and why. */
const withoutFault: Readonly<Record<string, string>> = {
  'schema-not-vacuous': 'it speaks of the document alone',
  'spec-auth-declaration-sound': 'it speaks of the document alone',
  'spec-secret-schema-not-shared': 'it speaks of the document alone',
  'spec-examples-valid-and-fake': 'it speaks of the document alone',
  'spec-contract-completeness': 'it speaks of the document alone',
  'auth-tls-only': 'it cannot be shown on loopback',
  'auth-throttling-signalled': 'the small server of habits.test.ts breaks it',
  'lifecycle-revoke-during-use': 'the small server of habits.test.ts breaks it',
  'robust-control-chars-no-injection': 'the small server of habits.test.ts breaks it',
  'lifecycle-idempotency-key-replay': 'the small server of habits.test.ts breaks it',
  'secret-transport-safe': 'the small server of habits.test.ts breaks it',
}

it('has a fault of the mock, or a defect of the small servers, for every rule that is decided', async () => {
  const covered = new Set<string>([...faults, ...defects].map(({ rule }) => rule))
  expect(
    [...(await decidedRules())].filter((rule) => !covered.has(rule) && withoutFault[rule] === undefined),
  ).toEqual([])
})

/** What no document at hand can show, and why. */
const nowhere: readonly string[] = ['keeps-old-secret-after-rotation']

it('has no fault that shows nowhere but where a key can be rotated', async () => {
  const documents = ['specs/videodb', 'specs/autocalls', 'specs/lumino', 'specs/vued', 'specs/avido'].map(
    (folder) => `${folder}/openapi.yaml`,
  )
  const contracts = await Promise.all(
    [...documents, 'test/run/documents/alternatives.yaml'].map((document) => loadContract(document)),
  )
  const decided = await decidedRules()
  expect(
    faults
      .filter(
        (fault) =>
          decided.has(fault.rule) && !contracts.some((contract) => fault.appliesTo(contract) === true),
      )
      .map(({ name }) => name),
  ).toEqual(nowhere)
})

it('names every fault after its file, and each once', () => {
  expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length)
})
