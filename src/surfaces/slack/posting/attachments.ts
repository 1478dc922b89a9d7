import { open } from 'node:fs/promises';
import type { FilesInfoResponse } from '@slack/web-api';
import type { Chat, FetchLink } from '../../../jobs/contracts.ts';
import { ProblemError } from '../../../jobs/problem.ts';
import { MAX_SOURCE_BYTES } from '../../../jobs/source-limits.ts';
import type { Log } from '../../../log.ts';
import type { SlackClients } from '../clients.ts';
import { isNotInstalled, isPermanent, neededScopeOf } from '../refusals.ts';
import type { SlackCalls } from './calls.ts';
import { tellMissingScope, tellOperator } from './operator.ts';

type Part = 'portrait' | 'clip';
type File = NonNullable<FilesInfoResponse['file']>;

const FILE_HOSTS = ['files.slack.com', 'slack-files.com'];
const READ_FILES = 'files:read';
/** Modes of a file of which only a trace is left. */
const HIDDEN_MODES = ['tombstone', 'hidden_by_limit', 'file_access'];
/** A doctype may stand behind a byte order mark and empty lines. */
const HEAD_BYTES = 512;
const WEB_PAGE = /^[\ufeff\s]*<(?:!doctype\s+html|html)\b/i;

/** Files that people attached in Slack, which are read with the bot's token. */
export function createFetchAttachment(deps: {
  readonly call: SlackCalls;
  readonly clients: Pick<SlackClients, 'botToken'>;
  readonly fetchLink: FetchLink;
  readonly apiUrl: string | undefined;
  readonly log: Log;
}): Chat['fetchAttachment'] {
  const { call, clients, fetchLink, apiUrl, log } = deps;
  const apiHost = apiUrl === undefined ? undefined : new URL(apiUrl).host;

  /** A message may hold its id only, as in channels that organisations share. */
  async function infoOf(part: Part, teamId: string, fileId: string, signal: AbortSignal) {
    try {
      const info = await call(
        teamId,
        'files.info',
        (client) => client.files.info({ file: fileId }),
        signal,
      );
      return info.file;
    } catch (error) {
      tellOperator(log, teamId, error);
      const permission = neededScopeOf(error);
      if (permission !== undefined) throw noPermission(part, permission, error);
      if (isNotInstalled(error) || !isPermanent(error)) throw error;
      throw new ProblemError({ code: 'source/hidden', part }, { cause: error });
    }
  }

  const mayHaveToken = ({ protocol, host }: URL) =>
    host === apiHost || (protocol === 'https:' && FILE_HOSTS.includes(host));

  return async (part, { address }, output, signal) => {
    const [teamId = '', fileId = ''] = address.split('/');
    const file = await infoOf(part, teamId, fileId, signal);
    const url = linkOf(part, file);
    if (!mayHaveToken(url)) throw new ProblemError({ code: 'source/not-allowed', part });
    const token = await clients.botToken(teamId);
    const headers = ({ href }: URL) =>
      href === url.href ? { authorization: `Bearer ${token.reveal()}` } : undefined;
    const hosts = [...FILE_HOSTS, ...signInHostsOf(file)];
    await fetchLink(part, { url: url.href, hosts, headers }, output, signal);
    if (file?.mimetype !== 'text/html' && (await isWebPage(output))) {
      tellMissingScope(log, teamId, READ_FILES);
      throw noPermission(part, READ_FILES);
    }
  };
}

/** @throws ProblemError for what cannot be read, or need not be */
function linkOf(part: Part, file: File | undefined): URL {
  const { mode = '', is_external: isExternal, file_access: access, size = 0 } = file ?? {};
  if (isExternal || mode === 'external') {
    throw new ProblemError({ code: 'source/not-allowed', part });
  }
  const link = file?.url_private_download ?? file?.url_private ?? '';
  const isHidden = access === 'check_file_info' || HIDDEN_MODES.includes(mode);
  if (isHidden || !URL.canParse(link)) throw new ProblemError({ code: 'source/hidden', part });
  const maxBytes = MAX_SOURCE_BYTES[part];
  if (size > maxBytes) {
    const code = part === 'portrait' ? 'portrait/too-heavy' : 'clip/too-heavy';
    throw new ProblemError({ code, bytes: size, maxBytes });
  }
  return new URL(link);
}

/**
 * Without the permission Slack leads to the page where people sign in to the workspace, which is on the
 * host that shows the file to people. It is let through, without the token, to be recognised.
 */
function signInHostsOf(file: File | undefined): string[] {
  const { permalink = '' } = file ?? {};
  if (!URL.canParse(permalink)) return [];
  const { host } = new URL(permalink);
  return host.endsWith('.slack.com') ? [host] : [];
}

async function isWebPage(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    return WEB_PAGE.test(head.toString('utf8', 0, bytesRead));
  } finally {
    await file.close();
  }
}

function noPermission(part: Part, permission: string, cause?: unknown): ProblemError {
  return new ProblemError({ code: 'source/no-permission', part, permission }, { cause });
}
