import { ApiError, withDetails } from './api-error.ts';
import { problemsInBlocks } from './block-rules.ts';
import { type Args, type Call, nested, text } from './call.ts';
import type { Block, Metadata } from './wire.ts';

const MAX_POSTED = 40_000;
/** Slack documents a shorter limit for edits than for new messages. */
const MAX_UPDATED = 4_000;
/** Nowhere documented: reports in slackapi/bolt-js#2509 put it between 13,172 and 13,297. */
const MAX_BLOCKS = 13_200;
const MAX_METADATA = 16_000;
const MASS_MENTION = /<!(channel|here|everyone)(\|[^>]*)?>/;

export interface Content {
  readonly text: string | undefined;
  readonly blocks: Block[] | undefined;
  readonly metadata: Metadata | undefined;
}

/** What a message is to say. @throws ApiError for what Slack would not show */
export function readContent({ world, args }: Call, api: string): Content {
  const words = text(args, 'text') ?? text(args, 'markdown_text');
  const blocks = readBlocks(args);
  const most = api === 'chat.update' ? MAX_UPDATED : MAX_POSTED;
  if ((words?.length ?? 0) > most) throw new ApiError('msg_too_long');
  const hasBlocks = blocks !== undefined && blocks.length > 0;
  const hasAttachments = args['attachments'] !== undefined;
  if (words === undefined && !hasBlocks && !hasAttachments) throw new ApiError('no_text');
  if (words === undefined && hasBlocks) {
    world.report(`${api}: blocks without text tell nothing to a notification or a screen reader`);
  }
  if (MASS_MENTION.test(`${words ?? ''} ${JSON.stringify(blocks ?? [])}`)) {
    world.report(`${api}: the message calls everybody in the channel`);
  }
  return { text: words, blocks, metadata: readMetadata(args) };
}

export function readBlocks(args: Args): Block[] | undefined {
  const blocks = nested(args, 'blocks', 'invalid_blocks_format');
  if (blocks === undefined) return undefined;
  const problems = problemsInBlocks(blocks, 'message');
  if (problems.length > 0) throw withDetails('invalid_blocks', problems);
  if (JSON.stringify(blocks).length > MAX_BLOCKS) throw new ApiError('msg_blocks_too_long');
  return blocks as Block[];
}

function readMetadata(args: Args): Metadata | undefined {
  const metadata = nested(args, 'metadata', 'invalid_metadata_format');
  if (metadata === undefined) return undefined;
  const { event_type: type, event_payload: payload } = metadata as Partial<Metadata>;
  const isEmpty = Object.keys(metadata as object).length === 0;
  const isFine = typeof type === 'string' && typeof payload === 'object' && payload !== null;
  if (!isFine && !isEmpty) throw new ApiError('invalid_metadata_schema');
  if (JSON.stringify(metadata).length > MAX_METADATA) throw new ApiError('metadata_too_large');
  return metadata as Metadata;
}
