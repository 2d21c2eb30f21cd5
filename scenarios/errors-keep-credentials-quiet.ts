import { isProtected, type CallOptions, type Scenario } from '#keyproof'

/** An error never repeats the credential it was sent. */
export const errorsKeepCredentialsQuiet: Scenario = {
  name: 'errors-keep-credentials-quiet',
  promise: 'No error repeats the credential it was sent, whether the credential was good or not.',
  rules: ['credential-not-echoed-in-errors'],
  on: 'operation',
  keys: 0,
  applies: ({ operation, probe, role }) =>
    !isProtected(operation) ? 'The document asks for no credential here.' : probe || role === 'create',
  async verify(stage) {
    const input = await stage.input()
    const calls: CallOptions[] = [{ input, method: 'KEYPROOF', raw: true }]
    // A server may well ignore what it cannot satisfy, and where that makes a key it is not worth one.
    if (stage.subject.role !== 'create') calls.push({ input, accept: 'application/x-nothing', probe: true })
    for (const { schemes, tried } of stage.ways)
      for (const name of tried) {
        const fresh = stage.edited(stage.credential(name), 'fresh:7')
        if (fresh !== null) calls.push({ input, alternative: schemes, credentials: { [name]: fresh } })
      }
    if (stage.operation.requestBody !== undefined) {
      calls.push(
        { input, body: '[]', probe: true },
        { input, contentType: 'text/plain', body: 'name', probe: true },
      )
      if (stage.avoids('malformed-json') === null) calls.push({ input, body: '{"name"', probe: true })
    }
    // Nothing is judged here: the check that watches every error does it.
    for (const call of calls) await stage.call(call)
  },
}
