import { type ElsewhereReason, SHORTCUT_NAME, type SlackWords } from './words.ts';

export const english: SlackWords = {
  askForClip: () =>
    'I have the picture. Now the voice: reply in this thread with a voice clip (record one with the microphone button, or attach a sound file).',
  askForPortrait: () =>
    'I have the voice clip. Now the picture: reply in this thread with a picture of a face.',
  askForBoth: () =>
    'For a talking avatar I need a picture of a face and a voice clip. Send them in this thread, together or one after the other. For the voice, record a clip with the microphone button, or attach a sound file.',
  tooManyFiles: (part, names) =>
    `I found ${names.length} ${part === 'portrait' ? 'pictures' : 'voice clips'} (${names.join(', ')}) and can use one. Please send one picture and one voice clip.`,
  unknownFiles: (names) =>
    `I found neither a picture nor a sound in ${names.join(', ')}. Please send one picture and one voice clip.`,
  cannotSeeMessage: () =>
    'I see neither a picture nor a sound in this message. Please choose another one, or mention me in a message that has the files.',
  modal: {
    title: 'Talking avatar',
    changeTitle: 'Change and retry',
    submit: 'Make the video',
    close: 'Close',
    clipHint:
      'A sound file of 1 s to 5 min, at most 10 MB. A clip that was recorded in Slack? Use the shortcut in the menu of its message instead.',
  },
  opening: (person) => `${person} asks for a talking avatar.`,
  inviteMe: (command) =>
    `I am not in that channel, so your video comes here. To have the next one there, invite me first with ${command}.`,
  missingScope: (scope) =>
    `The app lacks the permission ${scope} in this workspace. Whoever manages the app has to add it and install the app again.`,
  postedElsewhereBecause: (reason) =>
    `I could not post this where you asked for it, because ${BECAUSE[reason]}.`,
  postStays: () =>
    'I could not remove my message with it, though. Please try again, or ask somebody who manages the workspace to remove it.',
  formTooOld: () => 'This form is too old. Please open it again.',
  cannotHandOver: () =>
    'I could not add the video here. Please try again later, or in direct messages with me.',
  help: (mention) =>
    [
      'Ways to ask:',
      `1. ${mention} with a picture and a voice clip in one message, or with one of them: then reply in the thread with the other.`,
      `2. The shortcut "${SHORTCUT_NAME}" in the menu of a message that has a picture or a sound.`,
      '3. /avatar, which opens a form.',
      '4. In direct messages just send me the two, together or one after the other.',
      'What you write beside the files is the prompt; begin or end it with pro or std to choose the quality.',
      `${mention} with one of these words: status, history, cancel, retry, delete or help. Add a job to choose which one; else it is your latest.`,
    ].join('\n'),
  commandWords: {
    status: ['status'],
    history: ['history'],
    cancel: ['cancel'],
    retry: ['retry'],
    delete: ['delete'],
    help: ['help'],
  },
};

const BECAUSE: Readonly<Record<ElsewhereReason, string>> = {
  'not-in-channel': 'I am not in that channel',
  archived: 'that channel is archived',
  restricted: 'I may not post there',
  gone: 'I cannot find that conversation any more',
};
