import { postingRefusals } from './posting-refusals.ts';
import { here, hide, type RefusalCase } from './refusal-case.ts';
import { viewRefusals } from './view-refusals.ts';

const editing: readonly RefusalCase[] = [
  {
    api: 'chat.update',
    error: 'cant_update_message',
    when: 'it is somebody else’s',
    args: (scene) => ({ ...here(scene), ts: scene.hers.ts, text: 'a' }),
  },
  {
    api: 'chat.update',
    error: 'message_not_found',
    when: 'it is gone',
    args: (scene) => ({ ...here(scene), ts: '1.000001', text: 'a' }),
  },
  {
    api: 'chat.update',
    error: 'msg_too_long',
    when: 'the text is longer than an edit may be',
    args: (scene) => ({ ...here(scene), ts: scene.own.ts, text: 'x'.repeat(4_001) }),
  },
  {
    api: 'chat.update',
    error: 'edit_window_closed',
    when: 'the time for edits is over',
    args: (scene) => ({ ...here(scene), ts: scene.own.ts, text: 'a' }),
    prepare: ({ slack }) => slack.team.setPolicy({ editWindowMs: -1 }),
  },
  {
    api: 'chat.delete',
    error: 'cant_delete_message',
    when: 'it is somebody else’s',
    args: (scene) => ({ ...here(scene), ts: scene.hers.ts }),
  },
  {
    api: 'chat.delete',
    error: 'message_not_found',
    when: 'it is gone',
    args: (scene) => ({ ...here(scene), ts: '1.000001' }),
  },
  {
    api: 'chat.postEphemeral',
    error: 'user_not_in_channel',
    when: 'the person is not there',
    args: (scene) => ({
      ...here(scene),
      user: scene.slack.team.createUser().id,
      text: 'a',
    }),
    isMistake: true,
  },
  {
    api: 'reactions.add',
    error: 'message_not_found',
    when: 'the message is gone',
    args: (scene) => ({ ...here(scene), timestamp: '1.000001', name: 'eyes' }),
  },
  {
    api: 'reactions.add',
    error: 'invalid_name',
    when: 'there is no such emoji',
    args: (scene) => ({ ...here(scene), timestamp: scene.own.ts, name: '👀' }),
  },
  {
    api: 'reactions.remove',
    error: 'no_reaction',
    when: 'it was not there',
    args: (scene) => ({ ...here(scene), timestamp: scene.own.ts, name: 'eyes' }),
  },
];

const looking: readonly RefusalCase[] = [
  {
    api: 'conversations.replies',
    error: 'thread_not_found',
    when: 'the root is gone',
    args: (scene) => ({ ...here(scene), ts: '1.000001' }),
  },
  {
    api: 'conversations.history',
    error: 'not_in_channel',
    when: 'the app is not there',
    args: here,
    prepare: hide,
  },
  {
    api: 'conversations.history',
    error: 'invalid_cursor',
    when: 'the cursor is made up',
    args: (scene) => ({ ...here(scene), cursor: 'x' }),
  },
  {
    api: 'conversations.history',
    error: 'invalid_ts_oldest',
    when: 'a time is none',
    args: (scene) => ({ ...here(scene), oldest: 'yesterday' }),
  },
  {
    api: 'conversations.open',
    error: 'user_not_found',
    when: 'there is no such person',
    args: () => ({ users: 'U1' }),
  },
  { api: 'users.info', error: 'user_not_found', when: 'nobody is', args: () => ({ user: 'U1' }) },
  { api: 'bots.info', error: 'bot_not_found', when: 'it is unknown', args: () => ({ bot: 'B1' }) },
  {
    api: 'conversations.info',
    error: 'channel_not_found',
    when: 'the app is not in a private channel',
    args: ({ slack }) => ({
      channel: slack.team.createChannel({ isPrivate: true, hasBot: false }).id,
    }),
  },
  {
    api: 'chat.getPermalink',
    error: 'message_not_found',
    when: 'it is gone',
    args: (scene) => ({ ...here(scene), message_ts: '1.000001' }),
  },
];

