import { describe, expect, it } from 'vitest'
import { defects, type DefectName } from '../servers/defects.ts'
import { startServer, type ServerOptions } from '../servers/server.ts'
import { loadContract } from '../../src/contract/load.ts'
import { judgeContract, patience } from './harness.ts'

type Vendor = ServerOptions['vendor']

/** Rules that a defect may turn red beside its own, because the same misbehaviour breaks them too. */
const touches: Readonly<Partial<Record<DefectName, readonly string[]>>> = {
  'secret-in-list': ['schema-no-undocumented-properties'],
  'secret-base64-in-list-field': ['schema-no-undocumented-properties'],
  'secret-in-create-twice': ['schema-no-undocumented-properties'],
  'secret-in-error-message': ['secret-absent-from-reads', 'credential-not-echoed-in-errors'],
  'secret-hash-in-list': ['schema-no-undocumented-properties'],
  'half-secret-in-list': ['schema-no-undocumented-properties'],
  // What is not deleted goes on working; what shares a secret or an id shares its fate.
  'delete-does-nothing': ['lifecycle-revoked-key-rejected'],
  'same-secret-twice': [
    'lifecycle-revoked-key-rejected',
    'lifecycle-expired-key-rejected',
    'lifecycle-scope-enforced',
    'lifecycle-scope-no-escalation',
    'lifecycle-concurrent-creates-distinct',
  ],
  'parallel-creates-share-secret': [
    'secret-unique-across-creates',
    'lifecycle-revoked-key-rejected',
    'lifecycle-expired-key-rejected',
    'lifecycle-scope-enforced',
    'lifecycle-scope-no-escalation',
  ],
  'ids-collide': [
    'lifecycle-revoked-key-rejected',
    'robust-unicode-name-roundtrip',
    'lifecycle-deleted-key-gone',
  ],
  'secret-missing-on-create': ['schema-response-conforms'],
  // Where the secret addresses its key, a masked one cannot be used to revoke it.
  'secret-masked-on-create': ['secret-unique-across-creates', 'status-valid-input-accepted'],
  'missing-auth-accepted': ['auth-blank-rejected', 'auth-undeclared-carrier-rejected'],
  'invalid-auth-accepted': ['auth-blank-rejected', 'auth-near-miss-rejected', 'auth-and-members-bound'],
  'any-nonempty-accepted-on-one-scheme': ['auth-blank-rejected', 'auth-near-miss-rejected'],
  'api-key-alone-accepted': [
    'auth-and-members-bound',
    'auth-blank-rejected',
    'auth-invalid-rejected',
    'auth-undeclared-carrier-rejected',
  ],
  'application-id-alone-accepted': ['auth-undeclared-carrier-rejected'],
}

/** Defects that are left to another rule in a vendor's shape, and why nothing is said under their own. */
const unseen: Readonly<Record<string, string>> = {}

/** Enough for every scenario, so that no verdict hangs on what the others left over. */
const maxKeys = 300

/**
 * Whether a run on this vendor's shape judges every rule where the defect is planted, as on two of its shapes: the
 * others show that it is found by its own rule there too.
 */
function judgedWhole(defect: DefectName, vendor: Vendor): boolean {
  const at = defects.findIndex(({ name }) => name === defect)
  const shapes: readonly Vendor[] = defects[at]!.vendors
  // Another two for every defect, so that each shape has its part.
  return [at, at + 1].some((turn) => shapes[turn % shapes.length] === vendor)
}

/** The tests of one vendor's shape: the correct server is green, and every planted defect is found by its rule. */
export async function matrixOf(vendor: Vendor): Promise<void> {
  const contract = await loadContract(`specs/${vendor}/openapi.yaml`)
  describe(`a server in the shape of ${vendor}`, () => {
    it('is green when it is correct, and left as it was found', async () => {
      await using server = await startServer({ vendor })
      const ran = await judgeContract(contract, server, { ...patience, runs: 100, maxKeys })
      expect(ran.failures).toEqual([])
      expect(ran.exitCode).toBe(0)
      expect(ran.verdicts.filter(({ verdict }) => verdict === 'inconclusive')).toEqual([])
      expect(server.keys()).toBe(0)
      expect(ran.keys.left).toEqual([])
    })

    const planted = defects.filter(({ vendors }) => (vendors as readonly Vendor[]).includes(vendor))
    // Side by side, since some of them wait for a key to expire.
    it.concurrent.each(planted.map(({ name, rule }) => [name, rule] as const))(
      'shows %s under %s',
      async (defect, rule) => {
        await using server = await startServer({ vendor, defect })
        const ran = await judgeContract(contract, server, {
          ...patience,
          runs: 5,
          maxKeys,
          ...(judgedWhole(defect, vendor) ? {} : { only: [rule] }),
        })
        const reason = unseen[`${vendor} ${defect}`]
        if (reason !== undefined) {
          expect(ran.failures, reason).toEqual([])
          return
        }
        const found = ran.findings.filter((finding) => finding.rule === rule && finding.level !== 'info')
        expect(found.length, `${defect} is found under ${rule}`).toBeGreaterThan(0)
        const others = new Set(ran.failures.map((finding) => finding.rule).filter((other) => other !== rule))
        expect([...others].filter((other) => touches[defect]?.includes(other) !== true)).toEqual([])
      },
    )
  })
}
