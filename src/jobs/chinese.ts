import type { Job, Outcome } from './job.ts';
import { dollarsFor } from './limits.ts';
import {
  bytesText,
  dayText,
  durationText,
  lengthText,
  type MeasureWords,
  ratioText,
  timeText,
} from './measures.ts';
import type { Problem } from './problem.ts';
import type { KeptVideo, Replies } from './replies.ts';
import type { ProgressView } from './view.ts';

const WORDS: MeasureWords = {
  byte: ' 字节',
  bytes: ' 字节',
  second: ' 秒',
  minute: ' 分钟',
  hour: ' 小时',
  between: ' ',
};
const size = (bytes: number) => bytesText(bytes, WORDS);
const length = (seconds: number) => lengthText(seconds, WORDS);
const duration = (ms: number) => durationText(ms, WORDS);

/** Simplified Chinese, with 你. */
export const chinese: Replies = {
  accepted: (jobId, mode) =>
    `已开始以${mode === 'pro' ? '专业' : '标准'}画质制作你的数字人视频。（任务 ${jobId}）`,
  acceptedBefore: (jobId) => `这条消息已经在处理了，任务为 ${jobId}。`,
  phase,
  progress: (view) =>
    view.phase === 'done' ? phase(view) : `${phase(view)}（${duration(view.elapsedMs)}）`,
  askedWhen: (when) => `${when}提交`,
  outcome,
  fitted: (job, bytes, fittedBytes) =>
    `你的数字人视频做好了。原视频有 ${size(bytes)}，超过了这里能发送的大小，所以这是压缩到 ${size(fittedBytes)} 的版本。（任务 ${job.id}）`,
  tooLarge: (job, bytes, maxBytes, kept) =>
    `你的数字人视频做好了，但它有 ${size(bytes)}，而这里最多只能发送 ${size(maxBytes)}。${keptText(kept, FITS_ELSEWHERE)}（任务 ${job.id}）`,
  cannotUpload: (job, kept) =>
    `你的数字人视频做好了，但这里不允许上传视频。${keptText(kept, LATER)}（任务 ${job.id}）`,
  problem,
  summary,
  noJobs: () => '你还没有制作过数字人视频。',
  unknownJob: (id) => `没有找到任务 ${id}，可能时间太久，已经不再保留了。`,
  notYours: (id) => `任务 ${id} 是别人的。`,
  cancelled: (jobId) => `任务 ${jobId} 已取消，没有产生费用。`,
  cancelledTooLateToSave: (jobId, units) =>
    `任务 ${jobId} 已取消，视频会被丢弃。Kling 已经开始制作，中途无法停止，所以仍然消耗了 ${cost(units)}。`,
  deleted: (jobId) => `任务 ${jobId} 已删除，包括它的图片、语音、视频和提示词。`,
  deletedBefore: (jobId) => `任务 ${jobId} 之前已经删除，没有留下任何内容。`,
  alreadyEnded: (jobId) => `任务 ${jobId} 已经结束了。`,
  notEnded: (jobId) => `任务 ${jobId} 还在进行中。请先取消它，或者等它结束。`,
  nothingToCancel: () => '你没有正在进行的任务可以取消。',
  nothingToRetry: () => '你没有已结束的任务可以重试。',
  nothingToDelete: () => '你没有已结束的任务可以删除。',
  takes: () =>
    [
      '发送一张人脸图片和一段 1 秒到 5 分钟的语音，就能得到一段人物开口说话的视频。',
      '图片：JPEG、PNG、WebP、GIF、HEIC、AVIF 或 TIFF，每边至少 150 像素。',
      '语音：MP3、WAV、M4A、AAC、OGG、FLAC、WebM，或者带声音的视频。',
      '还可以加上提示词（怎么动、什么情绪），并选择模式：std（720p）或 pro（1080p，价格翻倍）。',
    ].join('\n'),
  help: () =>
    [
      chinese.takes(),
      '命令：avatar（制作）、status（状态）、history（历史）、cancel（取消）、retry（重试）、delete（删除）、help（帮助）。',
    ].join('\n'),
  labels: {
    cancel: '取消',
    retry: '重试',
    change: '修改后重试',
    delete: '删除',
    portrait: '人脸图片',
    clip: '语音',
    prompt: '提示词：怎么动、什么情绪',
    mode: '画质',
    std: '标准，720p',
    pro: '专业，1080p，价格翻倍',
  },
};

