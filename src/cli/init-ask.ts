import { operationByKey } from '../contract/lookup.ts'
import type { Contract } from '../contract/types.ts'
import { KeyproofError } from '../errors.ts'
import { tenantParameters } from '../run/given.ts'
import { profiles } from '../rules/types.ts'
import { variableFor } from '../variable.ts'
import type { InitAnswers } from './init-text.ts'

/** Asks a question; an empty answer stands for what is usual. */
export type Ask = (question: string, usual: string) => Promise<string>

/** Answers that were given already, by flags. */
export type Given = Partial<Pick<InitAnswers, 'target' | 'profile' | 'credentials'>>

/** What the configuration is to say: as given, else as asked, else what is usual. */
export async function answersFor(
  documents: readonly string[],
  contracts: readonly Contract[],
  given: Given,
  ask: Ask,
): Promise<InitAnswers> {
  const target = given.target ?? (await ask('Which server? mock, prism or a URL', 'mock'))
  const isLive = target !== 'mock' && target !== 'prism'
  const credentials: Record<string, string> = { ...given.credentials }
  for (const scheme of schemesOf(contracts)) {
    if (Object.hasOwn(credentials, scheme)) continue
    const usual = `env:${variableFor(scheme)}`
    credentials[scheme] = isLive ? from(await ask(`Where is the credential for ${scheme}?`, usual)) : usual
  }
  return {
    documents,
    target,
    credentials,
    parameters: isLive ? [...new Set(contracts.flatMap(tenantParameters).map(({ name }) => name))] : [],
    profile:
      given.profile ?? profileIn(await ask('How strict? contract, recommended or strict', 'recommended')),
  }
}

function profileIn(answer: string): string {
  if ((profiles as readonly string[]).includes(answer)) return answer
  throw new KeyproofError(
    'usage',
    `There is no profile ${answer}, so nothing was written.`,
    `Known: ${profiles.join(', ')}.`,
  )
}

/** The schemes that the operations on keys ask for; all there are where there are none. */
function schemesOf(contracts: readonly Contract[]): readonly string[] {
  const names = contracts.flatMap((contract) => {
    const keyed = contract.keyResources.flatMap(({ roles }) =>
      Object.values(roles).flatMap(({ operation }) => operationByKey(contract, operation)?.security ?? []),
    )
    return keyed.length > 0
      ? keyed.flatMap((need) => Object.keys(need))
      : Object.keys(contract.securitySchemes)
  })
  return [...new Set(names)]
}

/** `env:NAME` or `file:PATH`; whatever is no bare NAME either may be the secret itself, and must not be written down. */
function from(answer: string): string {
  if (/^(?:env|file):./.test(answer)) return answer
  if (/^[A-Z_][A-Z0-9_]*$/.test(answer)) return `env:${answer}`
  throw new KeyproofError(
    'credential',
    'That is neither env:NAME nor file:PATH, so nothing was written.',
    'A credential itself has no place in a configuration: put it into the environment, and name the variable.',
  )
}
