/** What a part of a page speaks of, as its heading, its label or its component says. */
export type Topic =
  | 'body'
  | 'query'
  | 'path'
  | 'header'
  | 'cookie'
  | 'parameters'
  | 'response'
  | 'error'
  | 'auth'

/** What a column of a table holds. */
export type Column =
  | 'name'
  | 'type'
  | 'required'
  | 'optional'
  | 'description'
  | 'default'
  | 'place'
  | 'example'
  | 'status'
  | 'method'
  | 'endpoint'
  | 'values'

// English, German, French, Spanish, Portuguese, Chinese, Japanese, Russian, Korean. Order counts: "response headers" is a response.
const topics: readonly (readonly [Topic, RegExp])[] = [
  [
    'error',
    /\berrors?\b|fehler|\berreurs?\b|\berror(?:es)?\b|\berros?\b|错误|エラー|ошибк|오류|에러|\bfailure\b/i,
  ],
  [
    'response',
    /\bresponses?\b|\breturns?\b|\boutput\b|\bresult\b|antwort|rückgabe|réponse|\bretour\b|respuesta|devuelve|resposta|retorno|响应|返回|レスポンス|応答|戻り値|ответ|возвращ|응답|반환|\bsuccess\b/i,
  ],
  ['header', /\bheaders?\b|kopfzeile|en-tête|encabezado|cabecera|cabeçalho|请求头|头部|ヘッダ|заголов|헤더/i],
  ['cookie', /\bcookies?\b/i],
  [
    'query',
    /\bquery\b|query-?string|de consulta|abfrage|paramètres de requête|paramètres d'url|查询|クエリ|строк[аи] запроса|쿼리/i,
  ],
  [
    'path',
    /\bpath\b|\burl param|pfad|\bchemin\b|de (?:la )?ruta|\bcaminho\b|路径|パスパラ|パス・?パラ|параметры пути|경로/i,
  ],
  [
    'body',
    /\bbody\b|payload|\brequest(?!ed|ing)\b|\binput\b|anfrage|nutzlast|\bcorps\b|\brequête\b|cuerpo|petición|solicitud|\bcorpo\b|requisição|solicitação|请求|リクエスト|ボディ|本文|тело|запрос|요청|본문/i,
  ],
  [
    'auth',
    /\bauth\w*|authentifi|autenticaci|autenticaç|anmeldung|berechtigung|autorizaci|autorizaç|认证|鉴权|授权|認証|認可|авториз|аутентиф|인증/i,
  ],
  [
    'parameters',
    /\bparam\w*|\barguments?\b|\bargs\b|\battribut\w*|\bfields?\b|\bproperties\b|eigenschaft|\bfelder\b|paramètre|\bchamps\b|parámetro|\bcampos\b|parâmetro|参数|字段|パラメ|フィールド|項目|параметр|\bпол[ея]|атрибут|파라미터|매개변수|필드/i,
  ],
]

/** The topic a heading or label names, undefined where it names none. */
export function topicOf(text: string): Topic | undefined {
  // A paragraph about requests is no heading.
  if (text.length > 90) return undefined
  const found = topics.find(([, pattern]) => pattern.test(text))?.[0]
  if (
    found === 'body' &&
    /\bparam|\barguments?\b|\bfields?\b|参数|パラメ|paramètre|parámetro|parâmetro|параметр|파라미터|매개변수/i.test(
      text,
    ) &&
    !/\bbody\b|payload|corps|cuerpo|corpo|体|ボディ|тел[оа]|본문/i.test(text)
  )
    return 'parameters'
  return found
}

