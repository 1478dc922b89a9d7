import type { Figures } from '../../src/jobs/journal.ts';

/** For whoever counts nothing. */
export const noFigures: Figures = {
  onAccepted: () => undefined,
  onPhase: () => undefined,
  onEnded: () => undefined,
  onDeliveryFailed: () => undefined,
};
