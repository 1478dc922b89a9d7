import {
  bytesText,
  durationText,
  lengthText,
  type MeasureWords,
} from '../../../../../jobs/measures.ts';
import type { ThreadWords } from './words.ts';

const MEASURES: MeasureWords = {
  byte: 'バイト',
  bytes: 'バイト',
  second: '秒',
  minute: '分',
  hour: '時間',
  between: '',
};

/** Polite Japanese; what stands on a button is as short as buttons are. */
export const japanese: ThreadWords = {
  title: 'アバター動画',
  bot: 'アバター動画',
  you: 'あなた',
  loading: '少しお待ちください…',
  titleWhenReady: '▶ 動画ができました',
  preview: {
    short: 'プレビュー',
    long: '付属のサンドボックスが作ります。料金はかかりません。',
  },
  takesNoRequests:
    '現在、新しい依頼は受け付けていません。進行中のものは最後まで作られます。後でもう一度お越しください。',
  connection: {
    lost: '接続が切れました。再接続しています…',
    paused: 'このページを多くのタブで開いているため、このタブの更新を止めています。',
    resume: 'ここで続ける',
  },
  trouble: {
    forbidden: 'ボットがこのページの利用を許可していません。',
    unknown: 'ボットがあなたを確認できず、新しいスレッドを始めました。もう一度お試しください。',
    'too-many': '一度に多くの操作がありました。1分ほど待ってからお試しください。',
    unavailable: '今はできません。少ししてからもう一度お試しください。',
    failed: 'うまくいきませんでした。もう一度お試しください。',
    'no-answer': 'ボットから応答がありません。接続を確かめて、もう一度お試しください。',
  },
  welcome: {
    heading: '画像が話し出します',
    text: '顔の画像と音声を渡すと、その顔がそのとおりに話す動画をお作りします。',
    trySample: 'サンプルで試す',
    orOwn: 'お手持ちのファイルは、下からどうぞ。',
  },
  thread: 'あなたの動画',
  composer: {
    heading: '新しい動画',
    again: {
      portrait: '別の画像でもう一度',
      clip: '別の音声でもう一度',
      prompt: '別のプロンプトでもう一度',
    },
    leaveAgain: '新しい動画に戻る',
    prompt: 'プロンプト（省略可）',
    promptHint: '動きや雰囲気：笑顔で、うなずきながら…',
    promptCount: (characters, max) => `${digits(characters)} / ${digits(max)}文字`,
    promptTooLong: (characters, max) =>
      `プロンプトは${digits(characters)}文字で、上限は${digits(max)}文字です。短くしてください。`,
    quality: '画質',
    std: { name: '標準', pixels: '720p' },
    pro: { name: '高画質', pixels: '1080p' },
    previewPrice: 'プレビューでは料金はかかりません。',
    send: '動画を作る',
    sending: '送信中…',
    sendingAgain: 'まだ応答がありません。送り直しています。二重に作られることはありません。',
    stopSending: '送信をやめる',
  },
  parts: {
    portrait: {
      label: '顔の画像',
      hint: 'ドロップするか、貼り付けるか、選んでください。サンプルもあります：',
      choose: '画像を選ぶ',
      replace: '画像を変える',
      remove: '画像を外す',
      missing: 'まだ画像がありません。選んでください。',
      stillComing: '画像を確認しています。少しお待ちください。',
      sample: (name) => `サンプル画像：${name}`,
      kept: '画像はそのままです。',
    },
    clip: {
      label: '音声',
      hint: '1秒から5分までの音声をドロップするか、選んでください。サンプルもあります：',
      choose: '音声を選ぶ',
      replace: '音声を変える',
      remove: '音声を外す',
      missing: 'まだ音声がありません。追加してください。',
      stillComing: '音声を確認しています。少しお待ちください。',
      sample: (name) => `サンプル音声：${name}`,
      kept: '音声はそのままです。',
    },
  },
  samples: {
    names: {
      woman: '女性',
      robot: 'ロボット',
      'woman-voice': '女性',
      'robot-voice': 'ロボット',
    },
    nameless: (number) => `サンプル${number}`,
  },
  files: {
    dropHere: '画像か音声をドロップしてください',
    neither: (name) => `${name}は画像でも音声でもありません。`,
    uploading: (percent) => `アップロード中、${percent}%`,
    checking: '確認しています…',
    stop: 'アップロードを止める',
    tooHeavy: (bytes, max) =>
      `ファイルは${bytesText(bytes, MEASURES)}で、上限は${bytesText(max, MEASURES)}です。小さいものを選んでください。`,
  },
  camera: {
    open: 'カメラ',
    title: '写真を撮る',
    starting: 'カメラを起動しています…',
    shoot: '撮影する',
    trouble: {
      forbidden:
        'ブラウザーがこのページにカメラの使用を許可していません。許可するか、ファイルを選んでください。',
      missing: 'カメラが見つかりません。ファイルを選んでください。',
      broken: 'カメラを起動できませんでした。ほかのプログラムが使っているかもしれません。',
    },
  },
  recording: {
    start: '録音する',
    stop: '止めて使う',
    discard: '破棄',
    starting: 'マイクを起動しています…',
    running: '録音中',
    nothingHeard: '何も聞こえません。マイクは入っていますか？',
    trouble: {
      forbidden:
        'ブラウザーがこのページにマイクの使用を許可していません。許可するか、ファイルを選んでください。',
      missing: 'マイクが見つかりません。ファイルを選んでください。',
      broken: 'マイクを起動できませんでした。ほかのプログラムが使っているかもしれません。',
    },
  },
  player: { play: '再生', pause: '一時停止', position: '再生位置' },
  exchange: {
    request: (time) => `${time}の依頼`,
    portrait: '送った画像',
    clip: '送った音声',
    video: 'あなたのアバター動画',
    progress: '進み具合',
    elapsed: (duration) => `${duration}経過`,
    left: (duration) => `残り約${duration}`,
    download: 'ダウンロード',
    retry: 'やり直す',
    cancel: 'キャンセル',
    delete: '削除',
    change: { portrait: '別の画像で', clip: '別の音声で', prompt: '別のプロンプトで' },
    confirmDelete: '動画と画像と音声を完全に削除しますか？',
    keep: '残す',
  },
  close: '閉じる',
  length: (seconds) => lengthText(seconds, MEASURES),
  duration: (ms) => durationText(ms, MEASURES),
  pixels: (width, height) => `${width} × ${height}ピクセル`,
  price,
  pricePerSecond: (each) => `1秒あたり${price(each)}`,
};

function price({ units, dollars }: { units: number; dollars: number }): string {
  return `${units}ユニット（${dollars.toFixed(2)}ドル）`;
}

function digits(count: number): string {
  return count.toLocaleString('ja');
}
