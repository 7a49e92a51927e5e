"use client";

import { Dialog } from "@base-ui/react/dialog";
import { Menu, X } from "lucide-react";
import { usePathname } from "next/navigation";
import { BACKDROP_STYLE } from "../ui/dialog-style.ts";
import { type NavItem, NavList } from "./nav-list.tsx";
import type { Theme } from "./theme.ts";
import { ThemeSwitch } from "./theme-switch.tsx";

interface MobileNavProps {
  items: NavItem[];
  theme: Theme;
}

/** The key remounts the dialog closed when the page has changed. */
export function MobileNav(props: MobileNavProps) {
  return <Drawer key={usePathname()} {...props} />;
}

function Drawer({ items, theme }: MobileNavProps) {
  return (
    <Dialog.Root>
      <Dialog.Trigger
        aria-label="Open navigation"
        className="inline-flex size-8 items-center justify-center rounded-sm hover:bg-sunken lg:hidden"
      >
        <Menu aria-hidden="true" size={18} />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Backdrop className={BACKDROP_STYLE} />
        <Dialog.Popup className="fixed inset-y-0 left-0 z-50 w-64 overflow-y-auto border-r border-line-strong bg-raised py-3 shadow-overlay">
          <div className="mb-2 flex items-center justify-between pr-2 pl-3.5">
            <Dialog.Title className="text-sm font-medium text-muted">Navigation</Dialog.Title>
            <Dialog.Close
              aria-label="Close navigation"
              className="inline-flex size-8 items-center justify-center rounded-sm hover:bg-sunken"
            >
              <X aria-hidden="true" size={18} />
            </Dialog.Close>
          </div>
          <NavList items={items} />
          <div className="mt-4 flex px-3.5 md:hidden">
            <ThemeSwitch initial={theme} />
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
