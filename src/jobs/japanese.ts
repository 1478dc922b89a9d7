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
  byte: 'バイト',
  bytes: 'バイト',
  second: '秒',
  minute: '分',
  hour: '時間',
  between: '',
};
const size = (bytes: number) => bytesText(bytes, WORDS);
const length = (seconds: number) => lengthText(seconds, WORDS);
const duration = (ms: number) => durationText(ms, WORDS);

/** Polite Japanese; what stands on a progress line is as short as such lines are. */
export const japanese: Replies = {
  accepted: (jobId, mode) =>
    `アバター動画を${mode === 'pro' ? '高画質' : '標準画質'}で作成しています。（ジョブ ${jobId}）`,
  acceptedBefore: (jobId) => `このメッセージはすでに受け付けています。（ジョブ ${jobId}）`,
  phase,
  progress: (view) =>
    view.phase === 'done' ? phase(view) : `${phase(view)}（${duration(view.elapsedMs)}）`,
  askedWhen: (when) => `${when}に依頼`,
  outcome,
  fitted: (job, bytes, fittedBytes) =>
    `アバター動画ができました。元の動画は${size(bytes)}あり、ここに投稿できるサイズを超えるため、${size(fittedBytes)}に縮小したものをお届けします。（ジョブ ${job.id}）`,
  tooLarge: (job, bytes, maxBytes, kept) =>
    `アバター動画ができましたが、サイズが${size(bytes)}あり、ここに投稿できるのは${size(maxBytes)}までです。${keptText(kept, FITS_ELSEWHERE)}（ジョブ ${job.id}）`,
  cannotUpload: (job, kept) =>
    `アバター動画ができましたが、ここでは動画のアップロードが許可されていません。${keptText(kept, LATER)}（ジョブ ${job.id}）`,
  problem,
  summary,
  noJobs: () => 'まだアバター動画の依頼がありません。',
  unknownJob: (id) =>
    `ジョブ ${id} は見つかりません。古いため、もう保管されていないのかもしれません。`,
  notYours: (id) => `ジョブ ${id} はほかの方のものです。`,
  cancelled: (jobId) => `ジョブ ${jobId} をキャンセルしました。料金はかかっていません。`,
  cancelledTooLateToSave: (jobId, units) =>
    `ジョブ ${jobId} をキャンセルしました。動画は破棄されます。Klingがすでに作成を始めていて止められないため、${cost(units)}を消費しました。`,
  deleted: (jobId) => `ジョブ ${jobId} の画像、音声、動画、プロンプトを削除しました。`,
  deletedBefore: (jobId) => `ジョブ ${jobId} は削除済みのため、何も残っていません。`,
  alreadyEnded: (jobId) => `ジョブ ${jobId} はすでに終了しています。`,
  notEnded: (jobId) =>
    `ジョブ ${jobId} はまだ実行中です。先にキャンセルするか、終わるまでお待ちください。`,
  nothingToCancel: () => 'キャンセルできる実行中のジョブはありません。',
  nothingToRetry: () => 'やり直せる終了済みのジョブはありません。',
  nothingToDelete: () => '削除できる終了済みのジョブはありません。',
  takes: () =>
    [
      '顔の画像と、1秒から5分までの音声を送ると、その顔が話す動画をお作りします。',
      '画像：JPEG、PNG、WebP、GIF、HEIC、AVIF、TIFF。縦横とも150ピクセル以上。',
      '音声：MP3、WAV、M4A、AAC、OGG、FLAC、WebM、または音声付きの動画。',
      'プロンプト（動きや雰囲気）と、モードも指定できます：std（720p）またはpro（1080p、料金は倍）。',
    ].join('\n'),
  help: () =>
    [
      japanese.takes(),
      'コマンド：avatar（作成）、status（状況）、history（履歴）、cancel（キャンセル）、retry（やり直し）、delete（削除）、help（ヘルプ）。',
    ].join('\n'),
  labels: {
    cancel: 'キャンセル',
    retry: 'やり直す',
    change: '変更してやり直す',
    delete: '削除',
    portrait: '顔の画像',
    clip: '音声',
    prompt: 'プロンプト：動きや雰囲気',
    mode: '画質',
    std: '標準画質、720p',
    pro: '高画質、1080p、料金は倍',
  },
};

function phase(view: ProgressView): string {
  switch (view.phase) {
    case 'preparing':
      return '画像と音声を確認中';
    case 'queued':
      return view.position === undefined
        ? 'Klingの空き待ち'
        : `Klingの空き待ち、現在${view.position}番目`;
    case 'submitting':
      return view.overdue ? 'Klingの応答がないため再試行中' : 'Klingに送信中';
    case 'rendering':
      return rendering(view);
    case 'fetching':
      return '動画を取得中';
    case 'delivering':
      return view.overdue
        ? '動画はできましたが、まだチャットに投稿できないため再試行中'
        : '動画を投稿中';
    case 'done':
      return endedText(view);
    default:
      return view.phase satisfies never;
  }
}

