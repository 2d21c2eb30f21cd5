/** Sources: OpenAPI, JSON Schema, Unicode and CWE. */
export const specifications = {
  'OAS-SEC': {
    ref: 'OAS 3.0.4/3.1.2/3.2.0 Security Requirement Object; Operation.security',
    url: 'https://spec.openapis.org/oas/v3.1.2.html#security-requirement-object',
  },
  'OAS-SCHEME': {
    ref: 'OAS 3.1.2 Security Scheme Object',
    url: 'https://spec.openapis.org/oas/v3.1.2.html#security-scheme-object',
  },
  'OAS-RESPONSES': {
    ref: 'OAS 3.1.2 Responses Object',
    url: 'https://spec.openapis.org/oas/v3.1.2.html#responses-object',
  },
  'OAS-SCHEMA': {
    ref: 'OAS 3.1.2 Schema Object (and 3.0.4 readOnly/writeOnly)',
    url: 'https://spec.openapis.org/oas/v3.1.2.html#schema-object',
  },
  'OAS-SERVERS': { ref: 'OAS 3.x servers', url: 'https://spec.openapis.org/oas/v3.1.2.html#oas-servers' },
  'JSONSCHEMA-VAL': {
    ref: 'JSON Schema Validation 2020-12 §6, §7',
    url: 'https://json-schema.org/draft/2020-12/json-schema-validation',
  },
  'JSONSCHEMA-LEN': {
    ref: 'JSON Schema Validation 2020-12 §6.3.1/6.3.2',
    url: 'https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3.1',
  },
  'JSONSCHEMA-META': {
    ref: 'JSON Schema Validation 2020-12 §9',
    url: 'https://json-schema.org/draft/2020-12/json-schema-validation#section-9',
  },
  UAX15: { ref: 'Unicode UAX #15', url: 'https://unicode.org/reports/tr15/' },
  CWE: { ref: 'CWE list', url: 'https://cwe.mitre.org' },
} as const
