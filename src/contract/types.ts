import type { SpanForm } from './spans.ts'
import type { Violation } from '../http/exchange.ts'
import type { Confidence } from '../rules/types.ts'

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject
export interface JsonObject {
  readonly [member: string]: JsonValue
}

/** A JSON Schema in the 2020-12 dialect, standalone: every `$ref` in it is `#/$defs/...`. */
export type JsonSchema = boolean | { readonly [keyword: string]: unknown }

/** A schema where it stands in the document, not yet resolved. */
export interface SchemaNode {
  readonly schema: unknown
  /** JSON Pointer into the document. */
  readonly pointer: string
}

/** Requests leave out what is readOnly; responses what is writeOnly. */
export type Direction = 'request' | 'response'

export interface Example {
  readonly value: JsonValue
  readonly pointer: string
}

/** How a member of a form is written (OpenAPI, Encoding Object); as the media type has it where neither is said. */
export interface FormEncoding {
  readonly style?: string
  readonly explode?: boolean
}

export interface MediaType {
  readonly schema?: SchemaNode
  /** By the names of members, where the document says so. */
  readonly encoding?: Readonly<Record<string, FormEncoding>>
  readonly examples: readonly Example[]
  readonly pointer: string
}

export type ParameterPlace = 'path' | 'query' | 'header' | 'cookie'

export interface Parameter {
  readonly name: string
  readonly in: ParameterPlace
  readonly required: boolean
  readonly description?: string
  readonly schema?: SchemaNode
  readonly style: string
  readonly explode: boolean
  readonly examples: readonly Example[]
  /** Set when the parameter is serialised by a media type (`content`) instead of a style. */
  readonly contentType?: string
  readonly pointer: string
}

export interface RequestBody {
  readonly required: boolean
  readonly content: Readonly<Record<string, MediaType>>
  readonly pointer: string
}

export interface ResponseSpec {
  /** `201`, `4XX` or `default`. */
  readonly status: string
  readonly description: string
  readonly headers: Readonly<Record<string, { readonly required: boolean; readonly schema?: SchemaNode }>>
  readonly content: Readonly<Record<string, MediaType>>
  readonly links: Readonly<Record<string, JsonObject>>
  /** Its reference leads nowhere: the status is documented, and nothing else is known of it. */
  readonly unresolved?: true
  readonly pointer: string
}

/** One alternative: all schemes named must be satisfied; none named means anonymous. */
export type SecurityRequirement = Readonly<Record<string, readonly string[]>>

/** What every kind of scheme has in common. */
interface SchemeBase {
  readonly name: string
  readonly description: string
  readonly pointer: string
  /** The document names it and declares none of that name: what it is was gathered from its name. */
  readonly assumed?: true
}

export type SecurityScheme =
  | (SchemeBase & {
      readonly kind: 'apiKey'
      readonly in: 'header' | 'query' | 'cookie'
      readonly parameter: string
      /** What stands before the key in its header, the space included: `Token `, `Token token=`; absent where nothing does. */
      readonly lead?: string
      /** The lead is that of the user's own credential: the document says nothing of it. */
      readonly leadGuessed?: true
    })
  | (SchemeBase & {
      readonly kind: 'http'
      /** In lower case. */
      readonly scheme: string
      /** As the document spells it, where that is more than a capital at the beginning: `ApiKey`. */
      readonly spelling?: string
      readonly bearerFormat?: string
    })
  | (SchemeBase & { readonly kind: 'oauth2' | 'openIdConnect' | 'mutualTLS' })

export interface Operation {
  /** `POST /v0/api-keys`: upper-case method and path template. */
  readonly key: string
  readonly method: string
  readonly path: string
  readonly operationId?: string
  readonly summary: string
  readonly description: string
  readonly tags: readonly string[]
  readonly deprecated: boolean
  /** Those of the path item included; `{name}` of the path always present, made up where undeclared. */
  readonly parameters: readonly Parameter[]
  readonly requestBody?: RequestBody
  readonly responses: Readonly<Record<string, ResponseSpec>>
  /** Effective alternatives, any of which will do; empty means no credential is asked for. */
  readonly security: readonly SecurityRequirement[]
  readonly securitySource: 'operation' | 'document' | 'prose' | 'none'
  /** `x-` members of the operation. */
  readonly extensions: JsonObject
  /** JSON Pointer into the document. */
  readonly pointer: string
}

/** Something wrong with the document that did not stop it from being used. */
export interface Problem {
  readonly message: string
  readonly pointer?: string
  readonly severity: 'error' | 'warning'
}

export type Role = 'create' | 'list' | 'get' | 'update' | 'revoke' | 'rotate'

/** An operation in its role, and where it takes the key's id. */
export interface RoleBinding {
  readonly operation: string
  /** Name of the parameter, or JSON Pointer into the request body, that names the key. */
  readonly idParameter?: string
  readonly idIn?: 'path' | 'query' | 'header' | 'body'
  /** JSON Pointer of the new secret in the answer to a rotation, where it stands elsewhere than in that to a creation. */
  readonly secret?: string
}

/** once: shown at creation only; always: any read may show it; recoverable: on an explicit request. */
export type Reveal = 'once' | 'always' | 'recoverable' | 'unstated'

/** What evidence may speak for. */
export type Conclusion = Role | 'secret' | 'reveal' | 'carrier' | 'id' | 'items' | 'expiry' | 'revoked'

