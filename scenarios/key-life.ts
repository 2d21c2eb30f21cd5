import {
  partsOf,
  playStory,
  smallerStories,
  stories,
  usualStories,
  withoutRole,
  type Scenario,
  type Story,
} from '#keyproof'

/** Stories drawn for each thing that the document lets one do with a key. */
const storiesAPart = 2

/** Whatever is done with keys, and in whatever order, each lives until its end, and no other is touched. */
export const keyLife: Scenario<Story> = {
  name: 'key-life',
  promise:
    'Whatever is done with keys, and in whatever order: each works until its end, is dead from then on, and no other is touched.',
  rules: [
    'lifecycle-new-key-works',
    'lifecycle-revoked-key-rejected',
    'lifecycle-deleted-key-gone',
    'lifecycle-delete-idempotent',
    'lifecycle-created-key-listed-once',
    'lifecycle-no-escalation-by-update',
    'lifecycle-rotate-cutover',
    'lifecycle-expired-key-rejected',
  ],
  on: 'resource',
  keys: 2,
  parts: 10,
  alone: true,
  keysOf: (story) => story.filter(({ verb }) => verb === 'create').length,
  applies: ({ resource, stateful }) =>
    resource === null
      ? 'The document has no key resource.'
      : stateful || 'The target keeps no state, so no key ever lives or dies on it.',
  lacking: ({ resource }) => ({
    ...withoutRole(resource!, 'revoke', [
      'lifecycle-revoked-key-rejected',
      'lifecycle-deleted-key-gone',
      'lifecycle-delete-idempotent',
    ]),
    ...withoutRole(resource!, 'list', ['lifecycle-created-key-listed-once']),
    ...withoutRole(resource!, 'update', ['lifecycle-no-escalation-by-update']),
    ...withoutRole(resource!, 'rotate', ['lifecycle-rotate-cutover']),
    ...(resource!.expiry === null
      ? {
          'lifecycle-expired-key-rejected':
            'The document gives a new key no expiry that a caller could choose.',
        }
      : {}),
  }),
  cases: ({ resource }) => ({
    always: usualStories(resource!),
    smaller: (story) => smallerStories(resource!, story),
    generated: stories(resource!),
    runs: storiesAPart * partsOf(resource!).length,
  }),
  verify: playStory,
}
