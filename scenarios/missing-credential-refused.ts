import { isProtected, type Scenario } from '#keyproof'

/** Without a credential nothing is handed out and nothing is done. */
export const missingCredentialRefused: Scenario = {
  name: 'missing-credential-refused',
  promise: 'Without a credential nothing is handed out and nothing is done.',
  rules: ['auth-missing-rejected'],
  on: 'operation',
  keys: 1,
  refused: true,
  applies: ({ operation }) => isProtected(operation) || 'The document asks for no credential here.',
  verify: (stage) =>
    stage.mustRefuse('auth-missing-rejected', [{ name: 'no credential', call: { credentials: 'none' } }]),
}