/** Why keyproof believes something of the document. */
export interface Evidence {
  readonly says: string
  /** The conclusion it speaks for; none where it speaks for several. */
  readonly about?: Conclusion
  readonly pointer?: string
  readonly quote?: string
}

/** The operations that manage one kind of key, and where its parts sit in their bodies. */
export interface KeyResource {
  readonly label: string
  readonly confidence: Confidence
  readonly roles: Readonly<Partial<Record<Role, RoleBinding>>>
  /** Further operations that change a key, beside the one in its role: PUT where that is PATCH. */
  readonly furtherUpdates?: readonly RoleBinding[]
  /** Cheapest protected reads a fresh key should be able to call, best first: operation keys. */
  readonly canaries: readonly string[]
  readonly secret: {
    /** JSON Pointer into the create response body. */
    readonly pointer: string
    /** Further documented places in the create response that repeat it. */
    readonly alsoAt: readonly string[]
    readonly reveal: Reveal
    /** Where an existing key's secret can be asked for, and with which parameter or member of the body. */
    readonly revealedBy?: readonly { readonly operation: string; readonly parameter?: string }[]
    /** Query parameter of the creation that asks for the secret, which comes masked without it. */
    readonly askedWith?: string
    /** The sentence that promises how the secret is revealed. */
    readonly revealEvidence?: Evidence
    /** Security scheme the secret is used with; null when the document leaves it open. */
    readonly carrier: string | null
    /** JSON Pointer into the create response of the user name that HTTP Basic wants with the secret. */
    readonly user?: string
    /** The user name that HTTP Basic wants with every secret alike. */
    readonly userName?: string
    readonly format: { readonly prefix?: string; readonly pattern?: string }
    /** Documented example values, which a live server must not hand out. */
    readonly examples: readonly string[]
  }
  /** Where the id of a new key is found. */
  readonly id:
    | { readonly pointer: string }
    | { readonly fromList: true; readonly match: readonly string[] }
    | null
  /** The key is addressed by its own secret. */
  readonly idIsSecret: boolean
  /** The key is addressed by the name the caller gave it. */
  readonly idIsName: boolean
  /** JSON Pointer of the caller's name for the key in the create request. */
  readonly nameInRequest: string | null
  /** JSON Pointer of that name in the create response. */
  readonly nameInResponse: string | null
  /** JSON Pointer of the expiry in the create request, with its unit. */
  readonly expiry: {
    readonly inRequest: string
    readonly inResponse: string | null
    readonly unit: 's' | 'ms' | 'iso8601' | 'unknown'
    /** The caller says how long the key lives, not when it ends. */
    readonly relative?: true
    /** It is said in a text that tells the unit too, in seconds or what is made of them. */
    readonly span?: SpanForm
  } | null
  /** The list response: the array of keys and, relative to an item, the members that matter. */
  readonly list: {
    readonly items: string
    readonly id: string | null
    readonly name: string | null
    /** Members that hold a shortened or masked form of the secret. */
    readonly masked: readonly string[]
  } | null
  /** JSON Pointers into the create response that hold a shortened or masked form of the secret. */
  readonly masked: readonly string[]
  /** JSON Pointers into the create response of what is said to be as secret as the key: a text, a number, or a list of such. */
  readonly beside: readonly string[]
  /** How a revoked key is shown, where it stays readable: pointer relative to the key's metadata. */
  readonly softDelete: {
    readonly pointer: string
    readonly revoked: JsonValue | { readonly not: null }
  } | null
  /** JSON Pointer of the scopes in the create request. */
  readonly scopes: string | null
  /** Parameter or scheme that selects the tenant: `path.org_id`, `header.x-application-id`. */
  readonly tenant: string | null
  readonly security: {
    readonly schemes: readonly string[]
    readonly source: 'operation' | 'document' | 'prose' | 'none'
  }
  readonly evidence: readonly Evidence[]
}

/** Where something stands in what the user wrote: a file or URL, and the line in it, from 1. */
export interface SourcePlace {
  readonly source: string
  readonly line: number
}

/** An OpenAPI document after loading. Immutable; schemas are resolved and compiled when first used. */
export interface Contract {
  /** Short name for reports: the vendor's folder or the file name without extension. */
  readonly name: string
  /** Path, URL or `-` as the user gave it. */
  readonly source: string
  readonly title: string
  /** `openapi` or `swagger` version as the document states it. */
  readonly version: string
  /** The document after overlays, upgraded to OpenAPI 3 where it was Swagger 2.0, external files folded in. */
  readonly document: JsonObject
  readonly servers: readonly string[]
  readonly operations: readonly Operation[]
  readonly securitySchemes: Readonly<Record<string, SecurityScheme>>
  readonly keyResources: readonly KeyResource[]
  /** `x-secret-contract` of the document, validated. */
  readonly annotations: JsonObject
  readonly problems: readonly Problem[]
  /** The schema on its own in the 2020-12 dialect; dangling references become `true` and a problem. */
  resolve(node: SchemaNode, direction: Direction): JsonSchema
  /**
   * A compiled validator; throws KeyproofError('document') when the schema cannot be compiled. Formats count.
   * The functions are cached by pointer and direction.
   */
  validator(node: SchemaNode, direction: Direction): (value: unknown) => readonly Violation[]
  /** What of a schema could not be read, so that anything passes there: a value that fits proves nothing. Sentences. */
  gaps(node: SchemaNode, direction: Direction): readonly string[]
  /** Where the texts it was read from say what the document has at a JSON Pointer; null where there are none. */
  placeOf(pointer: string): SourcePlace | null
}
