import { type RefusalCase, type Scene, section, text } from './refusal-case.ts';

const modal = (more: object) => ({
  type: 'modal',
  title: text,
  submit: text,
  blocks: [section('hello')],
  ...more,
});
const open =
  (more: object) =>
  ({ trigger }: Scene): Record<string, unknown> => ({ trigger_id: trigger, view: modal(more) });
const input = (element: object) => ({ blocks: [{ type: 'input', label: text, element }] });
const select = (count: number) => ({
  type: 'static_select',
  options: Array.from({ length: count }, (_, index) => ({ text, value: `${index}` })),
});

export const viewRefusals: readonly RefusalCase[] = [
  ...[
    { when: 'the title is long', args: open({ title: { ...text, text: 'x'.repeat(25) } }) },
    { when: 'the button is long', args: open({ submit: { ...text, text: 'x'.repeat(25) } }) },
    { when: 'it is no modal', args: open({ type: 'window' }) },
    { when: 'metadata are long', args: open({ private_metadata: 'x'.repeat(3_001) }) },
    { when: 'its name is long', args: open({ callback_id: 'x'.repeat(256) }) },
    { when: 'there are 101 blocks', args: open({ blocks: Array(101).fill(section('a')) }) },
    {
      when: 'a field has no button to send it',
      args: open({ submit: undefined, ...input(select(1)) }),
    },
    { when: 'a list has 101 choices', args: open(input(select(101))) },
    {
      when: 'eleven files are asked for',
      args: open(input({ type: 'file_input', max_files: 11 })),
    },
    {
      when: 'a kind of file has a dot',
      args: open(input({ type: 'file_input', filetypes: ['.png'] })),
    },
    {
      when: 'a label is long',
      args: open({
        blocks: [
          { type: 'input', label: { ...text, text: 'x'.repeat(2_001) }, element: select(1) },
        ],
      }),
    },
  ].map((one) => ({ ...one, api: 'views.open', error: 'invalid_arguments' })),
  {
    api: 'views.open',
    error: 'invalid_trigger_id',
    when: 'the trigger is made up',
    args: () => ({ trigger_id: '1.2.3', view: modal({}) }),
  },
  {
    api: 'views.update',
    error: 'not_found',
    when: 'it was never open',
    args: () => ({ view_id: 'V1', view: modal({}) }),
  },
];
