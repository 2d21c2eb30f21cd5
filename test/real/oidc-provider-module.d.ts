/** The little of oidc-provider that the tests use; it ships no types of its own. */
declare module 'oidc-provider' {
  export class Provider {
    constructor(issuer: string, configuration: object)
    silent: boolean
    callback(): unknown
  }
}
