import type { DiscordWords } from './words.ts';

export const english: DiscordWords = {
  commands: {
    avatar: { name: 'avatar', description: 'Makes a picture talk with a voice clip' },
    status: { name: 'avatar-status', description: 'How your talking avatar is doing' },
    history: { name: 'avatar-history', description: 'Your latest talking avatars' },
    cancel: { name: 'avatar-cancel', description: 'Stops a talking avatar that is on its way' },
    help: { name: 'avatar-help', description: 'What this bot takes, and the ways to ask' },
  },
  options: {
    image: { name: 'image', description: 'A picture of a face' },
    voice: {
      name: 'voice',
      description: 'A sound file of 1 s to 5 min. A voice message? Use Apps in its menu instead',
    },
    prompt: { name: 'prompt', description: 'How to move, which mood' },
    mode: { name: 'mode', description: 'Standard, or professional at twice the price' },
    job: { name: 'job', description: 'Which one; your latest when left out' },
  },
  menu: 'Talking avatar',
  threadName: (person) => `Talking avatar for ${person}`,
  askForClip: () =>
    'I have the picture. Now the voice: reply to this message with a voice message or a sound file.',
  askForPortrait: () =>
    'I have the voice clip. Now the picture: reply to this message with a picture of a face.',
  tooManyFiles: (part, names) =>
    `I found ${names.length} ${part === 'portrait' ? 'pictures' : 'voice clips'} (${names.join(', ')}) and can use one. Please send one picture and one voice clip.`,
  unknownFiles: (names) =>
    `I found neither a picture nor a sound in ${names.join(', ')}. Please send one picture and one voice clip.`,
  cannotSeeMessage: () =>
    'I cannot see the message that you replied to. Open its menu instead: Apps, then "Talking avatar".',
  mentionMe: (mention) =>
    `You mentioned my role, so I cannot see your files. Please mention me instead: ${mention}.`,
  missingPermissions: (names) =>
    `I cannot work in this channel, because I lack: ${names.join(', ')}. Somebody who manages the server can grant it to me.`,
  permissions: {
    ViewChannel: 'View Channel',
    SendMessages: 'Send Messages',
    SendMessagesInThreads: 'Send Messages in Threads',
    AttachFiles: 'Attach Files',
    ReadMessageHistory: 'Read Message History',
  },
  addToServer: () =>
    'I can only post where I have been added to the server. Please ask somebody who manages it to add me.',
  formTooOld: () => 'This form is too old. Please open it again.',
  postStays: () =>
    'I could not remove my message with it, though. Please try again, or ask a moderator to remove it.',
  postedElsewhere: () => 'I could not post this where you asked for it.',
  cannotHandOver: () =>
    'I could not add the video here. Please try again, or in a server that takes larger files.',
  help: (mention) =>
    [
      'Three ways to ask:',
      '1. /avatar with a picture and a sound file.',
      '2. The menu of any message with a picture, a sound or a voice message: Apps, then "Talking avatar".',
      `3. ${mention} with a picture and a sound file, or with a picture only: then reply to my answer with a voice message.`,
      'In direct messages just send me the two, together or one after the other.',
      '/avatar-status, /avatar-history and /avatar-cancel tell how your videos are doing and stop one. The buttons under a video make it again or delete it.',
    ].join('\n'),
};
