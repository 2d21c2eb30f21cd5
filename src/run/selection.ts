import picomatch from 'picomatch'
import { checks } from '../checks/index.ts'
import type { Contract, Operation } from '../contract/types.ts'
import { KeyproofError } from '../errors.ts'
import { suggestion } from '../nearest.ts'
import { matchRules, rules as catalogue } from '../rules/catalogue.ts'
import type { Rule } from '../rules/types.ts'
import type { RunOptions } from './options.ts'
import type { Scenario } from './scenario.ts'

/** Rules asked for by --only and --skip, which may also name scenarios. Throws usage for a glob that matches nothing. */
export function wantedRules({ only, skip }: RunOptions, scenarios: readonly Scenario[]): readonly Rule[] {
  const names = scenarios.map((scenario) => scenario.name)
  const byName = (globs: readonly string[]): Set<string> => {
    const matches = picomatch([...globs])
    return new Set(scenarios.filter(({ name }) => matches(name)).flatMap((scenario) => scenario.rules))
  }
  const chosen =
    only.length === 0
      ? new Set(catalogue.map((rule) => rule.id))
      : new Set([...matchRules(only, names).map((rule) => rule.id), ...byName(only)])
  const dropped = new Set(skippedRules(skip, scenarios).map((rule) => rule.id))
  return catalogue.filter((rule) => chosen.has(rule.id) && !dropped.has(rule.id))
}

function skippedRules(skip: readonly string[], scenarios: readonly Scenario[]): readonly Rule[] {
  return skip.length === 0
    ? []
    : matchRules(
        skip,
        scenarios.map(({ name }) => name),
      )
}

/**
 * The scenarios to be played: those of the wanted rules that `decides` leaves in. A rule that checks judge is about
 * whatever is answered; asked for by its own name, or with none but such, it takes all of them to be judged as in a
 * whole run.
 */
export function playedScenarios(
  options: RunOptions,
  scenarios: readonly Scenario[],
  decides: (rule: string) => boolean = () => true,
): readonly Scenario[] {
  const { only, skip } = options
  const bySkip = skip.length === 0 ? () => false : picomatch([...skip])
  const left = scenarios.filter(({ name }) => !bySkip(name))
  const wanted = new Set(wantedRules(options, scenarios).flatMap(({ id }) => (decides(id) ? [id] : [])))
  const asked = left.filter(({ rules }) => rules.some((rule) => wanted.has(rule)))
  if (only.length === 0) return asked
  const ofChecks = checks
    .flatMap(({ rules, extra }) => (extra === true ? [] : rules))
    .filter((rule) => wanted.has(rule))
  if (!ofChecks.some((rule) => asked.length === 0 || only.includes(rule))) return asked
  const skipped = new Set(skippedRules(skip, scenarios).map(({ id }) => id))
  return left.filter(({ rules }) => rules.some((rule) => !skipped.has(rule)))
}

/** What a glob that selects no operation was probably meant to be, and how one is written. */
export function nearestOperation(glob: string, keys: readonly string[]): string {
  const near = suggestion(glob, keys)
  return `${near === null ? '' : `${near} `}Write METHOD /path or an operationId. Globs are allowed: * stays between two slashes, ** goes beyond them, as in "GET /**".`
}

/** Tells the operations that --operation names; null where it was not given. */
export function operationFilter({
  operations,
}: Pick<RunOptions, 'operations'>): ((operation: Operation) => boolean) | null {
  if (operations.length === 0) return null
  const matches = picomatch([...operations], { nocase: true })
  return (operation) =>
    operations.includes(operation.key) ||
    matches(operation.key) ||
    (operation.operationId !== undefined && matches(operation.operationId))
}

/** What may be the reason, as far as the documents tell it. */
function withoutOperations(contracts: readonly Contract[]): string {
  const said = contracts
    .flatMap(({ problems }) => problems)
    .map(({ message, pointer }) => `${message}${pointer === undefined ? '' : ` (${pointer})`}`)
  return said.length === 0
    ? 'Operations stand under `paths`: keyproof inspect shows what was read.'
    : `What was noticed of it: ${said.slice(0, 3).join(' ')}`
}

/**
 * Throws usage for a glob of --only, --skip or --operation that selects nothing in any document, before
 * anything is sent: a run that judges nothing would pass for a green one.
 */
export function checkSelection(
  options: RunOptions,
  scenarios: readonly Scenario[],
  contracts: readonly Contract[],
): void {
  if (wantedRules(options, scenarios).length === 0)
    throw new KeyproofError(
      'usage',
      'Every rule is skipped, so nothing is left to judge.',
      'Look at --skip and --only.',
    )
  const known = contracts.flatMap((contract) => contract.operations)
  if (known.length === 0)
    throw new KeyproofError(
      'document',
      `${contracts.map(({ source }) => source).join(', ')}: there are no operations in it, so nothing can be judged.`,
      withoutOperations(contracts),
    )
  for (const glob of options.operations) {
    if (known.some(operationFilter({ operations: [glob] })!)) continue
    const keys = known.map((operation) => operation.key)
    throw new KeyproofError(
      'usage',
      `No operation matches "${glob}".`,
      keys.length === 0 ? 'The document has no operations.' : nearestOperation(glob, keys),
    )
  }
}