function phase(view: ProgressView): string {
  switch (view.phase) {
    case 'preparing':
      return '正在检查图片和语音';
    case 'queued':
      return view.position === undefined
        ? '正在排队等待 Kling'
        : `正在排队等待 Kling，排在第 ${view.position} 位`;
    case 'submitting':
      return view.overdue ? 'Kling 没有响应，仍在尝试' : '正在提交给 Kling';
    case 'rendering':
      return rendering(view);
    case 'fetching':
      return '正在获取视频';
    case 'delivering':
      return view.overdue ? '视频已经做好，但聊天平台还没有接收，仍在尝试' : '正在发送视频';
    case 'done':
      return endedText(view);
    default:
      return view.phase satisfies never;
  }
}

function endedText({ ended = 'video', elapsedMs }: ProgressView): string {
  switch (ended) {
    case 'video':
      return `已完成，用时 ${duration(elapsedMs)}`;
    case 'problem':
      return `已结束，没有生成视频，用时 ${duration(elapsedMs)}`;
    case 'cancelled':
      return `已取消，历时 ${duration(elapsedMs)}`;
    case 'deleted':
      return '已删除';
    default:
      return ended satisfies never;
  }
}

function rendering({ overdue, expectedMs }: ProgressView): string {
  if (overdue) return 'Kling 花的时间远远超出正常情况，仍在等待结果，最多等一天';
  if (expectedMs === undefined) return 'Kling 正在生成视频';
  return `Kling 正在生成视频，通常需要 ${duration(expectedMs)}`;
}

/** How a video is had that is kept without a link. */
const FITS_ELSEWHERE = '你可以在放得下它的地方用状态命令获取。语音短一些，视频就会小一些。';
const LATER = '等这里允许上传视频后，你可以用状态命令获取。';

/** The space behind the link keeps a chat from taking what follows as a part of it. */
function keptText({ until, url }: KeptVideo, otherwise: string): string {
  const day = dayText(until);
  if (url !== undefined) return `在 ${day} 之前，可以从这里获取：${url} `;
  return `视频会保留到 ${day}，${otherwise}`;
}

function outcome(job: Job, ended: Outcome): string {
  switch (ended.kind) {
    case 'video':
      return `你的数字人视频做好了：时长 ${length(ended.seconds)}，生成用时 ${duration(ended.renderMs)}，${itsCost(job)}。（任务 ${job.id}）`;
    case 'problem':
      return `${problem(ended.problem)}（任务 ${job.id}）`;
    case 'cancelled':
      return ended.charged && !job.isPreview
        ? chinese.cancelledTooLateToSave(job.id, job.units)
        : chinese.cancelled(job.id);
    default:
      return ended satisfies never;
  }
}

