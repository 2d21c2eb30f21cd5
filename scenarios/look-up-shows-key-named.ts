import {
  memberIn,
  parseJson,
  pointerTokens,
  valueAt,
  type Exchange,
  type IssuedKey,
  type JsonValue,
  type Scenario,
  type Stage,
} from '#keyproof'

const rule = 'lifecycle-metadata-truthful'

/** Who asks for a key gets that key. */
export const lookUpShowsKeyNamed: Scenario = {
  name: 'look-up-shows-key-named',
  promise:
    'Looking a key up by its id shows that key and no other, with its own secret where secrets are shown.',
  rules: [rule],
  on: 'resource',
  keys: 0,
  shared: 2,
  applies({ resource, stateful }) {
    // Then the rule is for others to decide.
    if (resource?.roles.get?.idParameter === undefined || resource.idIsSecret || resource.idIsName)
      return false
    return stateful
  },
  async verify(stage) {
    const { get } = stage.resource!.roles
    const shared = await stage.sharedKeys()
    const known = new Set([...shared.map(({ id }) => id), ...(await idsListed(stage))])
    for (const key of shared.slice(0, 2)) {
      const shown = await stage.onKey('get', key)
      if (shown === null || shown.response.status !== 200) continue
      const wrong = isOfAnother(stage, key, shown, known) ?? showsSecretOfAnother(stage, key, shown)
      if (wrong === null) stage.held(rule, get!.operation)
      else
        stage.broken(
          rule,
          {
            ...wrong,
            severity: 'high',
            basis: 'standard',
            because: { source: 'RFC 9110 §9.3.1: GET transfers a representation of the target resource' },
            exchanges: [key.exchange, shown],
          },
          get!.operation,
        )
    }
  },
}

interface Wrong {
  readonly place: string
  readonly failure: string
  readonly message: string
  readonly expected: string
  readonly received: string
}

async function idsListed(stage: Stage): Promise<readonly string[]> {
  const at = stage.resource!.list?.id
  const pages = at == null ? null : await stage.list()
  return stage.items(pages ?? []).flatMap((item) => {
    const id = valueAt(item, at!)
    return typeof id === 'string' || typeof id === 'number' ? [`${id}`] : []
  })
}

/** The id that is shown is that of another key. */
function isOfAnother(
  stage: Stage,
  key: IssuedKey,
  { response }: Exchange,
  known: ReadonlySet<string | null>,
): Wrong | null {
  const { id, list, roles } = stage.resource!
  const at = id !== null && 'pointer' in id ? id.pointer : (list?.id ?? '')
  const name = pointerTokens(at).at(-1)
  const body = parseJson(response.body)
  const told = name === undefined ? undefined : memberIn(body, name)
  if (typeof told !== 'string' && typeof told !== 'number') return null
  // Others may be told of beside it, and it may go by another name than where it was made.
  if (key.id === null || !known.has(`${told}`) || holds(body, key.id.toLowerCase())) return null
  return {
    place: 'id of a key that is looked up',
    failure: 'another key',
    message: `${roles.get!.operation} is asked for one key and shows another.`,
    expected: `the key ${key.id}`,
    received: `the key ${told}`,
  }
}

function holds(value: JsonValue | undefined, id: string): boolean {
  return typeof value === 'object' && value !== null
    ? Object.values(value).some((inner: JsonValue) => holds(inner, id))
    : `${value}`.toLowerCase() === id
}

/** A whole secret, of this key or another: what is none the run knows of may be another form of this one. */
const aSecret = /^<secret:[^>]+>$/

/** Where the document lets any look-up show the secret, it is that of another key. */
function showsSecretOfAnother(stage: Stage, key: IssuedKey, { response }: Exchange): Wrong | null {
  const { secret, roles } = stage.resource!
  if (secret.reveal !== 'always') return null
  const told = memberIn(parseJson(response.body), pointerTokens(secret.pointer).at(-1) ?? '')
  if (typeof told !== 'string' || told === key.secret || !aSecret.test(told)) return null
  return {
    place: 'secret of a key that is looked up',
    failure: 'of another key',
    message: `${roles.get!.operation} shows a secret that is not that of the key asked for.`,
    expected: 'the secret that its creation showed',
    received: 'another secret',
  }
}
