import type { Scenario } from '#keyproof'

/** What was shown at creation is in no later answer. */
export const secretShownOnce: Scenario = {
  name: 'secret-shown-once',
  promise: 'The secret is shown when the key is created, and in no list and no look-up afterwards.',
  rules: ['secret-absent-from-reads'],
  on: 'resource',
  keys: 0,
  shared: 2,
  applies({ resource, stateful }) {
    if (resource === null) return 'The document has no key resource.'
    if (!stateful) return 'The target keeps no state, so its reads know nothing of a created key.'
    if (resource.roles.list === undefined && resource.roles.get === undefined)
      return 'The document has no operation that lists or shows keys.'
    if (resource.secret.reveal === 'always' || resource.secret.reveal === 'recoverable')
      return `The document lets the secret be read again (${resource.secret.reveal}).`
    return true
  },
  async verify(stage) {
    const keys = (await stage.sharedKeys()).slice(0, 2)
    const { list, get } = stage.resource!.roles
    const pages = await stage.list()
    if (list !== undefined) {
      const failed = pages?.find((page) => page.response.status >= 300)
      if (failed !== undefined)
        stage.inconclusive(
          'secret-absent-from-reads',
          `The list could not be read: ${failed.response.status}.`,
          list.operation,
        )
      else if (
        pages?.every((page) => page.facts.sightings.every((sighting) => sighting.kind !== 'issued')) === true
      )
        stage.held('secret-absent-from-reads', list.operation)
    }
    if (get === undefined) return
    for (const key of keys) {
      const shown = await stage.onKey('get', key)
      if (shown === null || shown.response.status >= 400)
        stage.inconclusive(
          'secret-absent-from-reads',
          shown === null
            ? 'The id of a new key could not be found out.'
            : `The key could not be read: ${shown.response.status}.`,
          get.operation,
        )
      else if (shown.facts.sightings.every((sighting) => sighting.kind !== 'issued'))
        stage.held('secret-absent-from-reads', get.operation)
    }
  },
}
