import fc from 'fast-check'
import type { KeyResource } from '../../contract/types.ts'

/** What can be done in a story; `use` presents the key as a credential, `expire` lets its time run out. */
export type Verb = 'create' | 'use' | 'list' | 'get' | 'update' | 'rotate' | 'revoke' | 'expire'

/** One thing that is done, and with which key of the story: keys count from 0. A list is about all of them. */
export interface Step {
  readonly verb: Verb
  readonly key: number
  /** A key that is made to expire later in the story. */
  readonly mortal?: true
}

/** What is done with the keys of one story, in order. */
export type Story = readonly Step[]

/** Keys a story may be about. */
const keysInStory = 2
/** Steps that are drawn; keys are made and used beside them. */
const longest = 8

/** How often each step is drawn. */
const shares = { create: 5, list: 3, get: 3, update: 7, rotate: 4, revoke: 7, expire: 1 } as const

/** What the document lets one do with a key, and with its time. */
export function partsOf({ roles, expiry }: KeyResource): readonly (keyof typeof shares)[] {
  return (Object.keys(shares) as (keyof typeof shares)[]).filter((verb) => {
    if (verb === 'expire') return expiry !== null
    return (
      roles[verb] !== undefined && (verb !== 'update' || roles.update?.operation !== roles.create?.operation)
    )
  })
}

/**
 * Stories of which the document has every part. They are plain data, so that one is found again by seed and path
 * alone: what fast-check's own `commands` shrink to also depends on which of them were run.
 */
export function stories(resource: KeyResource): fc.Arbitrary<Story> {
  const verbs = partsOf(resource).flatMap((verb) => Array.from({ length: shares[verb] }, () => verb))
  // What comes first is what the others shrink to.
  const step = fc.record({
    verb: fc.constantFrom('nothing' as const, ...verbs),
    key: fc.nat({ max: keysInStory - 1 }),
  })
  const drawn = fc.array(step, { minLength: 1, maxLength: longest, size: 'max' })
  // Without a bias towards the shortest, of which the first cases would be full.
  return fc.noBias(drawn).map((steps) => whole(steps.toReversed(), resource.roles.list !== undefined))
}

/** Stories that go wrong on many a server, each too likely to be left to chance. */
const usual: readonly (readonly Drawn[])[] = [
  [{ verb: 'update', key: 0 }],
  [
    { verb: 'revoke', key: 0 },
    { verb: 'create', key: 1 },
  ],
  [
    { verb: 'create', key: 0 },
    { verb: 'create', key: 1 },
    { verb: 'update', key: 1 },
  ],
]

/** The stories that are always told, as far as the document has their parts. */
export function usualStories(resource: KeyResource): readonly Story[] {
  return usualOf(resource).map((drawn) => toldOf(drawn, resource))
}

/** What a story that is always told shrinks to by one step, by one key, or by a look in place of a change: the shortest first. */
export function smallerStories(resource: KeyResource, story: Story): readonly Story[] {
  const { roles } = resource
  const text = JSON.stringify(story)
  const drawn = shrunkFrom(usualOf(resource)).find(
    (candidate) => JSON.stringify(toldOf(candidate, resource)) === text,
  )
  if (drawn === undefined) return []
  const fewer = new Map(
    [...shorter(drawn), ...(roles.list === undefined ? [] : looking(drawn))]
      .map((steps) => toldOf(steps, resource))
      .filter((smaller) => smaller.length > 0 && weightOf(smaller) < weightOf(story))
      .map((smaller) => [JSON.stringify(smaller), smaller]),
  )
  return [...fewer.values()].toSorted((one, other) => weightOf(one) - weightOf(other))
}

function usualOf(resource: KeyResource): readonly (readonly Drawn[])[] {
  const parts = partsOf(resource)
  return usual.filter((drawn) => drawn.every(({ verb }) => parts.some((part) => part === verb)))
}

function toldOf(drawn: readonly Drawn[], { roles }: KeyResource): Story {
  return whole(drawn, roles.list !== undefined)
}

/** With one step left out, or with one key for two. */
function shorter(drawn: readonly Drawn[]): readonly (readonly Drawn[])[] {
  return [
    ...drawn.map((_step, left) => drawn.toSpliced(left, 1)),
    drawn.map(({ verb }) => ({ verb, key: 0 })),
  ]
}

/** With a list in place of an update, around which there are lists too. */
function looking(drawn: readonly Drawn[]): readonly (readonly Drawn[])[] {
  return drawn.flatMap(({ verb, key }, at) =>
    verb === 'update' ? [drawn.with(at, { verb: 'list', key })] : [],
  )
}

/** Changes weigh more than looks. */
function weightOf(story: Story): number {
  return story.reduce((sum, { verb }) => sum + (verb === 'use' || verb === 'list' ? 1 : 3), 0)
}

/** The stories, and all that they shrink to. */
function shrunkFrom(stories: readonly (readonly Drawn[])[]): readonly (readonly Drawn[])[] {
  return stories.flatMap((drawn) => [
    drawn,
    ...shrunkFrom([...shorter(drawn), ...looking(drawn)].filter((one) => isLess(one, drawn))),
  ])
}

function isLess(one: readonly Drawn[], other: readonly Drawn[]): boolean {
  const weight = (drawn: readonly Drawn[]): number =>
    drawn.reduce((sum, { verb, key }) => sum + (verb === 'list' ? 2 : 4) + key, 0)
  return weight(one) < weight(other)
}

const list: Step = { verb: 'list', key: -1 }

/** A step as it is drawn; one of nothing leaves no trace. */
interface Drawn {
  readonly verb: Verb | 'nothing'
  readonly key: number
}

/**
 * The story as it is played: a key is made when it is first spoken of, after each step every key is used, and the
 * keys are listed before and after one of several is updated, so that what goes wrong is seen at the step that did it. Drawn steps come in reverse, since an array shrinks from
 * its beginning, and what follows the breach is the first that can go.
 */
function whole(drawn: readonly Drawn[], canList: boolean): Story {
  const known: number[] = []
  const story: Step[] = []
  const numberOf = (key: number): number => {
    if (!known.includes(key)) known.push(key)
    return known.indexOf(key)
  }
  const mortal = new Set(drawn.filter(({ verb }) => verb === 'expire').map(({ key }) => key))
  const useAll = (last: number | null): void => {
    const all = known.map((_drawn, index) => index)
    const order = last === null ? all : [...all.filter((index) => index !== last), last]
    story.push(...order.map((key): Step => ({ verb: 'use', key })))
  }
  for (const { verb, key } of drawn) {
    if (verb === 'nothing') continue
    if (verb === 'list') {
      story.push(list)
      useAll(null)
      continue
    }
    const isNew = !known.includes(key)
    const number = numberOf(key)
    if (isNew) {
      story.push({ verb: 'create', key: number, ...(mortal.has(key) ? { mortal: true as const } : {}) })
      useAll(number)
    }
    if (verb === 'create') continue
    const around = verb === 'update' && canList && known.length > 1
    if (around) story.push(list)
    story.push({ verb, key: number })
    useAll(number)
    if (around) story.push(list)
  }
  return story
}

/** The letter by which a story calls a key. */
export function letterOf(key: number): string {
  return String.fromCodePoint(97 + key)
}
