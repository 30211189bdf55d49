/** Why the last session ended: a sentence, and what led to it for those who ask. */
import { reasonText } from "@sojourn/core";
import { useAuth } from "@sojourn/react";
import { useState } from "react";
import { timeOfDay } from "../src/clock.ts";
import type { AnySession } from "../src/open-session.ts";
import { type Line, lastLines } from "../src/why.ts";
import { useLostFocus } from "./lost-focus.ts";

export function Ended({ session }: { session: AnySession }) {
  const { reason, elsewhere } = useAuth();
  if (!reason) return null;
  return (
    <div className="notice">
      <Reason>{reasonText(reason)}</Reason>
      {elsewhere && <p className="muted">It happened in another tab.</p>}
      <Why session={session} />
    </div>
  );
}

function Reason({ children }: { children: string }) {
  return (
    <p id="ended" tabIndex={-1} ref={useLostFocus()}>
      {children}
    </p>
  );
}

/** The history of the session. It is read when the visitor opens it. */
function Why({ session }: { session: AnySession }) {
  const [lines, setLines] = useState<readonly Line[]>([]);
  return (
    <details onToggle={() => setLines(lastLines(session.explain()))}>
      <summary>Why?</summary>
      <ol className="history" aria-label="What led to it">
        {lines.map(({ at, text, detail, times }) => (
          <li key={`${at} ${text}`}>
            <time>{timeOfDay(at)}</time>
            <span>
              {text}
              {times > 1 && <span className="count">× {times}</span>}
              {detail && <span className="detail">{detail}</span>}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
