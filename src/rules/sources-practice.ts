/** Sources: What providers do, what other tools check, and defects that happened. */
export const practice = {
  'GH-TOKENS': {
    ref: 'GitHub Engineering, "Behind GitHub\'s new authentication token formats" (2021-04-05)',
    url: 'https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/',
  },
  'GH-SSPP': {
    ref: 'GitHub Docs, Secret scanning partner program',
    url: 'https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partner-program',
  },
  'SEAM-PAK': { ref: 'seamapi/prefixed-api-key', url: 'https://github.com/seamapi/prefixed-api-key' },
  'AWS-AK': {
    ref: 'AWS IAM API Reference, AccessKey',
    url: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKey.html',
  },
  'OPENAI-ADMIN': {
    ref: 'OpenAI API reference, Admin API keys',
    url: 'https://developers.openai.com/api/reference/resources/organization/subresources/admin_api_keys',
  },
  'STRIPE-KEYS': { ref: 'Stripe docs, API keys', url: 'https://docs.stripe.com/keys' },
  'STRIPE-IDEMP': {
    ref: 'Stripe docs, Idempotent requests',
    url: 'https://docs.stripe.com/api/idempotent_requests',
  },
  'UNKEY-GET': {
    ref: 'Unkey docs get-key',
    url: 'https://github.com/unkeyed/unkey/blob/main/docs/product/cli/keys/get-key.mdx',
  },
  'UNKEY-REROLL': {
    ref: 'Unkey docs reroll-key',
    url: 'https://github.com/unkeyed/unkey/blob/main/docs/product/cli/keys/reroll-key.mdx',
  },
  'AZ-XMSSECRET': {
    ref: 'Azure autorest x-ms-secret; azure-openapi-validator XMSSecretInResponse (#805)',
    url: 'https://github.com/Azure/autorest/tree/main/docs/extensions',
  },
  'ST-ignored_auth': {
    ref: 'Schemathesis check ignored_auth',
    url: 'https://schemathesis.readthedocs.io/en/stable/reference/checks/',
  },
  'ST-status': {
    ref: 'Schemathesis check status_code_conformance',
    url: 'https://schemathesis.readthedocs.io/en/stable/reference/checks/',
  },
  'ST-5xx': {
    ref: 'Schemathesis check not_a_server_error',
    url: 'https://schemathesis.readthedocs.io/en/stable/reference/checks/',
  },
  'ST-negative': {
    ref: 'Schemathesis check negative_data_rejection',
    url: 'https://schemathesis.readthedocs.io/en/stable/reference/checks/',
  },
  'ST-positive': {
    ref: 'Schemathesis check positive_data_acceptance',
    url: 'https://schemathesis.readthedocs.io/en/stable/reference/checks/',
  },
  'ST-405': {
    ref: 'Schemathesis check unsupported_method / allow_header_conformance',
    url: 'https://schemathesis.readthedocs.io/en/stable/reference/checks/',
  },
  'ST-schema': {
    ref: 'Schemathesis check response_schema_conformance / response_headers_conformance',
    url: 'https://schemathesis.readthedocs.io/en/stable/reference/checks/',
  },
  'ST-content-type': {
    ref: 'Schemathesis check content_type_conformance',
    url: 'https://schemathesis.readthedocs.io/en/stable/reference/checks/',
  },
  'ST-availability': {
    ref: 'Schemathesis check ensure_resource_availability',
    url: 'https://schemathesis.readthedocs.io/en/stable/reference/checks/',
  },
  'ST-UAF': {
    ref: 'Schemathesis check use_after_free',
    url: 'https://schemathesis.readthedocs.io/en/stable/reference/checks/',
  },
  'CATS-BypassAuth': { ref: 'Endava/cats BypassAuthenticationFuzzer', url: 'https://github.com/Endava/cats' },
  'CATS-Http': {
    ref: 'Endava/cats HttpMethodsFuzzer / CustomHttpMethods / HappyPath',
    url: 'https://github.com/Endava/cats',
  },
  'CATS-IDOR': {
    ref: 'Endava/cats InsecureDirectObjectReferencesFuzzer',
    url: 'https://github.com/Endava/cats',
  },
  'CATS-MassAssign': { ref: 'Endava/cats MassAssignmentFuzzer', url: 'https://github.com/Endava/cats' },
  'CATS-SecHeaders': { ref: 'Endava/cats CheckSecurityHeadersFuzzer', url: 'https://github.com/Endava/cats' },
  'CATS-Deleted': {
    ref: 'Endava/cats CheckDeletedResourcesNotAvailableFuzzer',
    url: 'https://github.com/Endava/cats',
  },
  'CATS-Headers': {
    ref: 'Endava/cats header fuzzers (CRLF, duplicate, very large, unsupported Accept/Content-Type)',
    url: 'https://github.com/Endava/cats',
  },
  'CATS-Fields': {
    ref: 'Endava/cats field fuzzers (boundary, unicode, trim)',
    url: 'https://github.com/Endava/cats',
  },
  'CATS-Dup': { ref: 'Endava/cats DuplicateKeysFieldsFuzzer', url: 'https://github.com/Endava/cats' },
  'CATS-Temporal': { ref: 'Endava/cats TemporalLogicFieldsFuzzer', url: 'https://github.com/Endava/cats' },
  'CATS-leaks': { ref: 'Endava/cats error keyword leak detection', url: 'https://github.com/Endava/cats' },
  RESTLER: {
    ref: 'RESTler main driver (5xx)',
    url: 'https://github.com/microsoft/restler-fuzzer/blob/main/docs/user-guide/Checkers.md',
  },
  'RESTLER-UAF': {
    ref: 'RESTler UseAfterFreeChecker',
    url: 'https://github.com/microsoft/restler-fuzzer/blob/main/docs/user-guide/Checkers.md',
  },
  'RESTLER-Namespace': {
    ref: 'RESTler NameSpaceRuleChecker (off by default)',
    url: 'https://github.com/microsoft/restler-fuzzer/blob/main/docs/user-guide/Checkers.md',
  },
  'RESTLER-Hierarchy': {
    ref: 'RESTler ResourceHierarchyChecker',
    url: 'https://github.com/microsoft/restler-fuzzer/blob/main/docs/user-guide/Checkers.md',
  },
  'RESTLER-Leakage': {
    ref: 'RESTler LeakageRuleChecker',
    url: 'https://github.com/microsoft/restler-fuzzer/blob/main/docs/user-guide/Checkers.md',
  },
  'RESTLER-InvalidDyn': {
    ref: 'RESTler InvalidDynamicObjectChecker',
    url: 'https://github.com/microsoft/restler-fuzzer/blob/main/docs/user-guide/Checkers.md',
  },
  'RESTLER-GC': {
    ref: 'RESTler garbage collector of created objects',
    url: 'https://github.com/microsoft/restler-fuzzer/blob/main/docs/user-guide/Checkers.md',
  },
  'AKTO-REFLECT': {
    ref: 'akto tests-library AUTHENTICATION_TOKEN_REFLECTION_*',
    url: 'https://github.com/akto-api-security/tests-library',
  },
  'AKTO-BLANK': {
    ref: 'akto tests-library AuthBypassBlankPassword',
    url: 'https://github.com/akto-api-security/tests-library',
  },
  'AKTO-BOLA': {
    ref: 'akto tests-library BOLAByChangingAuthToken',
    url: 'https://github.com/akto-api-security/tests-library',
  },
  'AKTO-MassAssign': {
    ref: 'akto tests-library Mass-Assignment/*',
    url: 'https://github.com/akto-api-security/tests-library',
  },
  'AKTO-CRLF': {
    ref: 'akto tests-library CRLF-Injection/*',
    url: 'https://github.com/akto-api-security/tests-library',
  },
  'SPECTRAL-API1': {
    ref: 'spectral-owasp-ruleset owasp:api1:2023-*',
    url: 'https://github.com/stoplightio/spectral-owasp-ruleset',
  },
  'SPECTRAL-API2': {
    ref: 'spectral-owasp-ruleset owasp:api2:2023-*',
    url: 'https://github.com/stoplightio/spectral-owasp-ruleset',
  },
  'SPECTRAL-API3': {
    ref: 'spectral-owasp-ruleset owasp:api3:2023-*',
    url: 'https://github.com/stoplightio/spectral-owasp-ruleset',
  },
  'SPECTRAL-API4': {
    ref: 'spectral-owasp-ruleset owasp:api4:2023-*',
    url: 'https://github.com/stoplightio/spectral-owasp-ruleset',
  },
  'SPECTRAL-API8': {
    ref: 'spectral-owasp-ruleset owasp:api8:2023-*',
    url: 'https://github.com/stoplightio/spectral-owasp-ruleset',
  },
  'ZAP-10015': { ref: 'ZAP CacheControlScanRule', url: 'https://github.com/zaproxy/zap-extensions' },
  '42C-SIDE': {
    ref: '42Crunch API Conformance Scan',
    url: 'https://docs.42crunch.com/latest/content/concepts/api_contract_conformance_scan.htm',
  },
  'BUG-dify-42167': {
    ref: 'langgenius/dify/issues/42167',
    url: 'https://github.com/langgenius/dify/issues/42167',
  },
  'BUG-speedarr-104': {
    ref: 'speedarr/Speedarr/issues/104',
    url: 'https://github.com/speedarr/Speedarr/issues/104',
  },
  'BUG-metamcp-96': {
    ref: 'Umbrella-IT-Group/metamcp/pull/96',
    url: 'https://github.com/Umbrella-IT-Group/metamcp/pull/96',
  },
  'BUG-boxlite-1418': {
    ref: 'boxlite-ai/boxlite/issues/1418',
    url: 'https://github.com/boxlite-ai/boxlite/issues/1418',
  },
  'BUG-octopus-4779': {
    ref: 'OctopusDeploy/Issues/issues/4779',
    url: 'https://github.com/OctopusDeploy/Issues/issues/4779',
  },
  'BUG-executor-1870': {
    ref: 'UsefulSoftwareCo/executor/pull/1870',
    url: 'https://github.com/UsefulSoftwareCo/executor/pull/1870',
  },
  'BUG-sdp-1214': {
    ref: 'solana-foundation/solana-developer-platform/pull/1214',
    url: 'https://github.com/solana-foundation/solana-developer-platform/pull/1214',
  },
  'BUG-microclaw-90': {
    ref: 'microclaw/microclaw/issues/90',
    url: 'https://github.com/microclaw/microclaw/issues/90',
  },
  'BUG-blnk-298': { ref: 'blnkfinance/blnk/pull/298', url: 'https://github.com/blnkfinance/blnk/pull/298' },
  'BUG-capgo-1685': {
    ref: 'Cap-go/capgo.app/pull/1685',
    url: 'https://github.com/Cap-go/capgo.app/pull/1685',
  },
  'BUG-langwatch-7804': {
    ref: 'langwatch/langwatch/pull/7804',
    url: 'https://github.com/langwatch/langwatch/pull/7804',
  },
} as const
