/** Thrown anywhere in a request; the exchange makes Discord's error body of it. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: ErrorTree | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** One of the rules that the published schema misses, so it is listed with the breaches of it. */
  readonly isMistake: boolean;

  constructor(
    status: number,
    code: number,
    message: string,
    more: {
      errors?: ErrorTree;
      retryAfterSeconds?: number;
      isMistake?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.errors = more.errors;
    this.retryAfterSeconds = more.retryAfterSeconds;
    this.isMistake = more.isMistake ?? false;
  }
}

export interface ErrorTree {
  [key: string]: ErrorTree | readonly { code: string; message: string }[];
}

/** Discord docs, opcodes and status codes: JSON error codes. */
const KNOWN = {
  unauthorized: [401, 0, '401: Unauthorized'],
  noSuchRoute: [404, 0, '404: Not Found'],
  unknownApplication: [404, 10002, 'Unknown Application'],
  unknownChannel: [404, 10003, 'Unknown Channel'],
  unknownGuild: [404, 10004, 'Unknown Guild'],
  unknownMember: [404, 10007, 'Unknown Member'],
  unknownMessage: [404, 10008, 'Unknown Message'],
  unknownUser: [404, 10013, 'Unknown User'],
  unknownWebhook: [404, 10015, 'Unknown Webhook'],
  unknownInteraction: [404, 10062, 'Unknown interaction'],
  tooManyCommands: [400, 30032, 'Maximum number of application commands reached (100).'],
  tooLarge: [413, 40005, 'Request entity too large'],
  alreadyAcknowledged: [400, 40060, 'Interaction has already been acknowledged.'],
  missingAccess: [403, 50001, 'Missing Access'],
  notTheAuthor: [403, 50005, 'Cannot edit a message authored by another user'],
  emptyMessage: [400, 50006, 'Cannot send an empty message'],
  cannotDm: [403, 50007, 'Cannot send messages to this user'],
  notATextChannel: [400, 50008, 'Cannot send messages in a non-text channel'],
  missingPermissions: [403, 50013, 'Missing Permissions'],
  wrongChannelType: [400, 50024, 'Cannot execute action on this channel type'],
  invalidToken: [401, 50027, 'Invalid Webhook Token'],
  notJson: [400, 50109, 'The request body contains invalid JSON.'],
  wrongCallback: [400, 50035, 'Invalid Form Body'],
  archived: [400, 50083, 'Thread is archived'],
  noHistory: [400, 160002, 'Cannot reply without permission to read message history'],
  threadExists: [400, 160004, 'A thread has already been created for this message'],
  threadLocked: [400, 160005, 'Thread is locked'],
  tooManyThreads: [400, 160006, 'Maximum number of active threads reached'],
} as const satisfies Record<string, readonly [number, number, string]>;

export function refusal(name: keyof typeof KNOWN, options: { cause?: unknown } = {}): ApiError {
  const [status, code, message] = KNOWN[name];
  return new ApiError(status, code, message, options);
}

export interface FormProblem {
  readonly path: readonly PropertyKey[];
  readonly code: string;
  readonly message: string;
}

/** 50035, with the problems nested as Discord nests them. */
export function invalidForm(...problems: readonly FormProblem[]): ApiError {
  const errors: ErrorTree = {};
  for (const { path, code, message } of problems) {
    let node = errors;
    for (const key of path) {
      const next = node[String(key)];
      const inner: ErrorTree = next === undefined || Array.isArray(next) ? {} : (next as ErrorTree);
      node[String(key)] = inner;
      node = inner;
    }
    const before = node['_errors'];
    node['_errors'] = [...(Array.isArray(before) ? before : []), { code, message }];
  }
  return new ApiError(400, 50035, 'Invalid Form Body', { errors });
}

/** 50035 for a rule that the published schema misses. */
export function breach(path: string, code: string, message: string): ApiError {
  const { errors = {} } = invalidForm(problemAt(path, code, message));
  return new ApiError(400, 50035, 'Invalid Form Body', { errors, isMistake: true });
}

export const problemAt = (path: string, code: string, message: string): FormProblem => ({
  path: path === '' ? [] : path.split('.'),
  code,
  message,
});
