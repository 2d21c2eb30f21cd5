import { onceFor } from './memo.ts'
import type { Operation } from './types.ts'

/** "The answer is 200 also where the token is not valid", "returns 200 even if the key has expired". */
const anyCredential =
  /\b(?:also|even|regardless|whether or not|no matter)\b[^.;]{0,40}\b(?:tokens?|keys?|credentials?)\b[^.;]{0,30}\b(?:not valid|invalid|expired|revoked|unknown|malformed)\b/i
const succeeds = /\b(?:200|success(?:ful|fully)?|OK)\b/

/**
 * Whether an operation tells its caller whether the credential is good, and says that it answers with a success where it
 * is not: a success of it lets nobody in.
 */
export const checksCredential: (operation: Operation) => boolean = onceFor(
  ({ method, requestBody, description, summary, responses }: Operation): boolean => {
    if (method !== 'GET' || requestBody !== undefined) return false
    const said = [summary, description, ...Object.values(responses).map((response) => response.description)]
    return said.some((text) => anyCredential.test(text) && succeeds.test(text))
  },
)
