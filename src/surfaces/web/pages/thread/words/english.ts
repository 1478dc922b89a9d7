import { bytesText, durationText, lengthText, unitsText } from '../../../../../jobs/measures.ts';
import type { ThreadWords } from './words.ts';

export const english: ThreadWords = {
  title: 'Talking avatar',
  bot: 'Talking avatar',
  you: 'You',
  loading: 'One moment…',
  titleWhenReady: '▶ Your video is ready',
  preview: {
    short: 'Preview',
    long: 'Made by the built-in sandbox. It costs nothing.',
  },
  takesNoRequests:
    'No new requests at the moment. What is running will be finished; please come back later.',
  connection: {
    lost: 'Connection lost, trying again…',
    paused: 'This page is open in many tabs, so this one has stopped following.',
    resume: 'Follow here',
  },
  trouble: {
    forbidden: 'The bot does not let this page in.',
    unknown: 'The bot did not know you any more and has begun a new thread. Please try again.',
    'too-many': 'That was too much at once. Please wait a minute and try again.',
    unavailable: 'The bot cannot do this right now. Please try again in a moment.',
    failed: 'The bot could not do this. Please try again.',
    'no-answer': 'The bot did not answer. Please check the connection and try again.',
  },
  welcome: {
    heading: 'Make a picture talk',
    text: 'Give me a picture of a face and a voice clip. You get a video of it saying just that.',
    trySample: 'Try it with a sample',
    orOwn: 'Or begin with your own, below.',
  },
  thread: 'Your videos',
  composer: {
    heading: 'New video',
    again: {
      portrait: 'Again, with another picture',
      clip: 'Again, with another voice',
      prompt: 'Again, with another prompt',
    },
    leaveAgain: 'Back to a new video',
    prompt: 'Prompt (optional)',
    promptHint: 'How to move, which mood: smiling, nodding…',
    promptCount: (characters, max) => `${digits(characters)} of ${digits(max)} characters`,
    promptTooLong: (characters, max) =>
      `The prompt has ${digits(characters)} characters; the limit is ${digits(max)}. Please shorten it.`,
    quality: 'Quality',
    std: { name: 'Standard', pixels: '720p' },
    pro: { name: 'Professional', pixels: '1080p' },
    previewPrice: 'In this preview nothing is paid.',
    send: 'Make the video',
    sending: 'Sending…',
    sendingAgain: 'No answer yet. It is being sent again, and will not be made twice.',
    stopSending: 'Stop sending',
  },
  parts: {
    portrait: {
      label: 'Picture of a face',
      hint: 'Drop, paste or choose one, or take a sample:',
      choose: 'Choose a picture',
      replace: 'Change picture',
      remove: 'Remove the picture',
      missing: 'There is no picture yet. Please choose one.',
      stillComing: 'The picture is still being checked. One moment, please.',
      sample: (name) => `Sample picture: ${name}`,
      kept: 'The picture stays.',
    },
    clip: {
      label: 'Voice',
      hint: 'Drop or choose 1 s to 5 min of sound, or take a sample:',
      choose: 'Choose a clip',
      replace: 'Change clip',
      remove: 'Remove the voice clip',
      missing: 'There is no voice clip yet. Please add one.',
      stillComing: 'The voice clip is still being checked. One moment, please.',
      sample: (name) => `Sample voice: ${name}`,
      kept: 'The voice stays.',
    },
  },
  samples: {
    names: {
      woman: 'Woman',
      robot: 'Robot',
      'woman-voice': 'Woman',
      'robot-voice': 'Robot',
    },
    nameless: (number) => `Sample ${number}`,
  },
  files: {
    dropHere: 'Drop a picture or a voice clip',
    neither: (name) => `${name} is neither a picture nor a sound.`,
    uploading: (percent) => `Uploading, ${percent} %`,
    checking: 'Checking…',
    stop: 'Stop the upload',
    tooHeavy: (bytes, max) =>
      `The file has ${bytesText(bytes)}; the limit is ${bytesText(max)}. Please choose a smaller one.`,
  },
  camera: {
    open: 'Camera',
    title: 'Take a photo',
    starting: 'Starting the camera…',
    shoot: 'Take the photo',
    trouble: {
      forbidden:
        'The browser does not let this page use the camera. Please allow it, or choose a file.',
      missing: 'No camera was found. Please choose a file.',
      broken: 'The camera could not be started. Another program may be using it.',
    },
  },
  recording: {
    start: 'Record',
    stop: 'Stop and use it',
    discard: 'Discard',
    starting: 'Starting the microphone…',
    running: 'Recording',
    nothingHeard: 'I hear nothing. Is the microphone on?',
    trouble: {
      forbidden:
        'The browser does not let this page use the microphone. Please allow it, or choose a file.',
      missing: 'No microphone was found. Please choose a file.',
      broken: 'The microphone could not be started. Another program may be using it.',
    },
  },
  player: { play: 'Play', pause: 'Pause', position: 'Position' },
  exchange: {
    request: (time) => `Your request of ${time}`,
    portrait: 'The picture that you sent',
    clip: 'The voice clip that you sent',
    video: 'Your talking avatar',
    progress: 'Progress',
    elapsed: (duration) => `${duration} so far`,
    left: (duration) => `about ${duration} left`,
    download: 'Download',
    retry: 'Retry',
    cancel: 'Cancel',
    delete: 'Delete',
    change: {
      portrait: 'Another picture',
      clip: 'Another voice',
      prompt: 'Another prompt',
    },
    confirmDelete: 'Delete the video, the picture and the voice for good?',
    keep: 'Keep',
  },
  close: 'Close',
  length: (seconds) => lengthText(seconds),
  duration: (ms) => durationText(ms),
  pixels: (width, height) => `${width} × ${height} pixels`,
  price: ({ units, dollars }) => unitsText(units, dollars),
  pricePerSecond: ({ units, dollars }) => `${unitsText(units, dollars)} a second`,
};

function digits(count: number): string {
  return count.toLocaleString('en');
}
