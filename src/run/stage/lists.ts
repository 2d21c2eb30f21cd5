import { operationByKey } from '../../contract/lookup.ts'
import { parseJson, valueAt } from '../../contract/pointer.ts'
import type { JsonValue } from '../../contract/types.ts'
import type { Exchange } from '../../http/exchange.ts'
import { itemsOfKey, itemsShowing, masksBeyondTelling, onlyItems, tellsKeysApart } from '../list-items.ts'
import { linkedPage } from '../page-links.ts'
import { isCutOff, maxPages, nextPage, widePage } from '../pages.ts'
import type { Stage } from '../scenario.ts'
import { Unjudgeable } from '../signals.ts'
import type { Backstage } from './backstage.ts'

/** How a stage lists keys, and finds them in lists. */
export function listsOf({
  session,
  subject,
  inputs,
  stage,
}: Backstage): Pick<Stage, 'list' | 'items' | 'isWhole' | 'itemsOf'> {
  const { contract, vault } = session
  const { resource } = subject
  const cutOff = new Set<Exchange>()
  return {
    async list(call = {}) {
      const binding = resource?.roles.list
      const target = binding === undefined ? undefined : operationByKey(contract, binding.operation)
      if (target === undefined) return null
      let input = call.input ?? inputs.forId(target, undefined, call.as)
      const wide =
        call.input === undefined && call.credentials === undefined
          ? widePage(contract, target, input.query)
          : null
      if (wide !== null) {
        const asked = { ...input, query: wide }
        const isTaken = async (): Promise<boolean> =>
          (await stage().call({ ...call, input: asked }, target)).response.status < 300
        if (await session.memory.once(`wide pages of ${target.key}`, isTaken)) input = asked
      }
      const pages: Exchange[] = []
      let seen = 0
      while (pages.length < maxPages) {
        const exchange = await stage().call({ ...call, input }, target)
        pages.push(exchange)
        if (exchange.response.status >= 300) break
        const [body, items] = [parseJson(exchange.response.body), stage().items([exchange])]
        seen += items.length
        const linked = linkedPage(target, input.query, exchange)
        if (linked === 'last') break
        const query =
          typeof linked === 'object' && items.length > 0
            ? linked
            : nextPage(contract, target, input.query, body, items)
        const isShort = (): boolean =>
          linked === 'astray' || isCutOff(contract, target, input.query, body, { last: items.length, seen })
        if (query === null && isShort()) cutOff.add(exchange)
        if (query === null) break
        input = Object.assign({}, input, { query })
      }
      return pages
    },

    items: (exchanges) =>
      exchanges.flatMap((exchange) => {
        const body = parseJson(exchange.response.body)
        if (resource?.list !== null || resource.roles.list === undefined) {
          const items = valueAt(body, resource?.list?.items ?? '')
          return Array.isArray(items) ? (items as readonly JsonValue[]) : []
        }
        if (exchange.response.status >= 300) return []
        const items = onlyItems(body)
        if (items === null)
          throw new Unjudgeable(
            'The document does not tell where the list has its keys, and the answer leaves it open.',
          )
        return items
      }),

    isWhole: (exchanges) => !exchanges.some((exchange) => cutOff.has(exchange)),

    itemsOf(key, exchanges) {
      if (resource === null) return null
      if (resource.list !== null) {
        if (!tellsKeysApart(resource)) return null
        const items = stage().items(exchanges)
        const own = itemsOfKey(items, key, resource, vault)
        return own.length === 0 && resource.idIsSecret && masksBeyondTelling(items, key, resource, vault)
          ? null
          : own
      }
      const found = itemsShowing(stage().items(exchanges), key)
      // A list of unknown form may show a key without its id and name.
      return found.length === 0 ? null : found
    },
  }
}
