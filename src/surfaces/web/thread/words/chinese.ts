import type { WebWords } from './words.ts';

export const chinese: WebWords = {
  unknownVisitor: () => '服务还不认识这个浏览器，请重新加载页面。',
  malformed: () => '服务无法理解这个请求，请重新加载页面。',
  tooManyRequests: (seconds) => `您的地址一次发出的请求太多，请在 ${seconds} 秒后重试。`,
  tooManyUploads: (most) => `您已经在上传 ${most} 个文件，请等其中一个完成。`,
  busyWithUploads: (seconds) => `此刻上传的人太多，请在 ${seconds} 秒后重试。`,
  uploadStalled: (seconds) => `文件已有 ${seconds} 秒几乎没有数据传来，上传已中止，请重新选择。`,
  uploadTooSlow: (minutes) => `文件没有在 ${minutes} 分钟内传完，上传已中止，请选择小一些的文件。`,
  uploadCut: () => '文件还没有传完连接就断了，请重新选择。',
  tooManyTabs: (seconds) => `此刻打开的页面太多，本页将在 ${seconds} 秒后重试。`,
  unknownSample: () => '没有这个示例。',
  fileGone: () => '这个文件已不再保存。',
  failed: () => '服务内部出错，请重试；运营者可在日志中看到详情。',
};
