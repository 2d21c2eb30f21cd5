import { sentences } from './keys/prose.ts'
import type { Operation } from './types.ts'

const KIND = String.raw`(?:management|admin(?:istrator|istration|istrative)?|master|root|super|provisioning|owner|(?:organi[sz]ation|org|account|workspace|team)[- ](?:scoped|level|wide))`
const KEY = String.raw`${KIND}[- ](?:api[- ])?(?:key|token)s?`
const REQUIRED = new RegExp(
  String.raw`\b${KEY}\b,? (?:is |are )?(?:required|needed|necessary)\b|\b(?:requires?|needs?|must (?:use|be called with|be authenticated with)|only (?:available|accessible|works?|callable) (?:with|to|using|by)) (?:an? |the |your )?${KEY}\b`,
  'i',
)
const KIND_MADE = new RegExp(
  String.raw`\b(?:creat|generat|issu|mak|add)\w* (?:an? |the )?(?:new )?${KEY}\b`,
  'i',
)

/**
 * The sentence by which an operation asks for keys of another kind than the ones that are made: "Management key required".
 * Null where there is none, or keys of that kind are what is made.
 */
export function otherKindAskedFor(operation: Operation, create: Operation): string | null {
  if (KIND_MADE.test(`${create.summary} ${plain(create.description)}`)) return null
  const made = `${create.path} ${create.summary} ${create.operationId ?? ''}`.toLowerCase()
  return (
    [operation.summary, operation.description]
      .flatMap((text) => sentences(plain(text)))
      .find((sentence) => {
        const [, kind = ''] = new RegExp(`(${KEY})`, 'i').exec(REQUIRED.exec(sentence)?.[0] ?? '') ?? []
        // The keys of `/organizations/{id}/keys` are those of an organization.
        return kind !== '' && !made.includes(kind.split(/[- ]/)[0]!.toLowerCase())
      }) ?? null
  )
}

/** Without the marks of Markdown: a link by its words. */
function plain(text: string | undefined): string {
  return (text ?? '').replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[*`]/g, '')
}
