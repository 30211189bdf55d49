/** Takes the focus where whatever had it is gone: a heading, or what has to be read next. */
import { type RefObject, useEffect, useRef } from "react";

/** For an element with `tabIndex={-1}`: it gets the focus when it appears and nothing else has it. */
export function useLostFocus<Kind extends HTMLElement>(): RefObject<Kind | null> {
  const element = useRef<Kind>(null);
  useEffect(() => {
    if (document.activeElement === document.body) element.current?.focus({ preventScroll: true });
  }, []);
  return element;
}