const columns: readonly (readonly [Column, RegExp])[] = [
  [
    'required',
    /^(?:required|requirements?|mandatory|req\.?|erforderlich|pflicht\w*|notwendig|obligatoire|requis|requise|obligatorio|requerid[oa]|obrigatóri[oa]|必须|必填|必需|必选|是否必.*|必須(?:か|項目|可否)?|обязательн\S*|필수(?: ?여부)?)\??$/i,
  ],
  ['optional', /^(?:optional|facultatif|opcional|可选|任意|необязательн\S*|선택)\??$/i],
  [
    'status',
    /^(?:status(?:[- ]?codes?)?|http(?:[- ]?status)?(?:[- ]?codes?)?|codes?|statuscode|état|statut|código(?: de (?:estado|status))?|estado|状态码?|状态代码|ステータス(?:コード)?|статус|код(?: ответа)?|상태(?: ?코드)?)$/i,
  ],
  ['method', /^(?:(?:http[- ]?)?methode?|verb|méthode|método|方法|请求方式|メソッド|метод|메서드|메소드)$/i],
  [
    'endpoint',
    /^(?:endpoints?|path|url|uri|route|resource|endpunkt|pfad|chemin|ruta|caminho|端点|路径|接口|エンドポイント|パス|эндпоинт|путь|адрес|엔드포인트|경로)$/i,
  ],
  [
    'place',
    /^(?:in|location|position|place|where|lage|ort|ubicación|emplacement|local|位置|場所|param(?:eter)?[- ]?type)$/i,
  ],
  [
    'type',
    /^(?:(?:data ?|value )?types?|datentyp|typ|tipo(?: de datos?)?|tipo de dado|format|类型|数据类型|型|データ型|タイプ|тип(?: данных)?|타입|유형|자료형|데이터 ?타입)$/i,
  ],
  [
    'default',
    /^(?:default(?: value)?|standard(?:wert)?|vorgabe|défaut|(?:valeur )?par défaut|(?:valor )?(?:predeterminado|por defecto)|padrão|valor padrão|默认值?|デフォルト(?:値)?|既定値?|(?:значение )?по умолчанию|기본값)$/i,
  ],
  ['example', /^(?:examples?|sample|beispiel|exemple|ejemplo|exemplo|示例|例|サンプル|пример|예시)$/i],
  [
    'values',
    /^(?:(?:allowed|possible|accepted|valid) values|values?|enum|options|erlaubte werte|wert|valeurs?|valores?|值|可选值|値)$/i,
  ],
  [
    'description',
    /^(?:desc(?:ription|\.)?|details?|notes?|meaning|comment|explanation|what it does|beschreibung|bedeutung|erläuterung|descripción|descrição|signification|说明|描述|备注|説明|内容|purpose|action|aktion|zweck|описание|설명)$/i,
  ],
  [
    'name',
    /^(?:name|param(?:eter)?s?|(?:param(?:eter)?|field|header|property|attribute|body|query|argument)[- ]?(?:names?|params?|parameters?)?|fields?|keys?|propert(?:y|ies)|attributes?|arguments?|headers?|variable|feld|eigenschaft|attribut|schlüssel|nom|paramètres?|champ|en-tête|nombre|parámetros?|campo|encabezado|cabecera|nome|parâmetros?|cabeçalho|名称|参数名?|参数名称|字段名?|请求头|名前|パラメータ名?|パラメーター名?|フィールド名?|項目名?|キー|ヘッダー名?|变量|имя|название|параметр|поле|атрибут|заголовок|이름|파라미터|매개변수|필드|항목|헤더|변수)$/i,
  ],
]

/** What a column holds, by its header; undefined where the header is none of the known words. */
export function columnOf(header: string): Column | undefined {
  return columns.find(([, pattern]) => pattern.test(header))?.[0]
}

const yes =
  /^(?:required|mandatory|yes|y|true|t|1|x|always|✓|✔️?|✅|☑️?|●|○|◯|erforderlich|pflicht(?:feld)?|ja|notwendig|oui|obligatoire|requise?|s[íi]|obligatori[oa]|requerid[oa]|sim|obrigatóri[oa])(?![\p{L}\p{N}])|^(?:✓|✔️?|✅|☑️?|●|○|◯|是|必填|必需|必须|必選|必須|はい|да(?!\p{L})|обязательн|필수|예(?!\p{L}))/iu
const no =
  /^(?:optional\w*|no|n|false|f|0|never|✗|✘|❌|×|-|–|—|nein|non|facultati\w+|optionnel\w*|opcional|não|nao|否|可选|选填|非必[填须]|任意|いいえ|нет|необязательн\p{L}*|아니[오요]|선택)(?![\p{L}\p{N}])/iu

/** Whether a word says that something is required: undefined where it says neither. */
export function requiredBy(word: string): boolean | undefined {
  const text = word.trim()
  if (no.test(text)) return false
  return yes.test(text) ? true : undefined
}

/** `(string, required)` and the like: whether a list of words says so. */
export function requiredAmong(text: string): boolean | undefined {
  if (
    /\b(?:not required|optional|optionnel\w*|facultati\w+|opcional)\b|可选|选填|任意|非必|необязательн|선택/i.test(
      text,
    )
  )
    return false
  if (
    /\b(?:required|mandatory|erforderlich|pflichtfeld|obligatoire|requise?|obligatori[oa]|requerid[oa]|obrigatóri[oa])\b|必填|必需|必须|必須|обязательн|필수/i.test(
      text,
    )
  )
    return true
  return undefined
}