function endedText({ ended = 'video', elapsedMs }: ProgressView): string {
  switch (ended) {
    case 'video':
      return `${duration(elapsedMs)}で完了`;
    case 'problem':
      return `${duration(elapsedMs)}で動画なしのまま終了`;
    case 'cancelled':
      return `${duration(elapsedMs)}後にキャンセル`;
    case 'deleted':
      return '削除済み';
    default:
      return ended satisfies never;
  }
}

function rendering({ overdue, expectedMs }: ProgressView): string {
  if (overdue)
    return 'Klingでの作成に通常よりかなり時間がかかっています。最長で丸一日、確認を続けます';
  if (expectedMs === undefined) return 'Klingが動画を作成中';
  return `Klingが動画を作成中、通常は${duration(expectedMs)}ほど`;
}

/** How a video is had that is kept without a link. */
const FITS_ELSEWHERE =
  'このサイズを投稿できる場所で状況コマンドを使って受け取ってください。音声を短くすると、動画も小さくなります。';
const LATER = 'アップロードが許可されたら、状況コマンドを使って受け取ってください。';

/** The space behind the link keeps a chat from taking what follows as a part of it. */
function keptText({ until, url }: KeptVideo, otherwise: string): string {
  const day = dayText(until);
  if (url !== undefined) return `${day}まで、こちらから受け取れます：${url} `;
  return `動画は${day}まで保管しますので、${otherwise}`;
}

function outcome(job: Job, ended: Outcome): string {
  switch (ended.kind) {
    case 'video':
      return `アバター動画ができました。長さは${length(ended.seconds)}、作成時間は${duration(ended.renderMs)}、${itsCost(job)}です。（ジョブ ${job.id}）`;
    case 'problem':
      return `${problem(ended.problem)}（ジョブ ${job.id}）`;
    case 'cancelled':
      return ended.charged && !job.isPreview
        ? japanese.cancelledTooLateToSave(job.id, job.units)
        : japanese.cancelled(job.id);
    default:
      return ended satisfies never;
  }
}

