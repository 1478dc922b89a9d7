import type { WebWords } from './words.ts';

export const japanese: WebWords = {
  unknownVisitor: () => 'このブラウザーはまだ登録されていません。ページを再読み込みしてください。',
  malformed: () => 'リクエストを理解できませんでした。ページを再読み込みしてください。',
  tooManyRequests: (seconds) =>
    `お使いのアドレスからのリクエストが多すぎます。${seconds} 秒後にもう一度お試しください。`,
  tooManyUploads: (most) =>
    `すでに ${most} 個のファイルをアップロード中です。どれかが終わるまでお待ちください。`,
  busyWithUploads: (seconds) =>
    `現在アップロードが混み合っています。${seconds} 秒後にもう一度お試しください。`,
  uploadStalled: (seconds) =>
    `ファイルのデータが ${seconds} 秒間ほとんど届かなかったため、アップロードを中止しました。もう一度選んでください。`,
  uploadTooSlow: (minutes) =>
    `ファイルが ${minutes} 分以内に届かなかったため、アップロードを中止しました。もっと小さいファイルを選んでください。`,
  uploadCut: () => 'ファイルがすべて届く前に接続が切れました。もう一度選んでください。',
  tooManyTabs: (seconds) =>
    `現在、開かれているページが多すぎます。このページは ${seconds} 秒後に再試行します。`,
  unknownSample: () => 'そのサンプルはありません。',
  fileGone: () => 'このファイルはもう保存されていません。',
  failed: () =>
    'サービスの内部で問題が起きました。もう一度お試しください。詳細は運営者のログにあります。',
};
