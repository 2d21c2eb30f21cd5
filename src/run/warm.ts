import { operationByKey } from '../contract/lookup.ts'
import type { Operation, SecurityScheme } from '../contract/types.ts'
import { isProtected } from '../generate/credentials.ts'
import type { Exchange } from '../http/exchange.ts'
import type { CallOptions, IssuedKey, Stage } from './scenario.ts'

/** A read that let a key in and a key that was never issued not, to be asked again with it. */
export interface Warmed {
  readonly operation: Operation
  use(): Promise<Exchange>
}

/**
 * Uses the key on every kind of read, several times at once, so that whatever remembers credentials remembers this one;
 * a read that is open to all is left out, since it tells nothing of what becomes of a key.
 */
export async function warm(stage: Stage, key: IssuedKey): Promise<readonly Warmed[]> {
  const { roles, secret } = stage.resource!
  const reads = [...new Set([stage.canary?.key, roles.list?.operation, roles.get?.operation])]
    .flatMap((name) => (name === undefined ? [] : (operationByKey(stage.contract, name) ?? [])))
    .filter(
      (operation) =>
        isProtected(operation) &&
        operation.security.some((requirement) => secret.carrier !== null && secret.carrier in requirement),
    )
  const warmed: Warmed[] = []
  for (const operation of reads) {
    const input = await stage.inputFor(key, operation)
    const use = async (): Promise<Exchange> => (await stage.use(key, operation, { input }))!
    const answers = await Promise.all([use(), use(), use()])
    if (
      answers.every((answer) => answer.response.status < 300) &&
      !(await takesStrangers(stage, key, operation, { input }))
    )
      warmed.push({ operation, use })
  }
  return [...warmed, ...(await warmElsewise(stage, key))]
}

/** The canary, where the document lets a key come in another way too: some servers look it up elsewhere then. */
async function warmElsewise(stage: Stage, { secret }: IssuedKey): Promise<readonly Warmed[]> {
  const { canary } = stage
  const carrier = stage.resource!.secret.carrier
  if (canary === null || carrier === null) return []
  const warmed: Warmed[] = []
  for (const requirement of canary.security) {
    const [name, ...more] = Object.keys(requirement)
    const scheme = name === undefined ? undefined : stage.schemes[name]
    if (name === undefined || more.length > 0 || name === carrier || !takesBare(scheme)) continue
    const as = (token: string): Promise<Exchange> =>
      stage.call({ credentials: { [name]: token }, alternative: [name] }, canary)
    const answers = [await as(secret)]
    if (answers[0]!.response.status < 300) answers.push(...(await Promise.all([as(secret), as(secret)])))
    const stranger = stage.edited(secret, 'fresh:1')
    if (
      stranger !== null &&
      answers.every(({ response }) => response.status < 300) &&
      (await as(stranger)).response.status >= 300
    )
      warmed.push({ operation: canary, use: () => as(secret) })
  }
  return warmed
}

/** Whether a scheme takes a key as it is. */
function takesBare(scheme: SecurityScheme | undefined): boolean {
  return (
    scheme !== undefined &&
    (scheme.kind === 'apiKey' || (scheme.kind === 'http' && scheme.scheme.toLowerCase() === 'bearer'))
  )
}

/** The answer to a key like this one that was never issued; null where none can be made up or tried. */
export async function askedByStranger(
  stage: Stage,
  { secret }: Pick<IssuedKey, 'secret'>,
  operation?: Operation,
  call: CallOptions = {},
): Promise<Exchange | null> {
  const stranger = stage.edited(secret, 'fresh:1')
  return stranger === null ? null : stage.use({ secret: stranger }, operation, call)
}

/** Whether a key that was never issued is let in where this one is, by the canary unless told: that it is let in proves nothing then. */
export async function takesStrangers(
  stage: Stage,
  key: Pick<IssuedKey, 'secret'>,
  operation?: Operation,
  call: CallOptions = {},
): Promise<boolean> {
  const answer = await askedByStranger(stage, key, operation, call)
  return answer !== null && answer.response.status < 300
}
