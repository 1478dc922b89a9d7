import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { FetchLink } from '../jobs/contracts.ts';
import { type Problem, ProblemError } from '../jobs/problem.ts';
import { MAX_SOURCE_BYTES } from '../jobs/source-limits.ts';
import { DownloadError, download } from './download.ts';

/** At 1 MB/s, which a platform's file server exceeds on a bad day. */
const TIMEOUT_MS = 100_000;

type Part = 'portrait' | 'clip';

/** Copies attachments from the hosts of a surface, and from those that the operator has added. */
export function createFetchLink(deps: {
  /** `host` or `host:port`; they may be on a private network and without TLS. */
  readonly extraHosts: readonly string[];
  readonly clock: Clock;
}): FetchLink {
  const { clock } = deps;
  const extraHosts = new Set(deps.extraHosts.flatMap(withPorts));
  return async (part, { url, hosts, headers }, output, signal) => {
    const isOwn = ({ protocol, host }: URL) => protocol === 'https:' && hosts.includes(host);
    const isExtra = (link: URL) => extraHosts.has(hostAndPort(link));
    try {
      await download(url, {
        ...{ output, signal, clock, maxBytes: MAX_SOURCE_BYTES[part], timeoutMs: TIMEOUT_MS },
        allow: (link) => isOwn(link) || isExtra(link),
        ...(headers === undefined ? {} : { headers }),
        privateHosts: extraHosts,
      });
    } catch (error) {
      const problem = problemOf(error, part);
      throw problem === undefined ? error : new ProblemError(problem, { cause: error });
    }
  };
}

/** A host without a port means both that its address may leave out. */
function withPorts(host: string): string[] {
  return host.includes(':') ? [host] : [`${host}:443`, `${host}:80`];
}

function hostAndPort({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}

/** What the person is told; undefined for what may go well at the next try, or is nobody's fault. */
function problemOf(error: unknown, part: Part): Problem | undefined {
  if (error instanceof DownloadError && error.code === 'download/too-large') {
    const code = part === 'portrait' ? 'portrait/too-heavy' : 'clip/too-heavy';
    const maxBytes = MAX_SOURCE_BYTES[part];
    return { code, bytes: error.bytes ?? maxBytes + 1, maxBytes };
  }
  if (!(error instanceof AppError) || error.retryable) return undefined;
  if (error.code === 'download/forbidden-host') return { code: 'source/not-allowed', part };
  return error.code.startsWith('download/') ? { code: 'source/unreachable' } : undefined;
}
