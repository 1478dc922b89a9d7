/** Discord's own shapes, as far as tests and the emulator read them; the names are the wire's. */

export interface WireUser {
  readonly id: string;
  readonly username: string;
  readonly global_name: string | null;
  readonly discriminator: string;
  readonly avatar: string | null;
  readonly bot?: boolean;
  readonly public_flags: number;
  readonly flags: number;
  readonly primary_guild: null;
}

export interface Attachment {
  id: string;
  filename: string;
  title?: string;
  description?: string;
  size: number;
  url: string;
  proxy_url: string;
  content_type?: string;
  width?: number;
  height?: number;
  duration_secs?: number;
  waveform?: string;
  ephemeral?: boolean;
  flags?: number;
}

/** Every kind of component in one shape, because tests look for what they know is there. */
export interface Component {
  type: number;
  id: number;
  custom_id?: string;
  label?: string;
  style?: number;
  disabled?: boolean;
  url?: string;
  content?: string;
  placeholder?: string;
  min_values?: number;
  max_values?: number;
  options?: { label: string; value: string; description?: string }[];
  components?: Component[];
  accessory?: Component;
  items?: { media: { url: string; attachment_id?: string } }[];
  file?: { url: string; attachment_id?: string };
}

export interface Embed {
  type: string;
  title?: string;
  description?: string;
  url?: string;
  color?: number;
  fields?: { name: string; value: string; inline: boolean }[];
  footer?: { text: string };
}

export interface MessageReference {
  type: number;
  channel_id: string;
  message_id?: string;
  guild_id?: string;
}

export interface InteractionMetadata {
  id: string;
  type: number;
  user: WireUser;
  authorizing_integration_owners: Record<string, string>;
  original_response_message_id?: string;
  target_message_id?: string;
  interacted_message_id?: string;
  triggering_interaction_metadata?: InteractionMetadata;
}

export interface SnapshotMessage {
  type: number;
  content: string;
  mentions: WireUser[];
  mention_roles: string[];
  attachments: Attachment[];
  embeds: Embed[];
  timestamp: string;
  edited_timestamp: string | null;
  flags: number;
  components: Component[];
}

export interface Message extends SnapshotMessage {
  id: string;
  channel_id: string;
  author: WireUser;
  pinned: boolean;
  mention_everyone: boolean;
  tts: boolean;
  nonce?: string | number;
  application_id?: string;
  webhook_id?: string;
  message_reference?: MessageReference;
  referenced_message?: Message | null;
  message_snapshots?: { message: SnapshotMessage }[];
  interaction_metadata?: InteractionMetadata;
  thread?: WireChannel;
}

export interface Overwrite {
  id: string;
  type: number;
  allow: string;
  deny: string;
}

export interface ThreadMetadata {
  archived: boolean;
  archive_timestamp: string;
  auto_archive_duration: number;
  locked: boolean;
  create_timestamp: string;
}

export interface WireChannel {
  id: string;
  type: number;
  flags: number;
  last_message_id: string | null;
  guild_id?: string;
  name?: string;
  parent_id?: string | null;
  position?: number;
  permission_overwrites?: Overwrite[];
  owner_id?: string;
  thread_metadata?: ThreadMetadata;
  message_count?: number;
  member_count?: number;
  total_message_sent?: number;
  recipients?: WireUser[];
}

export interface Choice {
  name: string;
  name_localizations?: Record<string, string> | null;
  value: string | number;
}

export interface CommandOption {
  type: number;
  name: string;
  name_localizations?: Record<string, string> | null;
  description: string;
  description_localizations?: Record<string, string> | null;
  required?: boolean;
  autocomplete?: boolean;
  choices?: Choice[];
  min_length?: number;
  max_length?: number;
  min_value?: number;
  max_value?: number;
  file_types?: string[];
  options?: CommandOption[];
}

export interface RegisteredCommand {
  id: string;
  application_id: string;
  guild_id?: string;
  version: string;
  type: number;
  name: string;
  name_localizations: Record<string, string> | null;
  description: string;
  description_localizations: Record<string, string> | null;
  options?: CommandOption[];
  default_member_permissions: string | null;
  contexts: number[] | null;
  integration_types: number[];
  dm_permission?: boolean;
  nsfw: boolean;
}

/** A part of a modal: a label with its component, an old action row, or plain text. */
export interface ModalPart {
  type: number;
  id?: number;
  label?: string;
  description?: string;
  content?: string;
  component?: ModalField;
  components?: ModalField[];
}

export interface ModalField {
  type: number;
  id?: number;
  custom_id: string;
  label?: string;
  style?: number;
  value?: string;
  placeholder?: string;
  required?: boolean;
  min_values?: number;
  max_values?: number;
  min_length?: number;
  max_length?: number;
  file_types?: string[];
  options?: { label: string; value: string; default?: boolean }[];
}

export interface Modal {
  custom_id: string;
  title: string;
  components: ModalPart[];
}
