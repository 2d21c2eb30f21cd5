import { isProtected, type Scenario } from '#keyproof'

const generic = ['keyproof-was-here', '00000000-0000-4000-8000-000000000000']

/** What was never handed out is refused, however much it looks like a key. */
export const invalidCredentialRefused: Scenario = {
  name: 'invalid-credential-refused',
  promise: 'A credential that was never issued is refused, however well it is made.',
  rules: ['auth-invalid-rejected'],
  on: 'operation',
  keys: 1,
  refused: true,
  applies: ({ operation, schemes }) =>
    !isProtected(operation)
      ? 'The document asks for no credential here.'
      : schemes.length > 0 || 'No credential is at hand to learn the format from.',
  verify: (stage) =>
    stage.mustRefuse(
      'auth-invalid-rejected',
      stage.required.flatMap((name) => {
        const own = stage.credential(name)
        const lookalikes = [1, 2, 3].flatMap((n) => stage.edited(own, `fresh:${n}`) ?? [])
        const basic =
          stage.schemes[name]?.kind === 'http' && stage.schemes[name].scheme.toLowerCase() === 'basic'
        return [
          ...lookalikes.map((token, index) => ({
            name: `a look-alike of ${name} (${index + 1})`,
            place: `${name} never issued`,
            call: { credentials: { [name]: token } },
          })),
          ...(basic
            ? []
            : generic.map((word) => ({
                name: `${name} never issued (${word.slice(0, 8)})`,
                place: `${name} never issued`,
                call: { credentials: { [name]: word } },
              }))),
        ]
      }),
    ),
}