function problem(told: Problem): string {
  switch (told.code) {
    case 'portrait/empty':
      return '画像ファイルが空です（0バイト）。もう一度添付してください。';
    case 'portrait/unsupported':
      return `この画像は使えません（${told.found}）。JPEG、PNG、WebP、GIF、HEIC、AVIF、TIFFのいずれかを送ってください。`;
    case 'portrait/damaged':
      return '画像ファイルが壊れていて開けません。もう一度送るか、別の画像をお使いください。';
    case 'portrait/too-heavy':
      return `画像のサイズが${size(told.bytes)}あり、上限の${size(told.maxBytes)}を超えています。もっと小さい画像を送ってください。`;
    case 'portrait/too-many-pixels':
      return `画像が${told.width} × ${told.height}ピクセルあり、上限の${Math.round(told.maxPixels / 1_000_000)}メガピクセルを超えています。もっと小さい画像を送ってください。`;
    case 'portrait/too-small':
      return `画像が${told.width} × ${told.height}ピクセルしかありません。縦横とも${told.minSide}ピクセル以上が必要です。もっと大きい画像を送ってください。`;
    case 'portrait/too-narrow':
      return `画像が${told.width} × ${told.height}ピクセルで、縦横の比が${ratioText(told.width, told.height)}です。${told.maxRatio} : 1までに収まるように切り抜いてください。`;
    case 'portrait/too-slow':
      return `画像を${told.limitSeconds}秒以内に開けませんでした。もっと小さい画像を送ってください。`;
    case 'clip/empty':
      return '音声ファイルが空です（0バイト）。もう一度添付してください。';
    case 'clip/unsupported':
      return `このファイルは音声として使えません（${told.found}）。MP3、WAV、M4A、AAC、OGG、FLAC、WebM、または音声付きの動画を送ってください。`;
    case 'clip/damaged':
      return '音声ファイルが壊れていて再生できません。録音か書き出しをやり直してください。';
    case 'clip/no-sound-track':
      return '音声ファイルに音声トラックがありません。音の入ったファイルを送ってください。';
    case 'clip/silent':
      return `音声がほとんど入っていません。最も大きいところでも ${told.peakDb.toFixed(0)} dBで、${told.minPeakDb} dB以上が必要です。マイクを確認して、録音し直してください。`;
    case 'clip/too-heavy':
      return `音声ファイルのサイズが${size(told.bytes)}あり、上限の${size(told.maxBytes)}を超えています。もっと短い音声を送ってください。`;
    case 'clip/too-short':
      // Rounded away from the limit, so that it never reads as if it were kept.
      return `音声が${length(Math.floor(told.seconds * 10) / 10)}しかありません。${length(told.minSeconds)}以上が必要です。もっと長く録音してください。`;
    case 'clip/too-long':
      return `音声が${length(Math.ceil(told.seconds))}あり、上限の${duration(told.maxSeconds * 1_000)}を超えています。短くカットしてください。`;
    case 'clip/too-slow':
      return `音声を${told.limitSeconds}秒以内に変換できませんでした。MP3で送ってください。`;
    case 'source/missing':
      return told.part === 'portrait'
        ? '画像がありません。添付してください。'
        : '音声がありません。添付してください。';
    case 'source/unreachable':
      return '投稿されたファイルを読み込めませんでした。もう一度添付してください。';
    case 'source/not-allowed':
      return `その場所にある${told.part === 'portrait' ? '画像' : '音声'}は読み込めません。ファイルを直接添付してください。`;
    case 'source/hidden':
      return `${told.part === 'portrait' ? '画像' : '音声'}を確認できません。削除されたか、ほかの組織のファイルかもしれません。ファイルを直接添付してください。`;
    case 'source/no-permission':
      return `このアプリに権限 ${told.permission} がないため、${told.part === 'portrait' ? '画像' : '音声'}を読み込めません。アプリの管理者の方に、権限の追加とアプリの再インストールを頼んでください。そのあとで、もう一度お試しください。`;
    case 'prompt/too-long':
      return `プロンプトが${told.characters}文字あり、上限の${told.maxCharacters}文字を超えています。短くしてください。`;
    case 'limit/open-jobs':
      return `すでに${told.open}件のジョブが実行中です。同時に実行できるのは${told.maxOpen}件までですので、どれかが終わるのを待つか、一つキャンセルしてください。`;
    case 'limit/person-units':
      return `この動画には${cost(told.units)}が必要ですが、今日使える残りは${told.maxUnits}ユニット中${told.leftUnits}ユニットです。${timeText(told.freeAt)}に新しい分が使えるようになります。`;
    case 'limit/total-units':
      return `この動画には${cost(told.units)}が必要ですが、このボット全体で今日使える残りは${told.maxUnits}ユニット中${told.leftUnits}ユニットです。${timeText(told.freeAt)}に新しい分が使えるようになります。`;
    case 'intake/closed':
      return '現在、運営者がボットを一時停止しているため、新しいリクエストは受け付けていません。実行中のものはそのまま続きます。しばらくしてからもう一度お試しください。';
    case 'maker/content-refused':
      return 'Klingのコンテンツ審査で、画像、音声、プロンプトのいずれかが拒否されました。どれかは示されていません。ほかに問題はありませんので、別の内容でお試しください。';
    case 'maker/input-refused':
      return 'Klingにリクエストを拒否されました。理由は、このボットの運営者がログで確認できます。';
    case 'maker/render-failed':
      return 'Klingが動画を作成できませんでした。もう一度試すか、別の画像でお試しください。';
    case 'maker/account':
      return `ボットのKlingアカウントについて、運営者の対応が必要です：${told.advice} しばらくしてから、もう一度お試しください。`;
    case 'maker/no-answer':
      return `Klingから${told.hours}時間、応答がありません。しばらくしてから、もう一度お試しください。`;
    case 'maker/never-ended':
      return `Klingの動画が${told.hours}時間たっても完成しないため、打ち切りました。もう一度お試しください。`;
    case 'video/unusable':
      return `Klingが作成した動画は使えませんでした（${told.why}）。もう一度お試しください。`;
    case 'video/too-large':
      return `動画のサイズが${size(told.bytes)}あり、ここでの上限の${size(told.maxBytes)}を超えています。`;
    case 'internal':
      return `ボットの内部で問題が発生しました（${told.errorCode}）。もう一度お試しください。詳細は運営者がログで確認できます。`;
    default:
      return told satisfies never;
  }
}

function summary(job: Job, view: ProgressView): string {
  const { state } = job;
  if (job.deletedAt !== undefined) return `${job.id}：削除済み`;
  if (state.kind !== 'done') return `${job.id}：${japanese.progress(view)}`;
  const ending =
    state.outcome.kind === 'video'
      ? `${length(state.outcome.seconds)}の動画、${itsCost(job)}`
      : outcome(job, state.outcome);
  if (state.delivery.kind === 'posted') return `${job.id}：${ending}`;
  const kept =
    state.outcome.kind === 'video' ? `。動画は${dayText(state.delivery.keptUntil)}まで保管` : '';
  return `${job.id}：${ending}（投稿できませんでした：${state.delivery.why}${kept}）`;
}

function itsCost({ isPreview, units }: Job): string {
  return isPreview ? 'プレビューのため費用はなし' : `消費は${cost(units)}`;
}

function cost(units: number): string {
  return `${units}ユニット（${dollarsFor(units).toFixed(2)}ドル）`;
}
