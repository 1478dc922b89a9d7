import { Icon } from '../shared/icons.tsx';

/** Told aloud when it appears, and again by the field that it describes. */
export function Complaint(props: { readonly id: string; readonly text: string | undefined }) {
  const { id, text } = props;
  return (
    <div role="alert" id={id} class="complaint-place">
      {text !== undefined && (
        <p class="complaint">
          <Icon name="warning" />
          <span>{text}</span>
        </p>
      )}
    </div>
  );
}
