import { sentences } from './keys/prose.ts'
import { bodyMedia } from './lookup.ts'
import { itemSchema, keywordOf, membersOf } from './schema-parts.ts'
import type { Contract, JsonSchema, Operation } from './types.ts'

const KIND = String.raw`(?:management|admin(?:istrator|istration|istrative)?|master|root|super|provisioning|owner|(?:organi[sz]ation|org|account|workspace|team)[- ](?:scoped|level|wide))`
const KEY = String.raw`${KIND}[- ](?:api[- ])?(?:key|token)s?`
const REQUIRED = new RegExp(
  String.raw`\b${KEY}\b,? (?:is |are )?(?:required|needed|necessary)\b|\b(?:requires?|needs?|must (?:use|be called with|be authenticated with)|only (?:available|accessible|works?|callable) (?:with|to|using|by)) (?:an? |the |your )?${KEY}\b`,
  'i',
)
const NAMED = new RegExp(KEY, 'i')
const KIND_MADE = new RegExp(
  String.raw`\b(?:creat|generat|issu|mak|add)\w* (?:an? |the )?(?:new )?${KEY}\b`,
  'i',
)

/** What does not hold for every key and every caller. */
const UNSURE =
  /\b(?:no|not|never|cannot|without|or|unless|if|when|where|other|optional(?:ly)?|may|can|also|additional(?:ly)?)\b|n['’]t\b|\bto (?:see|list|view|manage|include|get|access)\b/i

/**
 * The sentence by which an operation asks for keys of another kind than the ones that are made: "Management key required".
 * Null where there is none, or keys of that kind are what is made.
 */
export function otherKindAskedFor(
  contract: Pick<Contract, 'resolve'>,
  operation: Operation,
  create: Operation,
): string | null {
  if (KIND_MADE.test(`${create.summary} ${plain(create.description)}`)) return null
  const made = `${create.path} ${create.summary} ${create.operationId ?? ''}`.toLowerCase()
  return (
    [operation.summary, operation.description]
      .flatMap((text) => sentences(plain(text)))
      .find((sentence) => {
        if (UNSURE.test(sentence)) return false
        const [kind = ''] = NAMED.exec(REQUIRED.exec(sentence)?.[0] ?? '') ?? []
        // The keys of `/organizations/{id}/keys` are those of an organization.
        const word = kind.split(/[- ]/)[0]!.toLowerCase()
        return word !== '' && !made.includes(word) && !canBeMade(contract, create, word)
      }) ?? null
  )
}

/** Whether a body can ask for a key of a kind: a choice or a flag is called like it. */
function canBeMade(contract: Pick<Contract, 'resolve'>, create: Operation, word: string): boolean {
  const media = bodyMedia(create)?.schema
  const says = (schema: JsonSchema, depth: number): boolean =>
    [...membersOf(schema)].some(([name, member]) => {
      const choices = [member, itemSchema(member)].flatMap((one) => keywordOf(one, 'enum') ?? [])
      return (
        JSON.stringify([name, choices]).toLowerCase().includes(word) || (depth < 2 && says(member, depth + 1))
      )
    })
  return media !== undefined && says(contract.resolve(media, 'request'), 1)
}

/** Without the marks of Markdown: a link by its words. */
function plain(text: string | undefined): string {
  return (text ?? '').replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[*`]/g, '')
}
