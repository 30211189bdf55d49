/** The state of the session, the strip of its tokens, and what the present one says. */
import { useAuth } from "@sojourn/react";
import { Fragment, useEffect, useRef } from "react";
import type { AnyBackend } from "../src/backends.ts";
import { describeClaims } from "../src/claims.ts";
import { lifeOf } from "../src/token-life.ts";
import { createTokenStrip, type TokenStrip } from "../src/token-strip.ts";

/** The only part of this page that is rendered when a token is renewed, because it asks. */
export function Token({ backend }: { backend: AnyBackend }) {
  const { expiresAt, claims, refreshing, offline } = useAuth();
  return (
    <>
      <p className="flags">
        <span className="flag good">authenticated</span>
        {refreshing && <span className="flag plain">refreshing</span>}
        {offline && <span className="flag warn">offline</span>}
      </p>
      {expiresAt === null ? (
        <p className="muted">This token is opaque: it says nothing, not even when it expires.</p>
      ) : (
        <Strip backend={backend} claims={claims} expiresAt={expiresAt} />
      )}
      {claims && <Claims claims={claims} />}
    </>
  );
}

interface StripProps {
  readonly backend: AnyBackend;
  readonly claims: object | null;
  readonly expiresAt: number;
}

/** The strip that all pages share, in a place of its own. */
function Strip({ backend, claims, expiresAt }: StripProps) {
  const place = useRef<HTMLDivElement>(null);
  const strip = useRef<TokenStrip>(null);
  useEffect(() => {
    const made = createTokenStrip();
    strip.current = made;
    place.current?.append(made.element);
    return () => {
      made.stop();
      made.element.remove();
    };
  }, []);
  useEffect(() => {
    strip.current?.show(lifeOf(backend, claims, expiresAt));
  }, [backend, claims, expiresAt]);
  return <div ref={place} />;
}

function Claims({ claims }: { claims: object }) {
  return (
    <details>
      <summary>What the token says</summary>
      <dl className="claims">
        {describeClaims(claims).map(({ name, meaning, text }) => (
          <Fragment key={name}>
            <dt>
              <code>{name}</code>
              {meaning && <span className="meaning">{meaning}</span>}
            </dt>
            <dd>{text}</dd>
          </Fragment>
        ))}
      </dl>
    </details>
  );
}
