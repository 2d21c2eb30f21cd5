import type { JsonObject, JsonValue } from '../types.ts'

const names: readonly (readonly [JsonObject, RegExp])[] = [
  [{ type: 'string', format: 'uuid' }, /^(?:uuid|guid|string ?[(<[:-]? ?uuid[)>\]]?)$/],
  [{ type: 'string', format: 'date-time' }, /^(?:date-time|string ?[(<[:-]? ?date-time[)>\]]?)$/],
  [{ type: ['string', 'number'] }, /^(?:timestamps?|time|unix(?: timestamp)?|epoch)$/],
  [
    { type: 'boolean' },
    /^(?:bool(?:ean)?s?|booléen|boolesch|booleano|lógico|布尔[值型]?|真偽値|ブール値?|ブーリアン|булево?|логический|불리언|논리형)$/,
  ],
  [
    { type: 'integer' },
    /^(?:int(?:eger)?s?(?:32|64)?|[iu](?:8|16|32|64)|long|unsigned|ganzzahl|entier|entero|inteiro|整数型?|整型|整形|целое(?: число)?|정수(?:형)?)$/,
  ],
  [
    { type: 'number' },
    /^(?:numbers?|numeric|float|double|decimal|f32|f64|zahl|nombre|número|numero|数字型?|数値|浮点[数型]?|число|숫자|실수)$/,
  ],
  [
    { type: 'array' },
    /^(?:arrays?|lists?|tuple|set|liste|tableau|arreglo|matriz|lista|数组型?|列表|配列|リスト|массив|список|배열|목록)$/,
  ],
  [
    { type: 'object' },
    /^(?:(?:json )?objects?|dict(?:ionary)?|maps?|record|hash|struct|json|objekt|objet|objeto)\b.*$|^(?:对象型?|オブジェクト|объект|객체|오브젝트)$/,
  ],
  [{ type: 'null' }, /^(?:null|none|nil|nullable)$/],
  [
    { type: 'string' },
    /^(?:str(?:ing)?s?|text|char|varchar|date|datetime|iso[- ]?8601.*|ur[il]|email|e-mail|token|uid|id|ip|enum|file|binary|base64|zeichenkette|zeichenfolge|chaîne(?: de caractères)?|texte|cadena(?: de texto)?|texto|字符[串型]?|字符串型|文本|文字列|テキスト|строка|текст|문자열?|텍스트|문자열형)$/,
  ],
]

/** The schema a type, as documentation words it, stands for; an empty one where the words say nothing. */
export function schemaOfType(words: string): JsonObject {
  const text = words
    .replaceAll(/[`*\\]/g, '')
    .replaceAll(/\((?:optional|required|nullable)\)|,?\s*\b(?:optional|required|read-?only)\b/gi, ' ')
    .trim()
  return read(text, 0)
}

function read(text: string, depth: number): JsonObject {
  if (text === '' || text.length > 200 || depth > 4) return {}
  const listed = enumerated(text)
  if (listed !== undefined) return listed
  const parts = text
    .split(/\s*\|\s*|\s+or\s+|\s+oder\s+|\s+ou\s+|\s*\/\s*(?=[a-z])|\s*,\s*(?=null\b|nullable\b)/i)
    .filter((part) => part !== '')
  if (parts.length > 1) return union(parts.map((part) => read(part, depth + 1)))
  const items = itemsOf(text)
  if (items !== undefined) {
    const inner = read(items, depth + 1)
    return Object.keys(inner).length === 0 ? { type: 'array' } : { type: 'array', items: inner }
  }
  const left = /^option\s*[<(](.+)[)>]$/i.exec(text)?.[1]
  if (left !== undefined) return read(left, depth + 1)
  const optional = /^(?:optional|nullable)\s*[[<(](.+)[\])>]$/i.exec(text)?.[1]
  if (optional !== undefined) return union([read(optional, depth + 1), { type: 'null' }])
  const lower = text.toLowerCase()
  const known = names.find(([, pattern]) => pattern.test(lower))?.[0]
  if (known !== undefined) return known
  // `string (max 50 chars)`, `string<email>`, `integer>=1`
  const head = /^[\p{L}-]+/u.exec(text)?.[0] ?? ''
  if (head !== '' && head.length < text.length) return read(head, depth + 1)
  return {}
}

function itemsOf(text: string): string | undefined {
  const found =
    /^(.+?)\s*\[\s*\]$/.exec(text) ??
    /^\[\s*\]\s*(.+)$/.exec(text) ??
    /^(?:array|list|set|vec|liste|tableau|lista|sequence)\s*[<[(](.+)[>\])]$/i.exec(text) ??
    /^\[\s*(.+?)\s*\]$/.exec(text) ??
    /^(?:array|list|liste|tableau|lista|arreglo|matriz)\s+(?:of|von|de|d')\s*(.+)$/i.exec(text)
  return found?.[1]?.replace(/^[(<](.*)[)>]$/, '$1')
}

/** `"a" | "b"`, `enum<string>`, `enum: a, b`. */
function enumerated(text: string): JsonObject | undefined {
  const quoted = text.split(/\s*[|,]\s*/).map((part) => /^(["'])(.*)\1$/.exec(part)?.[2])
  if (quoted.every((part) => part !== undefined)) return { type: 'string', enum: [...new Set(quoted)] }
  const typed = /^enum\s*[<(]\s*(\w+)\s*[>)]$/i.exec(text)?.[1]
  if (typed !== undefined) return read(typed, 3)
  const listed = /^enum\s*[:([]\s*("?[\w.-]+"?(?:\s*[,|]\s*"?[\w.-]+"?)+)\s*[)\]]?$/i.exec(text)?.[1]
  const values = listed?.split(/\s*[,|]\s*/).map((value) => value.replaceAll('"', ''))
  return values === undefined ? undefined : { type: 'string', enum: [...new Set(values)] }
}

function union(schemas: readonly JsonObject[]): JsonObject {
  const types = schemas.flatMap((schema) => {
    const type = schema['type']
    return Array.isArray(type) ? (type as string[]) : typeof type === 'string' ? [type] : []
  })
  const [first] = schemas
  // A name that says nothing may stand for anything.
  if (types.length < schemas.length || first === undefined) return {}
  const kept = types.filter((type) => type !== 'null')
  const single = kept.length === 1 ? schemas.find((schema) => schema['type'] === kept[0]) : undefined
  const type: JsonValue = [...new Set(types)]
  return { ...single, type: type.length === 1 ? type[0]! : type }
}
