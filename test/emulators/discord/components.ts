import { breach, invalidForm, problemAt } from './api-error.ts';
import type { Attachment, Component } from './wire.ts';

/** A component as a request has it; which fields there are depends on the type. */
export type RequestComponent = Omit<Component, 'id' | 'components' | 'accessory'> & {
  readonly id?: number | null;
  readonly components?: RequestComponent[];
  readonly accessory?: RequestComponent;
  readonly emoji?: unknown;
  readonly spoiler?: boolean | null;
  readonly divider?: boolean | null;
  readonly spacing?: number | null;
  readonly accent_color?: number | null;
  readonly media?: { url: string };
  readonly description?: string | null;
};

/** DD components/reference: everything but rows of buttons and selects needs the v2 flag. */
const LEGACY_TYPES = new Set([1, 2, 3, 5, 6, 7, 8]);
const MAX_ROWS = 5;
const MAX_COMPONENTS = 40;
const MAX_BUTTONS = 5;

/** @throws ApiError 50035 for what the published schema lets through */
export function checkComponents(components: readonly RequestComponent[], isV2: boolean): void {
  const all = components.flatMap(withParts);
  if (!isV2) {
    if (components.length > MAX_ROWS) throw tooMany(MAX_ROWS);
    if (all.some(({ type }) => !LEGACY_TYPES.has(type))) {
      const code = 'UNION_TYPE_CHOICES';
      throw invalidForm(
        problemAt('components.0', code, 'Value of field "type" must be one of (1,).'),
      );
    }
  }
  if (all.length > MAX_COMPONENTS) throw tooMany(MAX_COMPONENTS);
  const ids = all.flatMap(({ custom_id: id }) => (typeof id === 'string' ? [id] : []));
  if (new Set(ids).size < ids.length) {
    const text = 'Component custom id cannot be duplicated';
    throw invalidForm(problemAt('components.0', 'COMPONENT_CUSTOM_ID_DUPLICATED', text));
  }
  for (const row of all.filter(({ type }) => type === 1)) checkRow(row);
}

const tooMany = (limit: number) =>
  breach('components', 'BASE_TYPE_BAD_LENGTH', `Must be between 1 and ${limit} in length.`);

function checkRow({ components = [] }: RequestComponent): void {
  const selects = components.filter(({ type }) => type !== 2).length;
  if (selects > 1 || (selects === 1 && components.length > 1) || components.length > MAX_BUTTONS) {
    const text = 'The specified component exceeds the maximum width';
    throw invalidForm(problemAt('components.0', 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', text));
  }
  for (const button of components.filter(({ type }) => type === 2)) checkButton(button);
}

const isThere = (text: string | null | undefined) => typeof text === 'string' && text !== '';

function checkButton(button: RequestComponent): void {
  const isLink = button.style === 5;
  const at = (field: string, code: string, text: string) =>
    invalidForm(problemAt(`components.0.components.0.${field}`, code, text));
  if (isLink !== isThere(button.url)) {
    throw at('url', 'BUTTON_COMPONENT_URL', 'A url is what a link button has, and no other');
  }
  if (!isLink && button.style !== 6 && !isThere(button.custom_id)) {
    throw at('custom_id', 'BUTTON_COMPONENT_CUSTOM_ID_REQUIRED', 'A custom id is required');
  }
  if (isLink && isThere(button.custom_id)) {
    throw at(
      'custom_id',
      'BUTTON_COMPONENT_CUSTOM_ID_URL_CONFLICT',
      'A custom id and url cannot both be specified',
    );
  }
  if (button.style !== 6 && !isThere(button.label) && !button.emoji) {
    throw at('label', 'BUTTON_COMPONENT_LABEL_REQUIRED', 'A label or emoji is required');
  }
}

function withParts(component: RequestComponent): RequestComponent[] {
  const parts = [
    ...(component.components ?? []),
    ...(component.accessory ? [component.accessory] : []),
  ];
  return [component, ...parts.flatMap(withParts)];
}

/** The components as Discord gives them back: numbered, defaults filled in, media resolved. */
export function toWireComponents(
  components: readonly RequestComponent[],
  attachments: readonly Attachment[],
): Component[] {
  let last = 0;
  const convert = (component: RequestComponent): Component => {
    last += 1;
    const { components: parts, accessory, media, items, file, ...own } = component;
    const id = component.id || last;
    return {
      ...withoutNulls(own),
      ...defaultsOf(component),
      type: component.type,
      id,
      ...(parts === undefined ? {} : { components: parts.map(convert) }),
      ...(accessory === undefined ? {} : { accessory: convert(accessory) }),
      ...(media === undefined ? {} : { media: resolveMedia(media, attachments) }),
      ...(file === undefined ? {} : fileOf(file, attachments)),
      ...(items === undefined
        ? {}
        : {
            items: items.map((item) => ({
              description: null,
              spoiler: false,
              ...withoutNulls(item),
              media: resolveMedia(item.media, attachments),
            })),
          }),
    };
  };
  return components.map(convert);
}

function fileOf(file: { url: string }, attachments: readonly Attachment[]) {
  const resolved = resolveMedia(file, attachments);
  const attachment = attachments.find(({ id }) => id === resolved.attachment_id);
  return { file: resolved, name: attachment?.filename ?? null, size: attachment?.size ?? null };
}

function withoutNulls<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null)) as T;
}

function defaultsOf(component: RequestComponent): object {
  switch (component.type) {
    case 3:
    case 5:
    case 6:
    case 7:
    case 8:
      return { min_values: component.min_values ?? 1, max_values: component.max_values ?? 1 };
    case 11:
      return { description: component.description ?? null, spoiler: component.spoiler ?? false };
    case 13:
      return { spoiler: component.spoiler ?? false };
    case 14:
      return { divider: component.divider ?? true, spacing: component.spacing ?? 1 };
    case 17:
      return { accent_color: component.accent_color ?? null, spoiler: component.spoiler ?? false };
    default:
      return {};
  }
}

interface Media {
  id: string;
  url: string;
  proxy_url: string;
  attachment_id?: string;
  content_type?: string;
}

function resolveMedia({ url }: { url: string }, attachments: readonly Attachment[]): Media {
  if (!url.startsWith('attachment://')) return { id: '0', url, proxy_url: url };
  const name = url.slice('attachment://'.length);
  const attachment = attachments.find(({ filename }) => filename === name);
  if (attachment === undefined) {
    const text = 'The referenced attachment was not found';
    throw invalidForm(
      problemAt('components', 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND', text),
    );
  }
  const { id, url: link, proxy_url, content_type } = attachment;
  return { id, url: link, proxy_url, attachment_id: id, ...(content_type ? { content_type } : {}) };
}

/** Every component of a message, however deep. */
export function allComponents(components: readonly Component[]): Component[] {
  return components.flatMap((component) => [
    component,
    ...allComponents(component.components ?? []),
    ...allComponents(component.accessory === undefined ? [] : [component.accessory]),
  ]);
}
