/** Slack's own shapes, as far as tests and the emulator read them; the names are the wire's. */

export interface TextObject {
  type: 'plain_text' | 'mrkdwn';
  text: string;
  emoji?: boolean;
  verbatim?: boolean;
}

export interface Choice {
  text: TextObject;
  value: string;
  description?: TextObject;
}

/** Every kind of element in one shape, because tests look for what they know is there. */
export interface BlockElement {
  type: string;
  action_id?: string;
  text?: TextObject | string;
  value?: string;
  url?: string;
  style?: string;
  confirm?: object;
  placeholder?: TextObject;
  initial_value?: string;
  multiline?: boolean;
  min_length?: number;
  max_length?: number;
  options?: Choice[];
  option_groups?: { label: TextObject; options: Choice[] }[];
  initial_option?: Choice;
  initial_options?: Choice[];
  filetypes?: string[];
  max_files?: number;
  image_url?: string;
  alt_text?: string;
  elements?: BlockElement[];
}

export interface Block {
  type: string;
  block_id?: string;
  text?: TextObject;
  fields?: TextObject[];
  accessory?: BlockElement;
  elements?: BlockElement[];
  label?: TextObject;
  hint?: TextObject;
  element?: BlockElement;
  optional?: boolean;
  dispatch_action?: boolean;
}

export interface Share {
  ts: string;
  thread_ts?: string;
  channel_name?: string;
  team_id?: string;
  share_user_id?: string;
}

/** A file as `files.info` and messages tell it; a stub of Slack Connect has an id and no link. */
export interface SlackFile {
  id: string;
  created?: number;
  timestamp?: number;
  name?: string | null;
  title?: string;
  mimetype?: string;
  filetype?: string;
  pretty_type?: string;
  user?: string;
  user_team?: string;
  mode?: 'hosted' | 'snippet' | 'file_access' | 'tombstone';
  file_access?: string;
  subtype?: 'slack_audio' | 'slack_video';
  duration_ms?: number;
  size?: number;
  is_external?: boolean;
  is_public?: boolean;
  url_private?: string;
  url_private_download?: string;
  permalink?: string;
  channels?: string[];
  groups?: string[];
  ims?: string[];
  shares?: { public?: Record<string, Share[]>; private?: Record<string, Share[]> };
}

export interface Metadata {
  event_type: string;
  event_payload: Record<string, unknown>;
}

export interface Message {
  type: 'message';
  ts: string;
  /** Slack tells it in events only; here every message has it, so that it can be pressed and edited. */
  channel: string;
  team: string;
  text: string;
  subtype?: string;
  user?: string;
  username?: string;
  bot_id?: string;
  app_id?: string;
  thread_ts?: string;
  parent_user_id?: string;
  reply_count?: number;
  blocks?: Block[];
  files?: SlackFile[];
  upload?: boolean;
  metadata?: Metadata;
  edited?: { user: string; ts: string };
}

export interface ViewState {
  values: Record<string, Record<string, Record<string, unknown>>>;
}

export interface View {
  id: string;
  team_id: string;
  app_id: string;
  bot_id: string;
  type: 'modal' | 'home';
  callback_id: string;
  private_metadata: string;
  external_id: string;
  title: TextObject;
  submit: TextObject | null;
  close: TextObject | null;
  blocks: Block[];
  state: ViewState;
  hash: string;
  clear_on_close: boolean;
  notify_on_close: boolean;
  root_view_id: string;
  previous_view_id: string | null;
}
