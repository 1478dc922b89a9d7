import type { Job, Outcome } from './job.ts';
import { dollarsFor } from './limits.ts';
import {
  bytesText,
  dayText,
  durationText,
  lengthText,
  ratioText,
  timeText,
  unitsText,
} from './measures.ts';
import type { Problem } from './problem.ts';
import type { KeptVideo, Replies } from './replies.ts';
import type { ProgressView } from './view.ts';

export const english: Replies = {
  accepted: (jobId, mode) =>
    `On its way: your talking avatar in ${mode === 'pro' ? 'professional' : 'standard'} quality. Job ${jobId}.`,
  acceptedBefore: (jobId) => `This message is already on its way as job ${jobId}.`,
  phase,
  progress: (view) =>
    view.phase === 'done' ? phase(view) : `${phase(view)} (${durationText(view.elapsedMs)})`,
  askedWhen: (when) => `Asked ${when}`,
  outcome,
  fitted: (job, bytes, fittedBytes) =>
    `Here is your talking avatar. It was ${bytesText(bytes)}, more than can be posted here, so this is a copy of ${bytesText(fittedBytes)}. Job ${job.id}.`,
  tooLarge: (job, bytes, maxBytes, kept) =>
    `Your talking avatar is ready, but it has ${bytesText(bytes)} and only ${bytesText(maxBytes)} can be posted here. ${keptText(kept, FITS_ELSEWHERE)} Job ${job.id}.`,
  cannotUpload: (job, kept) =>
    `Your talking avatar is ready, but uploading videos is switched off here. ${keptText(kept, LATER)} Job ${job.id}.`,
  problem,
  summary,
  noJobs: () => 'You have not asked for an avatar yet.',
  unknownJob: (id) => `There is no job ${id}. It may be too old to be kept.`,
  notYours: (id) => `Job ${id} belongs to somebody else.`,
  cancelled: (jobId) => `Job ${jobId} is cancelled. Nothing was paid.`,
  cancelledTooLateToSave: (jobId, units) =>
    `Job ${jobId} is cancelled and its video will be thrown away. Kling had already begun and cannot stop, so ${cost(units)} are spent.`,
  deleted: (jobId) =>
    `Job ${jobId} is deleted: its picture, its voice clip, its video and its prompt.`,
  deletedBefore: (jobId) => `Job ${jobId} was deleted, so nothing of it is left.`,
  alreadyEnded: (jobId) => `Job ${jobId} has already ended.`,
  notEnded: (jobId) => `Job ${jobId} is still running. Cancel it first, or wait for its end.`,
  nothingToCancel: () => 'You have no running job to cancel.',
  nothingToRetry: () => 'You have no ended job to try again.',
  nothingToDelete: () => 'You have no ended job to delete.',
  takes: () =>
    [
      'Send a picture of a face and a voice clip of 1 s to 5 min, and you get a video of it talking.',
      'Pictures: JPEG, PNG, WebP, GIF, HEIC, AVIF or TIFF, at least 150 pixels on each side.',
      'Voice: MP3, WAV, M4A, AAC, OGG, FLAC, WebM, or a video with sound.',
      'You may add a prompt (how to move, which mood) and a mode: std (720p) or pro (1080p, twice the price).',
    ].join('\n'),
  help: () =>
    [english.takes(), 'Commands: avatar, status, history, cancel, retry, delete, help.'].join('\n'),
  labels: {
    cancel: 'Cancel',
    retry: 'Retry',
    change: 'Change and retry',
    delete: 'Delete',
    portrait: 'Picture of a face',
    clip: 'Voice clip',
    prompt: 'Prompt: how to move, which mood',
    mode: 'Quality',
    std: 'Standard, 720p',
    pro: 'Professional, 1080p, twice the price',
  },
};

function phase(view: ProgressView): string {
  switch (view.phase) {
    case 'preparing':
      return 'Checking the picture and the voice clip';
    case 'queued':
      return view.position === undefined
        ? 'Waiting for a free slot at Kling'
        : `Waiting for a free slot at Kling, number ${view.position} in line`;
    case 'submitting':
      return view.overdue ? 'Kling does not answer; still trying' : 'Sending it to Kling';
    case 'rendering':
      return rendering(view);
    case 'fetching':
      return 'Fetching the video';
    case 'delivering':
      return view.overdue
        ? 'The video is ready, but the chat has not taken it yet; still trying'
        : 'Posting the video';
    case 'done':
      return endedText(view);
    default:
      return view.phase satisfies never;
  }
}

