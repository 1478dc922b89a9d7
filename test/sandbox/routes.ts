/**
 * Every route of the sandbox, with the test file that covers it. A test holds this list equal to what
 * is registered, and looks for the route in the file.
 */
export const ROUTES = [
  { route: 'POST /v1/videos/avatar/image2video', test: 'create-task.test.ts' },
  { route: 'GET /v1/videos/avatar/image2video', test: 'query-tasks.test.ts' },
  { route: 'GET /v1/videos/avatar/image2video/:id', test: 'query-tasks.test.ts' },
  { route: 'POST /v1/audio/tts', test: 'speech.test.ts' },
  { route: 'GET /cdn/:taskId/:kind.mp4', test: 'result-links.test.ts' },
  { route: 'GET /cdn/audio/:id.mp3', test: 'speech.test.ts' },
  { route: 'GET /_sandbox/state', test: 'control.test.ts' },
  { route: 'POST /_sandbox/faults', test: 'control.test.ts' },
  { route: 'POST /_sandbox/settings', test: 'control.test.ts' },
  { route: 'POST /_sandbox/finish-all', test: 'control.test.ts' },
  { route: 'POST /_sandbox/reset', test: 'control.test.ts' },
] as const;
