import { beyondSaidCharacters, type OperationInput, type Scenario, type Stage } from '#keyproof'

interface Case {
  readonly what: string
  /** As long as the document allows, in characters outside the basic plane: two UTF-16 units, four bytes each. */
  readonly astral: OperationInput
  /** Just as long, in ASCII: the control. */
  readonly plain: OperationInput
}

/** Lengths are counted in characters, not in bytes or UTF-16 units. */
export const lengthsCountCharacters: Scenario<Case> = {
  name: 'lengths-count-characters',
  promise: 'A text of the greatest length the document allows is accepted in every script.',
  rules: ['schema-length-code-points'],
  on: 'resource',
  keys: 2,
  nothing: 'The document states no length for any text in the request body.',
  applies: ({ operation }) => operation.requestBody !== undefined || 'The operation takes no body.',
  cases(_subject, inputs) {
    const edges = inputs.boundaries()
    const always = edges.flatMap(({ name, input }) => {
      const plain = edges.find((edge) => edge.name === name.replace(', astral', ''))
      return name.endsWith(', astral') && plain !== undefined
        ? [{ what: name, astral: input, plain: plain.input }]
        : []
    })
    return { always, generated: null }
  },
  creations: ({ astral, plain }) => [astral, plain].map((input) => ({ input, lengthen: false })),
  async verify(stage, { what, astral, plain }) {
    const rule = 'schema-length-code-points'
    const whole = await stage.created({ input: plain, lengthen: false })
    // What a made-up name of something of the account is refused for is not its length.
    const isOfThat = stage.madeUpIn(plain).some((name) => what.includes(`/${name}`))
    const fair = (input: OperationInput): OperationInput =>
      whole.exchange.response.status < 400 || isOfThat
        ? input
        : withoutLoose(stage, stage.withoutMadeUp(input), what)
    const { exchange: control } =
      fair(plain) === plain ? whole : await stage.created({ input: fair(plain), lengthen: false })
    if (control.response.status >= 400)
      return stage.inconclusive(
        rule,
        `A text of that length was not accepted in plain letters either (${control.response.status}).`,
      )
    const { exchange } = await stage.created({ input: fair(astral), lengthen: false })
    const { status } = exchange.response
    if (status < 400) return stage.held(rule)
    if (status >= 500 || status === 429 || status === 409)
      return stage.inconclusive(rule, `The request was answered ${status}.`)
    const beyond = beyondSaidCharacters(stage, fair(astral))
    if (beyond.length > 0)
      return stage.inconclusive(
        rule,
        `The description of ${beyond.join(' and ')} names the characters that it takes, so a refusal of others says nothing of lengths.`,
      )
    // A limit of the account, reached meanwhile, refuses every key.
    const again = await stage.call({ input: stage.marked(fair(plain), { lengthen: false }) })
    if (again.response.status >= 400 && again.response.status !== 409)
      return stage.inconclusive(
        rule,
        `A text in plain letters, which was accepted before, is now refused too (${again.response.status}).`,
      )
    stage.broken(rule, {
      place: what.replace(', astral', ''),
      failure: 'refused',
      message: `${stage.operation.key} refuses a text as long as its document allows when its characters lie outside the basic plane: it counts UTF-16 units or bytes.`,
      expected: 'a success: 2XX',
      received: String(status),
      because: { source: 'JSON Schema Validation 2020-12 §6.3: a length is a number of characters' },
      exchanges: [exchange],
    })
  },
}

/** The input without what else the document says too little of to know what would be taken. */
function withoutLoose(stage: Stage, input: OperationInput, what: string): OperationInput {
  const next = stage.looselySaid(input).find(({ name }) => !what.includes(name))
  return next === undefined ? input : withoutLoose(stage, next.without, what)
}
