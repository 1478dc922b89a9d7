import type { MakerMeaning } from '../jobs/contracts.ts';

export interface ErrorRow {
  /** The rest of the error code, behind `kling/`. */
  readonly name: string;
  readonly meaning: MakerMeaning;
  /** What happened, in our words. */
  readonly what: string;
  /** What the operator should do. */
  readonly advice: string;
}

interface CodeRow extends ErrorRow {
  readonly http: number;
  readonly code: number;
}

/** Kling's word for "no such id" on a query, and for "this id exists" or any bad value on a create. */
export const BAD_VALUE = 1201;
export const NO_RESOURCE = 1203;
export const TOKEN_TOO_EARLY = 1003;
export const TOKEN_EXPIRED = 1004;

const CHECK_KEYS =
  'Check the Kling keys: complete, active, and of the same site (global or China) as the address.';
const TOP_UP = 'Buy a resource pack or top up in the Kling console.';
const ASK_KLING =
  'Look at the account in the Kling console; write to their support if it looks well.';
const REPORT_BUG = 'Report this as a bug of the bot, with the request id.';
const LATER = 'Nothing to do; the bot asks again. If it lasts, look at the status page of Kling.';
const FEWER = 'Lower KLING_CONCURRENCY to what the resource pack allows, or buy a larger pack.';
const OTHER_MEDIA = 'Nothing to do; the person has to use another picture, clip or prompt.';

/**
 * Kling docs, error codes: the whole table (there is no 1104). HTTP 429 does not mean "later": only
 * 1302 and 1303 pass by themselves. 5000 to 5002 leave open whether the task was made.
 */
export const ERROR_CODES: readonly CodeRow[] = [
  row(401, 1000, 'auth-failed', 'account', 'authentication failed', CHECK_KEYS),
  row(401, 1001, 'auth-missing', 'account', 'the Authorization header was empty', CHECK_KEYS),
  row(401, 1002, 'auth-invalid', 'account', 'the Authorization header is not valid', CHECK_KEYS),
  row(
    401,
    TOKEN_TOO_EARLY,
    'token-early',
    'account',
    'the token is not valid yet',
    'Set the clock of this machine; it is ahead.',
  ),
  row(
    401,
    TOKEN_EXPIRED,
    'token-expired',
    'account',
    'the token has expired',
    'Set the clock of this machine; it is behind.',
  ),
  row(429, 1100, 'account-abnormal', 'account', 'the account is in an abnormal state', ASK_KLING),
  row(429, 1101, 'arrears', 'account', 'the postpaid account is in arrears', TOP_UP),
  row(429, 1102, 'balance-empty', 'account', 'the resource pack is used up or expired', TOP_UP),
  row(
    403,
    1103,
    'no-permission',
    'account',
    'the account may not use this API or model',
    'Switch the avatar API on for this account in the Kling console.',
  ),
  row(400, 1200, 'bad-request', 'input', 'the request parameters are not valid', REPORT_BUG),
  row(400, BAD_VALUE, 'bad-value', 'input', 'a parameter was refused', REPORT_BUG),
  row(404, 1202, 'wrong-method', 'input', 'the method is not allowed', REPORT_BUG),
  row(
    404,
    NO_RESOURCE,
    'no-resource',
    'input',
    'the resource does not exist',
    'Check that the address serves the avatar API; gateways often lack it.',
  ),
  row(400, 1300, 'policy-refused', 'content', 'the platform policy blocked it', OTHER_MEDIA),
  row(400, 1301, 'content-refused', 'content', 'the content check blocked it', OTHER_MEDIA),
  row(429, 1302, 'too-many-requests', 'full', 'too many requests', FEWER),
  row(429, 1303, 'slots-full', 'full', 'all slots of the resource pack are in use', FEWER),
  row(
    429,
    1304,
    'ip-not-allowed',
    'account',
    'the address of this machine is not on the IP list',
    'Add this machine to the IP list of the Kling account, or ask their support.',
  ),
  row(500, 5000, 'internal', 'unclear', 'Kling had an internal error', LATER),
  row(503, 5001, 'maintenance', 'unclear', 'Kling is down for maintenance', LATER),
  row(504, 5002, 'backlog', 'unclear', 'Kling ran into an internal timeout', LATER),
];

function row(
  http: number,
  code: number,
  name: string,
  meaning: MakerMeaning,
  what: string,
  advice: string,
): CodeRow {
  return { http, code, name, meaning, what, advice };
}

const BY_CODE = new Map(ERROR_CODES.map((entry) => [entry.code, entry]));

/** The code decides; HTTP only speaks when there is no code, as from a gateway in between. */
export function rowOf(httpStatus: number, code: number | undefined): ErrorRow {
  if (code === undefined || code === 0) return rowOfStatus(httpStatus);
  return BY_CODE.get(code) ?? unlistedRow(httpStatus, code);
}

function unlistedRow(httpStatus: number, code: number): ErrorRow {
  const what = `code ${code} is not in the table`;
  const advice = 'Look the code up in the Kling docs and report it, with the request id.';
  return { name: 'unrecognised', meaning: meaningOfUnlisted(httpStatus), what, advice };
}

/** Of the listed 401, 403 and 429, all but two are for the operator, so an unlisted one is as well. */
function meaningOfUnlisted(httpStatus: number): MakerMeaning {
  if ([401, 403, 429].includes(httpStatus)) return 'account';
  return httpStatus >= 400 && httpStatus < 500 ? 'input' : 'unclear';
}

function rowOfStatus(httpStatus: number): ErrorRow {
  const what = `HTTP ${httpStatus} without a code`;
  const checkAddress = 'Check the Kling address, its path prefix and any proxy in between.';
  if (httpStatus === 408 || httpStatus >= 500 || httpStatus < 300) {
    return { name: 'unreadable', meaning: 'unclear', what, advice: LATER };
  }
  if (httpStatus === 429)
    return { name: 'too-many-requests', meaning: 'full', what, advice: FEWER };
  if (httpStatus === 401 || httpStatus === 403) {
    return { name: 'auth-failed', meaning: 'account', what, advice: CHECK_KEYS };
  }
  // A redirect is never followed: it would carry the key, and the paid call, to another place.
  if (httpStatus < 400 || httpStatus === 404 || httpStatus === 405) {
    return { name: 'wrong-address', meaning: 'account', what, advice: checkAddress };
  }
  return { name: 'unrecognised', meaning: 'input', what, advice: checkAddress };
}
