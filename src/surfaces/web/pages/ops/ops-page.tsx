import { useEffect, useState } from 'preact/hooks';
import { durationText } from '../../../../jobs/measures.ts';
import { Icon } from '../shared/icons.tsx';
import { useNow } from '../shared/now.ts';
import { Confirmation, type Question } from './confirmation.tsx';
import { Failures } from './failures.tsx';
import { Intake } from './intake.tsx';
import { type LiveView, useLiveView } from './live-view.ts';
import { Load } from './load.tsx';
import { OpenJobs } from './open-jobs.tsx';
import { People } from './people.tsx';
import { RenderTimes } from './render-times.tsx';
import { Spending } from './spending.tsx';
import { isReady, Status } from './status.tsx';

const TITLE = 'Operations of avatar-bot';

export function OpsPage() {
  const live = useLiveView();
  const [question, setQuestion] = useState<Question>();
  const [told, setTold] = useState('');
  const { view } = live;

  useEffect(() => {
    document.title = view === undefined || isReady(view) ? TITLE : `Not ready – ${TITLE}`;
  }, [view]);

  return (
    <div class="ops">
      <header class="head">
        <h1>Operations</h1>
        <p class="soft">What avatar-bot is doing</p>
      </header>
      <div class="notes" role="status">
        {live.lostAt !== undefined && (
          <p class="note" data-kind="bad">
            <Icon name="warning" />
            Connection lost, trying again…
          </p>
        )}
      </div>
      <main>
        {view === undefined ? (
          <p class="soft">Looking…</p>
        ) : (
          <Sections live={{ ...live, view }} onAsk={setQuestion} onTell={setTold} />
        )}
      </main>
      <Told text={told} onClose={() => setTold('')} />
      {question !== undefined && (
        <Confirmation question={question} onDone={setTold} onClose={() => setQuestion(undefined)} />
      )}
    </div>
  );
}

function Sections(props: {
  readonly live: LiveView & Required<Pick<LiveView, 'view'>>;
  readonly onAsk: (question: Question) => void;
  readonly onTell: (text: string) => void;
}) {
  const { live, onAsk, onTell } = props;
  const { view } = live;
  // All ages in the view have grown by as much.
  const now = useNow(true);
  const sinceMs = Math.max(0, now - live.cameAt);
  return (
    <>
      {live.lostAt !== undefined && (
        <p class="soft">This is how it stood {durationText(Math.max(0, now - live.lostAt))} ago.</p>
      )}
      <Status view={view} sinceMs={sinceMs} />
      <Intake view={view} onAsk={onAsk} onTell={onTell} />
      <Load view={view} />
      <OpenJobs view={view} sinceMs={sinceMs} onAsk={onAsk} />
      <Failures view={view} sinceMs={sinceMs} onAsk={onAsk} />
      <People people={view.people} />
      <Spending view={view} />
      <RenderTimes renders={view.renders} />
    </>
  );
}

/** What became of a wish, until it is read. */
function Told({ text, onClose }: { readonly text: string; readonly onClose: () => void }) {
  return (
    <div class="told" role="status">
      {text !== '' && (
        <p class="note" data-kind="calm">
          <span>{text}</span>
          <button
            type="button"
            class="button"
            data-kind="plain"
            data-shape="round"
            aria-label="Close this message"
            onClick={onClose}
          >
            <Icon name="close" />
          </button>
        </p>
      )}
    </div>
  );
}
