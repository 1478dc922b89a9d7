import { useState } from 'preact/hooks';
import type { DraftFile, Sample } from '../../../thread/wire.ts';
import { Icon } from '../../shared/icons.tsx';
import type { Arriving } from '../asking/uploads.ts';
import { CameraDialog } from '../devices/camera-dialog.tsx';
import { hasDevices } from '../devices/devices.ts';
import { useWords } from '../words/languages.ts';
import { EmptyPart } from './empty-part.tsx';
import { type PartActions, PartField } from './part-field.tsx';

/** The picture: chosen, dropped, pasted, taken with the camera, or a sample. */
export function PortraitField(props: {
  readonly file: DraftFile | undefined;
  /** The picture of the job that is asked for again, where it stays. */
  readonly kept: { readonly url: string | undefined } | undefined;
  readonly samples: readonly Sample[];
  readonly arriving: Arriving | undefined;
  readonly complaint: string | undefined;
  readonly actions: PartActions;
}) {
  const { file, kept, samples, actions, ...frame } = props;
  const { camera } = useWords();
  const [isShooting, setShooting] = useState(false);
  const isFilled = kept !== undefined || file !== undefined;
  return (
    <PartField
      {...frame}
      part="portrait"
      isFilled={isFilled}
      actions={actions}
      otherWay={
        hasDevices() && (
          <>
            <button type="button" class="button" onClick={() => setShooting(true)}>
              <Icon name="camera" />
              {camera.open}
            </button>
            {isShooting && (
              <CameraDialog onPhoto={actions.onFile} onClose={() => setShooting(false)} />
            )}
          </>
        )
      }
    >
      {kept !== undefined && <KeptPortrait url={kept.url} />}
      {kept === undefined && file !== undefined && (
        <ChosenPortrait file={file} onRemove={actions.onRemove} />
      )}
      {!isFilled && <EmptyPart part="portrait" samples={samples} onSample={actions.onSample} />}
    </PartField>
  );
}

function ChosenPortrait(props: { readonly file: DraftFile; readonly onRemove: () => void }) {
  const { file, onRemove } = props;
  const { parts, pixels } = useWords();
  const { name, url, width, height } = file;
  return (
    <figure class="chosen">
      <img class="chosen-picture" src={url} alt={name} width={width} height={height} />
      <figcaption class="chosen-facts">
        <span class="chosen-name" dir="auto">
          {name}
        </span>
        {width !== undefined && height !== undefined && <span>{pixels(width, height)}</span>}
      </figcaption>
      <button
        type="button"
        class="button"
        data-kind="plain"
        data-shape="round"
        aria-label={parts.portrait.remove}
        onClick={onRemove}
      >
        <Icon name="close" />
      </button>
    </figure>
  );
}

function KeptPortrait(props: { readonly url: string | undefined }) {
  const { url } = props;
  const { parts, exchange } = useWords();
  return (
    <figure class="chosen">
      {url !== undefined && <img class="chosen-picture" src={url} alt={exchange.portrait} />}
      <figcaption class="chosen-facts">{parts.portrait.kept}</figcaption>
    </figure>
  );
}
