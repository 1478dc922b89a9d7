/**
 * What the app asks of a workspace, and no more: a scope that is added later makes everybody install
 * it again.
 */
export const BOT_SCOPES = [
  'app_mentions:read',
  // A picture and a voice in different messages of a thread; what was posted before a crash.
  'channels:history',
  'groups:history',
  'im:history',
  'mpim:history',
  'chat:write',
  'commands',
  'files:read',
  'files:write',
  // The language to answer in, and who administers the workspace.
  'users:read',
  // What cannot be posted where it was asked for goes to the person.
  'im:write',
] as const;

/** The messages come as `message` too, because mentions with files were seen to arrive only so. */
export const BOT_EVENTS = [
  'app_mention',
  'app_uninstalled',
  'message.channels',
  'message.groups',
  'message.im',
  'message.mpim',
  'tokens_revoked',
] as const;