function problem(told: Problem): string {
  switch (told.code) {
    case 'portrait/empty':
      return '图片文件是空的（0 字节），请重新上传。';
    case 'portrait/unsupported':
      return `这张图片无法使用（${told.found}）。请发送 JPEG、PNG、WebP、GIF、HEIC、AVIF 或 TIFF 格式的图片。`;
    case 'portrait/damaged':
      return '图片文件已损坏，无法打开。请重新发送，或者换一张。';
    case 'portrait/too-heavy':
      return `图片有 ${size(told.bytes)}，上限是 ${size(told.maxBytes)}。请换一张小一点的。`;
    case 'portrait/too-many-pixels':
      return `图片是 ${told.width} × ${told.height} 像素，上限是 ${Math.round(told.maxPixels / 1_000_000)} MP（百万像素）。请换一张小一点的。`;
    case 'portrait/too-small':
      return `图片是 ${told.width} × ${told.height} 像素，每边至少需要 ${told.minSide} 像素。请换一张大一点的。`;
    case 'portrait/too-narrow':
      return `图片是 ${told.width} × ${told.height} 像素，长宽比为 ${ratioText(told.width, told.height)}，最多只能是 ${told.maxRatio} : 1。请裁剪一下。`;
    case 'portrait/too-slow':
      return `图片没能在 ${told.limitSeconds} 秒内打开。请换一张小一点的。`;
    case 'clip/empty':
      return '语音文件是空的（0 字节），请重新上传。';
    case 'clip/unsupported':
      return `这个文件无法用作语音（${told.found}）。请发送 MP3、WAV、M4A、AAC、OGG、FLAC、WebM，或者带声音的视频。`;
    case 'clip/damaged':
      return '语音文件已损坏，无法播放。请重新录制或导出。';
    case 'clip/no-sound-track':
      return '语音文件里没有音轨。请发送有声音的文件。';
    case 'clip/silent':
      return `这段语音几乎没有声音：最响的地方只有 ${told.peakDb.toFixed(0)} dB，至少需要 ${told.minPeakDb} dB。请检查麦克风，然后重新录制。`;
    case 'clip/too-heavy':
      return `语音文件有 ${size(told.bytes)}，上限是 ${size(told.maxBytes)}。请换一段短一点的。`;
    case 'clip/too-short':
      // Rounded away from the limit, so that it never reads as if it were kept.
      return `语音只有 ${length(Math.floor(told.seconds * 10) / 10)}，至少需要 ${length(told.minSeconds)}。请录一段长一点的。`;
    case 'clip/too-long':
      return `语音有 ${length(Math.ceil(told.seconds))}，上限是 ${duration(told.maxSeconds * 1_000)}。请剪短一些。`;
    case 'clip/too-slow':
      return `语音没能在 ${told.limitSeconds} 秒内转换完成。请改用 MP3 格式发送。`;
    case 'source/missing':
      return told.part === 'portrait' ? '还缺一张图片，请附上。' : '还缺一段语音，请附上。';
    case 'source/unreachable':
      return '无法从发布的地方读取文件，请重新上传。';
    case 'source/not-allowed':
      return `我没有权限读取那个位置的${told.part === 'portrait' ? '图片' : '语音'}。请直接上传文件。`;
    case 'source/hidden':
      return `我看不到${told.part === 'portrait' ? '这张图片' : '这段语音'}，它可能已被删除，或者属于其他组织。请直接上传文件。`;
    case 'source/no-permission':
      return `我无法读取${told.part === 'portrait' ? '图片' : '语音'}，因为这个应用缺少权限 ${told.permission}。需要由应用的管理者添加这项权限，并重新安装应用，之后请再试一次。`;
    case 'prompt/too-long':
      return `提示词有 ${told.characters} 个字符，上限是 ${told.maxCharacters} 个。请缩短一些。`;
    case 'limit/open-jobs':
      return `你已经有 ${told.open} 个任务在进行，同时最多只能有 ${told.maxOpen} 个。请等一个结束，或者取消一个。`;
    case 'limit/person-units':
      return `这个视频需要 ${cost(told.units)}，而你今天还剩 ${told.leftUnits} 积分（共 ${told.maxUnits} 积分）。新的额度从 ${timeText(told.freeAt)} 开始可用。`;
    case 'limit/total-units':
      return `这个视频需要 ${cost(told.units)}，而这个机器人今天还剩 ${told.leftUnits} 积分（共 ${told.maxUnits} 积分）。新的额度从 ${timeText(told.freeAt)} 开始可用。`;
    case 'intake/closed':
      return '机器人目前不接受新的请求：管理员已将其暂停。已经在进行的任务会继续。请稍后再试。';
    case 'maker/content-refused':
      return '图片、语音或提示词没有通过 Kling 的内容审核，但 Kling 没有说明是哪一项。其他方面都没有问题，请换个内容再试。';
    case 'maker/input-refused':
      return 'Kling 拒绝了这个请求。机器人的管理员可以在日志里查到原因。';
    case 'maker/render-failed':
      return 'Kling 没能生成这个视频。请再试一次，或者换一张图片。';
    case 'maker/account':
      return `机器人的 Kling 账号需要管理员处理：${told.advice} 请稍后再试。`;
    case 'maker/no-answer':
      return `Kling 已经 ${told.hours} 小时没有响应，请稍后再试。`;
    case 'maker/never-ended':
      return `Kling 在 ${told.hours} 小时内没有完成视频，已不再等待。请再试一次。`;
    case 'video/unusable':
      return `Kling 生成的视频无法使用（${told.why}）。请再试一次。`;
    case 'video/too-large':
      return `视频有 ${size(told.bytes)}，这里的上限是 ${size(told.maxBytes)}。`;
    case 'internal':
      return `机器人内部出了问题（${told.errorCode}）。请再试一次；管理员可以在日志里查到详情。`;
    default:
      return told satisfies never;
  }
}

function summary(job: Job, view: ProgressView): string {
  const { state } = job;
  if (job.deletedAt !== undefined) return `${job.id}：已删除`;
  if (state.kind !== 'done') return `${job.id}：${chinese.progress(view)}`;
  const ending =
    state.outcome.kind === 'video'
      ? `${length(state.outcome.seconds)}的视频，${itsCost(job)}`
      : outcome(job, state.outcome);
  if (state.delivery.kind === 'posted') return `${job.id}：${ending}`;
  const kept =
    state.outcome.kind === 'video' ? `；视频保留到 ${dayText(state.delivery.keptUntil)}` : '';
  return `${job.id}：${ending}（未能发送：${state.delivery.why}${kept}）`;
}

/** 积分 is what Kling's Chinese documentation calls a unit. */
function itsCost({ isPreview, units }: Job): string {
  return isPreview ? '这是预览，没有任何费用' : `消耗 ${cost(units)}`;
}

function cost(units: number): string {
  return `${units} 积分（${dollarsFor(units).toFixed(2)} 美元）`;
}
