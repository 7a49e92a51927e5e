import { type RefObject, useLayoutEffect } from "react";

function isLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

function parents(element: Element): Element[] {
  const parent = element.parentElement;
  return parent === null || element.matches("main") ? [] : [parent, ...parents(parent)];
}

function focusHeading(within: Element | undefined): void {
  const heading = within?.querySelector<HTMLElement>("h1, h2, h3");
  if (!heading || !isLost()) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/**
 * A form that has had its effect goes away while the focus is in it. The heading of the part that it stood in takes the
 * focus then, so that a person at the keyboard does not begin at the top of the page again.
 */
export function useFocusHandover(form: RefObject<HTMLFormElement | null>): void {
  useLayoutEffect(() => {
    const element = form.current;
    return () => {
      if (!element?.contains(document.activeElement)) return;
      const around = parents(element);
      queueMicrotask(() =>
        focusHeading(around.find((it) => it.isConnected && it.querySelector("h1, h2, h3") !== null)),
      );
    };
  }, [form]);
}
