import type { DiscordWords } from './words.ts';

export const japanese: DiscordWords = {
  commands: {
    avatar: { name: 'アバター', description: '画像の顔を、音声に合わせて話させます' },
    status: { name: 'アバター-状況', description: 'アバター動画の進み具合を表示します' },
    history: { name: 'アバター-履歴', description: '最近のアバター動画を表示します' },
    cancel: { name: 'アバター-キャンセル', description: '作成中のアバター動画をキャンセルします' },
    help: { name: 'アバター-ヘルプ', description: '使えるファイルと、頼み方を表示します' },
  },
  options: {
    image: { name: '画像', description: '顔の画像' },
    voice: {
      name: '音声',
      description:
        '1秒から5分までの音声ファイル。ボイスメッセージなら、そのメニューの「アプリ」をお使いください',
    },
    prompt: { name: 'プロンプト', description: '動きや雰囲気' },
    mode: { name: 'モード', description: '標準画質、または料金が倍の高画質' },
    job: { name: 'ジョブ', description: '対象のジョブ。省略すると最新のもの' },
  },
  menu: 'アバター動画を作成',
  threadName: (person) => `${person}さんのアバター動画`,
  askForClip: () =>
    '画像を受け取りました。次は音声です。ボイスメッセージか音声ファイルで、このメッセージに返信してください。',
  askForPortrait: () =>
    '音声を受け取りました。次は画像です。顔の画像で、このメッセージに返信してください。',
  tooManyFiles: (part, names) =>
    `${part === 'portrait' ? '画像' : '音声'}が${names.length}件ありますが（${names.join('、')}）、使えるのは一つだけです。画像と音声を一つずつ送ってください。`,
  unknownFiles: (names) =>
    `${names.join('、')}には、画像も音声も見つかりませんでした。画像と音声を一つずつ送ってください。`,
  cannotSeeMessage: () =>
    '返信先のメッセージが見えません。代わりに、そのメッセージのメニューを開き、「アプリ」から「アバター動画を作成」を選んでください。',
  mentionMe: (mention) =>
    `ロールへのメンションだったため、ファイルが見えません。代わりに、私にメンションしてください：${mention}。`,
  missingPermissions: (names) =>
    `権限が足りないため、このチャンネルでは動作できません：${names.join('、')}。サーバーの管理者の方に許可してもらってください。`,
  permissions: {
    ViewChannel: 'チャンネルを見る',
    SendMessages: 'メッセージを送信',
    SendMessagesInThreads: 'スレッドでメッセージを送信',
    AttachFiles: 'ファイルを添付',
    ReadMessageHistory: 'メッセージ履歴を読む',
  },
  addToServer: () =>
    '追加されているサーバーにしか投稿できません。サーバーの管理者の方に、追加を頼んでください。',
  formTooOld: () => 'このフォームは期限切れです。もう一度開いてください。',
  postStays: () =>
    'ただし、投稿したメッセージは削除できませんでした。もう一度お試しになるか、モデレーターに削除を頼んでください。',
  postedElsewhere: () => '依頼のあった場所に投稿できませんでした。',
  cannotHandOver: () =>
    '動画をここに添付できませんでした。もう一度お試しになるか、より大きなファイルを送れるサーバーでお試しください。',
  help: (mention) =>
    [
      '頼み方は三通りあります。',
      '1. /アバター に、画像と音声ファイルを付ける。',
      '2. 画像、音声、ボイスメッセージのいずれかがあるメッセージのメニューを開き、「アプリ」から「アバター動画を作成」を選ぶ。',
      `3. ${mention} に、画像と音声ファイルを付けてメンションする。画像だけでもかまいません。そのあと、返ってきたメッセージにボイスメッセージで返信してください。`,
      'ダイレクトメッセージでは、画像と音声を送るだけです。一緒でも、順番に送ってもかまいません。',
      '/アバター-状況、/アバター-履歴、/アバター-キャンセル で、進み具合や履歴の確認、作成の取り消しができます。動画の下のボタンで、やり直しや削除ができます。',
    ].join('\n'),
};
