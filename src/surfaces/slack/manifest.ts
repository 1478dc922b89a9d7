import { REDIRECT_PATH } from './installed/many-workspaces.ts';
import { EVENTS_PATH } from './listening/http-door.ts';
import { SHORTCUT_ID, SLASH_COMMAND } from './listening/listeners.ts';
import { BOT_EVENTS, BOT_SCOPES } from './scopes.ts';
import { SHORTCUT_NAME } from './words/words.ts';

/** How the app will be told what happens, and whether others may install it. */
export interface ManifestOptions {
  /** By requests to `publicUrl`, else on a socket that the bot opens. */
  readonly isHttp: boolean;
  /** With it the app can be installed by others through this service. */
  readonly publicUrl: string | undefined;
}

/** What a person pastes at api.slack.com/apps to make the app, whole. */
export function slackManifest({ isHttp, publicUrl }: ManifestOptions): object {
  const at = (path: string) => `${publicUrl?.replace(/\/+$/, '')}${path}`;
  const requests = isHttp ? { request_url: at(EVENTS_PATH) } : {};
  const commands = isHttp ? { url: at(EVENTS_PATH) } : {};
  return {
    display_information: {
      name: 'Talking Avatar',
      description: 'Makes a picture talk with a voice clip, in the same thread.',
      background_color: '#3b2a6b',
    },
    features: {
      // Without it nobody can send the bot direct messages.
      app_home: {
        home_tab_enabled: false,
        messages_tab_enabled: true,
        messages_tab_read_only_enabled: false,
      },
      bot_user: { display_name: 'avatar', always_online: true },
      shortcuts: [
        {
          name: SHORTCUT_NAME,
          type: 'message',
          callback_id: SHORTCUT_ID,
          description: 'Takes the picture or the voice of this message',
        },
      ],
      slash_commands: [
        {
          command: SLASH_COMMAND,
          description: 'Make a picture talk with a voice clip',
          usage_hint: '[prompt], status, history or help',
          should_escape: false,
          ...commands,
        },
      ],
    },
    oauth_config: {
      ...(publicUrl === undefined ? {} : { redirect_urls: [at(REDIRECT_PATH)] }),
      scopes: { bot: [...BOT_SCOPES] },
    },
    settings: {
      event_subscriptions: { ...requests, bot_events: [...BOT_EVENTS] },
      interactivity: { is_enabled: true, ...requests },
      org_deploy_enabled: false,
      socket_mode_enabled: !isHttp,
      token_rotation_enabled: false,
    },
  };
}
