import { type ElsewhereReason, SHORTCUT_NAME, type SlackWords } from './words.ts';

/**
 * Simplified Chinese, with 你. 消息列 is what Slack calls a thread. Whoever writes traditional Chinese
 * reads this too, so commands are understood in both scripts.
 */
export const chinese: SlackWords = {
  askForClip: () =>
    '图片收到了。接下来是语音：请在消息列中回复一段语音，可以点麦克风按钮录制，也可以附上音频文件。',
  askForPortrait: () => '语音收到了。接下来是图片：请在消息列中回复一张人脸图片。',
  askForBoth: () =>
    '制作数字人视频需要一张人脸图片和一段语音。请在消息列中发给我，一起发或者先后发都可以。语音可以点麦克风按钮录制，也可以附上音频文件。',
  tooManyFiles: (part, names) =>
    part === 'portrait'
      ? `我找到了 ${names.length} 张图片（${names.join('、')}），但只能用一张。请发送一张图片和一段语音。`
      : `我找到了 ${names.length} 段语音（${names.join('、')}），但只能用一段。请发送一张图片和一段语音。`,
  unknownFiles: (names) =>
    `${names.join('、')} 里既没有图片，也没有声音。请发送一张图片和一段语音。`,
  cannotSeeMessage: () =>
    '我在这条消息里没有看到图片或声音。请换一条消息，或者发一条提及我的消息并附上文件。',
  modal: {
    title: '制作数字人视频',
    changeTitle: '修改后重试',
    submit: '开始制作',
    close: '关闭',
    clipHint:
      '1 秒到 5 分钟、不超过 10 MB 的音频文件。语音是在 Slack 里录制的？请改用那条消息菜单里的快捷方式。',
  },
  opening: (person) => `${person} 想制作一个数字人视频。`,
  inviteMe: (command) =>
    `我不在那个频道里，所以视频会发到这里。想让下一个视频发在那里，请先用 ${command} 邀请我。`,
  missingScope: (scope) =>
    `这个应用在当前工作区里缺少权限 ${scope}。需要由应用的管理者添加这项权限，并重新安装应用。`,
  postedElsewhereBecause: (reason) => `这条内容没能发到你提出请求的地方，因为${BECAUSE[reason]}。`,
  postStays: () => '不过我没能删掉那条消息。请再试一次，或者请工作区的管理员删除。',
  formTooOld: () => '这个表单已经过期，请重新打开。',
  cannotHandOver: () => '视频没能附在这里。请稍后再试，或者在和我的私信里再试。',
  help: (mention) =>
    [
      '有几种使用方式：',
      `1. 提及 ${mention}，在同一条消息里附上一张图片和一段语音；也可以只附其中一样，然后在消息列中回复另一样。`,
      `2. 打开带有图片或声音的消息菜单，选择快捷方式“${SHORTCUT_NAME}”。`,
      '3. 输入 /avatar，会打开一个表单。',
      '4. 在私信里，直接把这两样发给我就行，一起发或者先后发都可以。',
      '和文件一起写下的文字就是提示词；在开头或结尾加上 pro 或 std 就能选择画质，和其他文字之间要用空格隔开。',
      `提及 ${mention} 并写上其中一个词：状态、历史、取消、重试、删除、帮助。后面可以加上任务，不加就是最近的一个。`,
    ].join('\n'),
  commandWords: {
    status: ['状态', '狀態'],
    history: ['历史', '歷史'],
    cancel: ['取消'],
    retry: ['重试', '重試'],
    delete: ['删除', '刪除'],
    help: ['帮助', '幫助'],
  },
};

const BECAUSE: Readonly<Record<ElsewhereReason, string>> = {
  'not-in-channel': '我不在那个频道里',
  archived: '那个频道已经归档',
  restricted: '我没有在那里发消息的权限',
  gone: '已经找不到那段对话了',
};
