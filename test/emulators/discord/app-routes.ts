import { invalidForm, problemAt, refusal } from './api-error.ts';
import { dmOf, toWireChannel } from './channels.ts';
import { ok, type Route } from './route.ts';
import { shape } from './schema.ts';
import { userOf, type World, wireUser } from './world.ts';

export interface GatewayFacts {
  readonly url: () => string;
  readonly shards: number;
  readonly identifiesLeft: () => number;
}

export function appRoutes(world: World, gateway: GatewayFacts): Route[] {
  return [
    {
      method: 'GET',
      path: '/gateway',
      gives: shape('GatewayResponse'),
      isOpen: true,
      handle: () => ok({ url: gateway.url() }),
    },
    {
      method: 'GET',
      path: '/gateway/bot',
      gives: shape('GatewayBotResponse'),
      handle: () =>
        ok({
          url: gateway.url(),
          shards: gateway.shards,
          session_start_limit: {
            total: 1_000,
            remaining: gateway.identifiesLeft(),
            reset_after: 14_400_000,
            // Discord gives small bots one; then every shard would cost a test five seconds.
            max_concurrency: gateway.shards,
          },
        }),
    },
    {
      method: 'GET',
      path: '/users/@me',
      gives: shape('UserPIIResponse'),
      handle: () =>
        ok({
          ...wireUser(userOf(world, world.botId)),
          mfa_enabled: true,
          locale: 'en-US',
          verified: true,
        }),
    },
    {
      method: 'POST',
      path: '/users/@me/channels',
      takes: shape('CreatePrivateChannelRequest'),
      gives: shape('PrivateChannelResponse'),
      handle: ({ body }) => {
        const { recipient_id: id } = body as { recipient_id?: string | null };
        if (!id)
          throw invalidForm(
            problemAt('recipient_id', 'BASE_TYPE_REQUIRED', 'This field is required'),
          );
        if (!world.users.has(id)) throw refusal('unknownUser');
        return ok(toWireChannel(world, dmOf(world, id)));
      },
    },
    ...['/applications/@me', '/oauth2/applications/@me'].map(
      (path): Route => ({
        method: 'GET',
        path,
        gives: shape('PrivateApplicationResponse'),
        handle: () => ok(toApplication(world)),
      }),
    ),
  ];
}

function toApplication(world: World) {
  const bot = userOf(world, world.botId);
  return {
    id: world.applicationId,
    name: bot.name,
    icon: null,
    description: '',
    type: null,
    flags: 0,
    flags_new: '0',
    bot: wireUser(bot),
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    redirect_uris: [],
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    owner: wireUser(bot),
    approximate_guild_count: world.guilds.size,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    team: null,
    eligible_oauth2_scopes: ['bot', 'applications.commands'],
  };
}
