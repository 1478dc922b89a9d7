import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Icon } from '../../shared/icons.tsx';
import { useWords } from '../words/languages.ts';
import type { DeviceTrouble } from '../words/words.ts';
import { release, troubleOf } from './devices.ts';

/** More than Kling uses, so that a face keeps its detail when it is made to fit. */
const WISHED_WIDTH = 1_280;
/** Above this a JPEG only grows. */
const JPEG_QUALITY = 0.92;

/** A look through the camera, and the photo that is taken of it. */
export function CameraDialog(props: {
  readonly onPhoto: (file: File) => void;
  readonly onClose: () => void;
}) {
  const { onPhoto, onClose } = props;
  const { camera, close } = useWords();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const view = useRef<HTMLVideoElement>(null);
  const [isReady, setReady] = useState(false);
  const [trouble, setTrouble] = useState<DeviceTrouble>();

  useEffect(() => {
    dialog.current?.showModal();
    let isOpen = true;
    let stream: MediaStream | undefined;
    const wish = { video: { facingMode: 'user', width: { ideal: WISHED_WIDTH } } };
    navigator.mediaDevices.getUserMedia(wish).then(
      (given) => {
        stream = given;
        if (!isOpen) release(given);
        else if (view.current !== null) view.current.srcObject = given;
      },
      (error: unknown) => isOpen && setTrouble(troubleOf(error)),
    );
    return () => {
      isOpen = false;
      if (stream !== undefined) release(stream);
    };
  }, []);

  const shoot = async () => {
    if (!isReady || view.current === null) return;
    // One press, one photo.
    setReady(false);
    const photo = await photoOf(view.current);
    if (photo === undefined) return setTrouble('broken');
    onPhoto(photo);
    dialog.current?.close();
  };

  return (
    <dialog class="camera card" ref={dialog} aria-labelledby={id} onClose={onClose}>
      <div class="camera-head">
        <h2 id={id}>{camera.title}</h2>
        <button
          type="button"
          class="button"
          data-kind="plain"
          data-shape="round"
          aria-label={close}
          onClick={() => dialog.current?.close()}
        >
          <Icon name="close" />
        </button>
      </div>
      {trouble === undefined ? (
        <div class="camera-view">
          {!isReady && <p role="status">{camera.starting}</p>}
          <video ref={view} autoplay playsinline muted onPlaying={() => setReady(true)} />
        </div>
      ) : (
        <p role="alert" class="complaint">
          <Icon name="warning" />
          <span>{camera.trouble[trouble]}</span>
        </p>
      )}
      {trouble === undefined && (
        <button
          type="button"
          class="button"
          data-kind="main"
          aria-disabled={!isReady}
          onClick={() => void shoot()}
        >
          <Icon name="camera" />
          {camera.shoot}
        </button>
      )}
    </dialog>
  );
}

async function photoOf(view: HTMLVideoElement): Promise<File | undefined> {
  const canvas = document.createElement('canvas');
  canvas.width = view.videoWidth;
  canvas.height = view.videoHeight;
  canvas.getContext('2d')?.drawImage(view, 0, 0);
  const blob = await new Promise<Blob | null>((resolve) =>
    canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY),
  );
  return blob === null ? undefined : new File([blob], 'photo.jpg', { type: blob.type });
}