function endedText({ ended = 'video', elapsedMs }: ProgressView): string {
  switch (ended) {
    case 'video':
      return `Done in ${durationText(elapsedMs)}`;
    case 'problem':
      return `Ended without a video after ${durationText(elapsedMs)}`;
    case 'cancelled':
      return `Cancelled after ${durationText(elapsedMs)}`;
    case 'deleted':
      return 'Deleted';
    default:
      return ended satisfies never;
  }
}

function rendering({ overdue, expectedMs }: ProgressView): string {
  if (overdue) {
    return 'Kling is taking much longer than it should; still looking, for up to a day';
  }
  if (expectedMs === undefined) return 'Kling is rendering';
  return `Kling is rendering, usually ${durationText(expectedMs)}`;
}

/** How a video is had that is kept without a link. */
const FITS_ELSEWHERE =
  'the status command gives it wherever it fits. A shorter voice clip makes a smaller video.';
const LATER = 'the status command gives it once videos may be uploaded.';

function keptText({ until, url }: KeptVideo, otherwise: string): string {
  const day = dayText(until);
  if (url !== undefined) return `It is here until ${day}: ${url}`;
  return `It is kept until ${day}, and ${otherwise}`;
}

function outcome(job: Job, ended: Outcome): string {
  switch (ended.kind) {
    case 'video':
      return `Here is your talking avatar: ${lengthText(ended.seconds)}, rendered in ${durationText(ended.renderMs)} ${forCost(job)}. Job ${job.id}.`;
    case 'problem':
      return `${problem(ended.problem)} Job ${job.id}.`;
    case 'cancelled':
      return ended.charged && !job.isPreview
        ? english.cancelledTooLateToSave(job.id, job.units)
        : english.cancelled(job.id);
    default:
      return ended satisfies never;
  }
}

