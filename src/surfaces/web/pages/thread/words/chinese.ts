import {
  bytesText,
  durationText,
  lengthText,
  type MeasureWords,
} from '../../../../../jobs/measures.ts';
import type { ThreadWords } from './words.ts';

const MEASURES: MeasureWords = {
  byte: ' 字节',
  bytes: ' 字节',
  second: ' 秒',
  minute: ' 分钟',
  hour: ' 小时',
  between: ' ',
};

/** Simplified Chinese, with 你. */
export const chinese: ThreadWords = {
  title: '数字人视频',
  bot: '数字人视频',
  you: '你',
  loading: '请稍候…',
  titleWhenReady: '▶ 视频做好了',
  preview: {
    short: '预览',
    long: '由内置的沙盒生成，不产生费用。',
  },
  takesNoRequests: '目前不接受新的请求。正在进行的会继续完成，请稍后再来。',
  connection: {
    lost: '连接已断开，正在重试…',
    paused: '这个页面打开的标签页太多，当前标签页已停止更新。',
    resume: '在这里继续',
  },
  trouble: {
    forbidden: '机器人不允许使用这个页面。',
    unknown: '机器人已经不认得你，重新开始了一个对话。请再试一次。',
    'too-many': '操作太频繁了。请等一分钟再试。',
    unavailable: '机器人现在做不了这件事。请稍后再试。',
    failed: '机器人没能完成。请再试一次。',
    'no-answer': '机器人没有回应。请检查网络后再试。',
  },
  welcome: {
    heading: '让图片开口说话',
    text: '给我一张人脸图片和一段语音，你就能得到一段由它说出这段话的视频。',
    trySample: '用示例试一试',
    orOwn: '也可以在下面用自己的文件。',
  },
  thread: '你的视频',
  composer: {
    heading: '新的视频',
    again: {
      portrait: '换一张图片再做一次',
      clip: '换一段语音再做一次',
      prompt: '换提示词再做一次',
    },
    leaveAgain: '回到新的视频',
    prompt: '提示词（可不填）',
    promptHint: '怎么动、什么情绪：微笑、点头……',
    promptCount: (characters, max) => `${digits(characters)} / ${digits(max)} 个字符`,
    promptTooLong: (characters, max) =>
      `提示词有 ${digits(characters)} 个字符，上限是 ${digits(max)} 个。请缩短一些。`,
    quality: '画质',
    std: { name: '标准', pixels: '720p' },
    pro: { name: '专业', pixels: '1080p' },
    previewPrice: '预览不需要付费。',
    send: '制作视频',
    sending: '正在发送…',
    sendingAgain: '还没有收到回应，正在重新发送，不会重复制作。',
    stopSending: '停止发送',
  },
  parts: {
    portrait: {
      label: '人脸图片',
      hint: '拖放、粘贴或选择一张，也可以用示例：',
      choose: '选择图片',
      replace: '换一张图片',
      remove: '移除图片',
      missing: '还没有图片。请选择一张。',
      stillComing: '图片还在检查，请稍候。',
      sample: (name) => `示例图片：${name}`,
      kept: '图片不变。',
    },
    clip: {
      label: '语音',
      hint: '拖放或选择一段 1 秒到 5 分钟的音频，也可以用示例：',
      choose: '选择语音',
      replace: '换一段语音',
      remove: '移除语音',
      missing: '还没有语音。请添加一段。',
      stillComing: '语音还在检查，请稍候。',
      sample: (name) => `示例语音：${name}`,
      kept: '语音不变。',
    },
  },
  samples: {
    names: {
      woman: '女士',
      robot: '机器人',
      'woman-voice': '女士',
      'robot-voice': '机器人',
    },
    nameless: (number) => `示例 ${number}`,
  },
  files: {
    dropHere: '把图片或语音放到这里',
    neither: (name) => `${name} 既不是图片，也不是声音。`,
    uploading: (percent) => `正在上传，${percent}%`,
    checking: '正在检查…',
    stop: '停止上传',
    tooHeavy: (bytes, max) =>
      `文件有 ${bytesText(bytes, MEASURES)}，上限是 ${bytesText(max, MEASURES)}。请换一个小一些的。`,
  },
  camera: {
    open: '拍照',
    title: '拍照',
    starting: '正在打开摄像头…',
    shoot: '拍下',
    trouble: {
      forbidden: '浏览器不允许这个页面使用摄像头。请允许，或者选择文件。',
      missing: '没有找到摄像头。请选择文件。',
      broken: '摄像头打不开，可能正被别的程序使用。',
    },
  },
  recording: {
    start: '录音',
    stop: '停止并使用',
    discard: '放弃',
    starting: '正在打开麦克风…',
    running: '正在录音',
    nothingHeard: '听不到声音。麦克风打开了吗？',
    trouble: {
      forbidden: '浏览器不允许这个页面使用麦克风。请允许，或者选择文件。',
      missing: '没有找到麦克风。请选择文件。',
      broken: '麦克风打不开，可能正被别的程序使用。',
    },
  },
  player: { play: '播放', pause: '暂停', position: '进度' },
  exchange: {
    request: (time) => `你在 ${time} 的请求`,
    portrait: '你发的图片',
    clip: '你发的语音',
    video: '你的数字人视频',
    progress: '进度',
    elapsed: (duration) => `已用 ${duration}`,
    left: (duration) => `大约还需 ${duration}`,
    download: '下载',
    retry: '重试',
    cancel: '取消',
    delete: '删除',
    change: { portrait: '换图片', clip: '换语音', prompt: '换提示词' },
    confirmDelete: '要永久删除视频、图片和语音吗？',
    keep: '保留',
  },
  close: '关闭',
  length: (seconds) => lengthText(seconds, MEASURES),
  duration: (ms) => durationText(ms, MEASURES),
  pixels: (width, height) => `${width} × ${height} 像素`,
  price,
  pricePerSecond: (each) => `每秒 ${price(each)}`,
};

/** 积分 is what Kling's Chinese documentation calls a unit. */
function price({ units, dollars }: { units: number; dollars: number }): string {
  return `${units} 积分（${dollars.toFixed(2)} 美元）`;
}

function digits(count: number): string {
  return count.toLocaleString('zh');
}