const uploading: readonly RefusalCase[] = [
  {
    api: 'files.getUploadURLExternal',
    error: 'missing_argument',
    when: 'the file is empty',
    args: () => ({ filename: 'a.mp4', length: 0 }),
  },
  {
    api: 'files.getUploadURLExternal',
    error: 'invalid_arguments',
    when: 'it has no name',
    args: () => ({ length: 1 }),
  },
  {
    api: 'files.getUploadURLExternal',
    error: 'file_uploads_disabled',
    when: 'an administrator forbids uploads',
    args: () => ({ filename: 'a.mp4', length: 1 }),
    prepare: ({ slack }) => slack.team.setPolicy({ uploads: 'disabled' }),
  },
  {
    api: 'files.getUploadURLExternal',
    error: 'file_uploads_except_images_disabled',
    when: 'an administrator allows pictures alone',
    args: () => ({ filename: 'a.mp4', length: 1 }),
    prepare: ({ slack }) => slack.team.setPolicy({ uploads: 'images-only' }),
  },
  {
    api: 'files.getUploadURLExternal',
    error: 'file_upload_size_restricted',
    when: 'it is too large for an administrator',
    args: () => ({ filename: 'a.mp4', length: 11 }),
    prepare: ({ slack }) => slack.team.setPolicy({ maxUploadBytes: 10 }),
  },
  {
    api: 'files.completeUploadExternal',
    error: 'file_not_found',
    when: 'it was never announced',
    args: () => ({ files: [{ id: 'F1' }] }),
  },
  {
    api: 'files.completeUploadExternal',
    error: 'invalid_arguments',
    when: 'it names no files',
    args: () => ({}),
  },
  {
    api: 'files.info',
    error: 'file_not_found',
    when: 'it is unknown',
    args: () => ({ file: 'F1' }),
  },
  {
    api: 'files.info',
    error: 'not_visible',
    when: 'it is hidden from the app',
    args: ({ mia }) => ({
      file: mia.upload({ name: 'a.png', bytes: Buffer.from('a'), isHidden: 'not_visible' }).id,
    }),
  },
  {
    api: 'files.delete',
    error: 'cant_delete_file',
    when: 'it is somebody else’s',
    args: ({ mia }) => ({ file: mia.upload({ name: 'a.png', bytes: Buffer.from('a') }).id }),
  },
];

const other: readonly RefusalCase[] = [
  {
    api: 'chat.scream',
    error: 'unknown_method',
    when: 'there is no such method',
    args: () => ({}),
    isMistake: true,
  },
  {
    api: 'files.upload',
    error: 'method_deprecated',
    when: 'it is over',
    args: () => ({}),
    isMistake: true,
  },
  {
    api: 'apps.connections.open',
    error: 'not_allowed_token_type',
    when: 'the token is the bot’s',
    args: () => ({}),
  },
  {
    api: 'oauth.v2.access',
    error: 'invalid_client_id',
    when: 'the app is another',
    args: () => ({ client_id: '1' }),
  },
  {
    api: 'oauth.v2.access',
    error: 'bad_client_secret',
    when: 'the secret is wrong',
    args: ({ slack }) => ({ client_id: slack.clientId, client_secret: 'x' }),
  },
  {
    api: 'oauth.v2.access',
    error: 'invalid_code',
    when: 'the code is made up',
    args: ({ slack }) => ({
      client_id: slack.clientId,
      client_secret: slack.clientSecret,
      code: 'x',
    }),
  },
];

export const refusalCases: readonly RefusalCase[] = [
  ...postingRefusals.map((one) => ({ ...one, api: 'chat.postMessage' })),
  ...editing,
  ...looking,
  ...viewRefusals,
  ...uploading,
  ...other,
];
