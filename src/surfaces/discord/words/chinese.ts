import type { DiscordWords } from './words.ts';

/** Simplified Chinese. 数字人 is what talking avatars are called, by Kling as well. */
export const chinese: DiscordWords = {
  commands: {
    avatar: { name: '数字人', description: '用一段语音让图片里的人开口说话' },
    status: { name: '数字人-状态', description: '查看你的数字人视频做到哪一步了' },
    history: { name: '数字人-历史', description: '查看你最近的数字人视频' },
    cancel: { name: '数字人-取消', description: '取消正在制作的数字人视频' },
    help: { name: '数字人-帮助', description: '查看支持哪些文件，以及怎么使用' },
  },
  options: {
    image: { name: '图片', description: '一张人脸图片' },
    voice: {
      name: '语音',
      description: '1 秒到 5 分钟的音频文件。想用语音消息？请改用那条消息菜单里的“应用”',
    },
    prompt: { name: '提示词', description: '怎么动、什么情绪' },
    mode: { name: '模式', description: '标准，或者价格翻倍的专业' },
    job: { name: '任务', description: '哪一个任务；不填就是最近的一个' },
  },
  menu: '制作数字人视频',
  threadName: (person) => `${person} 的数字人视频`,
  askForClip: () => '图片收到了。接下来是语音：请用语音消息或音频文件回复这条消息。',
  askForPortrait: () => '语音收到了。接下来是图片：请用一张人脸图片回复这条消息。',
  tooManyFiles: (part, names) =>
    part === 'portrait'
      ? `我找到了 ${names.length} 张图片（${names.join('、')}），但只能用一张。请发送一张图片和一段语音。`
      : `我找到了 ${names.length} 段语音（${names.join('、')}），但只能用一段。请发送一张图片和一段语音。`,
  unknownFiles: (names) =>
    `${names.join('、')} 里既没有图片，也没有声音。请发送一张图片和一段语音。`,
  cannotSeeMessage: () =>
    '我看不到你回复的那条消息。请改为打开那条消息的菜单：“应用”，再选“制作数字人视频”。',
  mentionMe: (mention) => `你提及的是我的身份组，所以我看不到你的文件。请改为提及我：${mention}。`,
  missingPermissions: (names) =>
    `我在这个频道里还不能工作，因为缺少这些权限：${names.join('、')}。服务器的管理者可以授予我。`,
  permissions: {
    ViewChannel: '查看频道',
    SendMessages: '发送消息',
    SendMessagesInThreads: '在子区内发送消息',
    AttachFiles: '添加文件',
    ReadMessageHistory: '阅读消息历史记录',
  },
  addToServer: () => '我只能在已经添加我的服务器里发消息。请让服务器的管理者添加我。',
  formTooOld: () => '这个表单已经过期，请重新打开。',
  postStays: () => '不过我没能删掉那条消息。请再试一次，或者请管理员删除。',
  postedElsewhere: () => '这条内容没能发到你提出请求的地方。',
  cannotHandOver: () => '视频没能附在这里。请再试一次，或者到允许更大文件的服务器里再试。',
  help: (mention) =>
    [
      '有三种使用方式：',
      '1. 用 /数字人 命令，附上一张图片和一个音频文件。',
      '2. 打开任何带有图片、音频或语音消息的消息菜单：“应用”，再选“制作数字人视频”。',
      `3. 提及 ${mention}，附上一张图片和一个音频文件；也可以只附图片，然后用语音消息回复我。`,
      '在私信里，直接把这两样发给我就行，一起发或者先后发都可以。',
      '/数字人-状态、/数字人-历史、/数字人-取消 可以查看进度、查看记录、取消任务。视频下方的按钮可以重做或删除。',
    ].join('\n'),
};
