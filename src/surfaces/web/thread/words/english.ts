import type { WebWords } from './words.ts';

export const english: WebWords = {
  unknownVisitor: () => 'The service does not know this browser yet. Please reload the page.',
  malformed: () => 'The service did not understand the request. Please reload the page.',
  tooManyRequests: (seconds) =>
    `That was too much at once from your address. Please try again in ${seconds} s.`,
  tooManyUploads: (most) =>
    `You are uploading ${most} files already. Please wait for one to be ready.`,
  busyWithUploads: (seconds) =>
    `Too many people are uploading at this moment. Please try again in ${seconds} s.`,
  uploadStalled: (seconds) =>
    `Hardly anything of the file has come for ${seconds} s, so the upload was ended. Please choose it again.`,
  uploadTooSlow: (minutes) =>
    `The file was not here within ${minutes} minutes, so the upload was ended. Please choose a smaller one.`,
  uploadCut: () =>
    'The connection was lost before the whole file was here. Please choose it again.',
  tooManyTabs: (seconds) =>
    `Too many of these pages are open at this moment. This one tries again in ${seconds} s.`,
  unknownSample: () => 'There is no such sample.',
  fileGone: () => 'This file is not kept any more.',
  failed: () =>
    'Something went wrong inside the service. Please try again; the operator has the details in the log.',
};