function problem(told: Problem): string {
  switch (told.code) {
    case 'portrait/empty':
      return 'The picture file is empty (0 bytes). Please attach it again.';
    case 'portrait/unsupported':
      return `The picture is ${told.found}, which cannot be used. Please send a JPEG, PNG, WebP, GIF, HEIC, AVIF or TIFF.`;
    case 'portrait/damaged':
      return 'The picture file is damaged and cannot be opened. Please send it again or take another one.';
    case 'portrait/too-heavy':
      return `The picture has ${bytesText(told.bytes)}; the limit is ${bytesText(told.maxBytes)}. Please send a smaller one.`;
    case 'portrait/too-many-pixels':
      return `The picture is ${told.width} × ${told.height} pixels; the limit is ${Math.round(told.maxPixels / 1_000_000)} megapixels. Please send a smaller one.`;
    case 'portrait/too-small':
      return `The picture is ${told.width} × ${told.height} pixels; each side needs at least ${told.minSide}. Please send a larger one.`;
    case 'portrait/too-narrow':
      return `The picture is ${told.width} × ${told.height} pixels, that is ${ratioText(told.width, told.height)}; at most ${told.maxRatio} : 1 is possible. Please crop it.`;
    case 'portrait/too-slow':
      return `The picture could not be opened within ${told.limitSeconds} s. Please send a smaller one.`;
    case 'clip/empty':
      return 'The voice file is empty (0 bytes). Please attach it again.';
    case 'clip/unsupported':
      return `The voice file is ${told.found}, which cannot be used. Please send MP3, WAV, M4A, AAC, OGG, FLAC, WebM, or a video with sound.`;
    case 'clip/damaged':
      return 'The voice file is damaged and cannot be played. Please record or export it again.';
    case 'clip/no-sound-track':
      return 'The voice file has no sound track. Please send one with sound.';
    case 'clip/silent':
      return `The voice clip is silent: its loudest moment is ${told.peakDb.toFixed(0)} dB, and at least ${told.minPeakDb} dB is needed. Please check the microphone and record again.`;
    case 'clip/too-heavy':
      return `The voice file has ${bytesText(told.bytes)}; the limit is ${bytesText(told.maxBytes)}. Please send a shorter one.`;
    case 'clip/too-short':
      // Rounded away from the limit, so that it never reads as if it were kept.
      return `The voice clip is ${lengthText(Math.floor(told.seconds * 10) / 10)} long; at least ${lengthText(told.minSeconds)} is needed. Please record a longer one.`;
    case 'clip/too-long':
      return `The voice clip is ${lengthText(Math.ceil(told.seconds))} long; the limit is ${durationText(told.maxSeconds * 1_000)}. Please cut it.`;
    case 'clip/too-slow':
      return `The voice clip could not be converted within ${told.limitSeconds} s. Please send it as MP3.`;
    case 'source/missing':
      return told.part === 'portrait'
        ? 'There is no picture. Please attach one.'
        : 'There is no voice clip. Please attach one.';
    case 'source/unreachable':
      return 'The files could not be read where they were posted. Please attach them again.';
    case 'source/not-allowed':
      return `I may not read the ${told.part === 'portrait' ? 'picture' : 'voice clip'} from where it is. Please attach the file itself.`;
    case 'source/hidden':
      return `I cannot see the ${told.part === 'portrait' ? 'picture' : 'voice clip'}. It may be deleted, or belong to another organisation. Please attach the file itself.`;
    case 'source/no-permission':
      return `I may not read the ${told.part === 'portrait' ? 'picture' : 'voice clip'}, because this app lacks the permission ${told.permission}. Whoever manages the app has to add it and install the app again. After that, please ask again.`;
    case 'prompt/too-long':
      return `The prompt has ${told.characters} characters; the limit is ${told.maxCharacters}. Please shorten it.`;
    case 'limit/open-jobs':
      return `You already have ${told.open} ${told.open === 1 ? 'job' : 'jobs'} running, and ${told.maxOpen} at once is the limit. Please wait for one to end, or cancel one.`;
    case 'limit/person-units':
      return `This video would cost ${cost(told.units)}, and you have ${told.leftUnits} of ${told.maxUnits} units left for today. There are new ones at ${timeText(told.freeAt)}.`;
    case 'limit/total-units':
      return `This video would cost ${cost(told.units)}, and this bot has ${told.leftUnits} of ${told.maxUnits} units left for today. There are new ones at ${timeText(told.freeAt)}.`;
    case 'intake/closed':
      return 'The bot takes no new requests at the moment: its operator has paused it. What is running already goes on. Please try again later.';
    case 'maker/content-refused':
      return "Kling's content check refused the picture, the voice or the prompt; it does not say which. Nothing else is wrong, so please try with other content.";
    case 'maker/input-refused':
      return 'Kling refused the request. The operator of this bot can find the reason in the log.';
    case 'maker/render-failed':
      return 'Kling could not make the video. Please try again, or with another picture.';
    case 'maker/account':
      return `The bot's Kling account needs its operator: ${told.advice} Please try again later.`;
    case 'maker/no-answer':
      return `Kling has not answered for ${told.hours} hours. Please try again later.`;
    case 'maker/never-ended':
      return `Kling has not finished the video within ${told.hours} hours, so it is given up. Please try again.`;
    case 'video/unusable':
      return `Kling made a video that cannot be used: ${told.why}. Please try again.`;
    case 'video/too-large':
      return `The video has ${bytesText(told.bytes)}; the limit here is ${bytesText(told.maxBytes)}.`;
    case 'internal':
      return `Something went wrong inside the bot (${told.errorCode}). Please try again; the operator has the details in the log.`;
    default:
      return told satisfies never;
  }
}

function summary(job: Job, view: ProgressView): string {
  const { state } = job;
  if (job.deletedAt !== undefined) return `${job.id}: deleted`;
  if (state.kind !== 'done') return `${job.id}: ${english.progress(view)}`;
  const ending =
    state.outcome.kind === 'video'
      ? `video of ${lengthText(state.outcome.seconds)} ${forCost(job)}`
      : outcome(job, state.outcome);
  if (state.delivery.kind === 'posted') return `${job.id}: ${ending}`;
  const kept =
    state.outcome.kind === 'video'
      ? `; the video is kept until ${dayText(state.delivery.keptUntil)}`
      : '';
  return `${job.id}: ${ending} (it could not be posted: ${state.delivery.why}${kept})`;
}

function forCost({ isPreview, units }: Job): string {
  return isPreview ? 'as a preview, at no cost' : `for ${cost(units)}`;
}

function cost(units: number): string {
  return unitsText(units, dollarsFor(units));
}
