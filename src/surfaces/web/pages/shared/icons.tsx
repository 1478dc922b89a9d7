/** Drawn on a square of 24, as lines in the colour of the text around them. */
const PATHS = {
  picture: 'M4 5h16v14H4zM4 16l4.5-4.5 4 4L16 12l4 4M9 9.2v.1',
  camera: 'M4 8h3l1.5-2.5h7L17 8h3v11H4zM12 16.5a3.25 3.25 0 1 0 0-6.5 3.25 3.25 0 0 0 0 6.5z',
  microphone:
    'M12 3.5a3 3 0 0 0-3 3V11a3 3 0 0 0 6 0V6.5a3 3 0 0 0-3-3zM6 11a6 6 0 0 0 12 0M12 17v3.5',
  sound: 'M4 10v4M8 6.5v11M12 9v6M16 5v14M20 10v4',
  file: 'M12 16V5M7.5 9.5 12 5l4.5 4.5M5 19h14',
  close: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  play: 'M8 5.5v13l10.5-6.5z',
  pause: 'M8.5 5.5v13M15.5 5.5v13',
  stop: 'M7 7h10v10H7z',
  plus: 'M12 5v14M5 12h14',
  send: 'M12 19V5.5M6 11.5l6-6 6 6',
  download: 'M12 4.5V15M7.5 11l4.5 4.5 4.5-4.5M5 19.5h14',
  retry: 'M19 12a7 7 0 1 1-2-4.9M19 4.5v3.8h-3.8',
  bin: 'M5 7h14M9.5 7V4.5h5V7M7 7l.8 12.5h8.4L17 7M10.3 10.5v5.5M13.7 10.5v5.5',
  pencil: 'M5 19l.8-3.6L15.5 5.7l2.8 2.8-9.7 9.7z',
  sparkle: 'M12 4l1.8 5.2L19 11l-5.2 1.8L12 18l-1.8-5.2L5 11l5.2-1.8zM18.5 16.5v4M16.5 18.5h4',
  warning: 'M12 4.5 21 19.5H3zM12 10.5v4M12 17v.1',
  check: 'M5 12.5l4.5 4.5L19 7.5',
} as const;

export type IconName = keyof typeof PATHS;

const SOLID: readonly IconName[] = ['play', 'stop'];

/** Beside words that say the same, hence said to nobody. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} fill={SOLID.includes(name) ? 'currentcolor' : 'none'} />
    </svg>
  );
}
