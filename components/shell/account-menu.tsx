"use client";

import { Popover } from "@base-ui/react/popover";
import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";

interface AccountMenuProps {
  name: string;
  email: string;
  /** Readable names of the roles, e.g. "Security engineer". */
  roles: string[];
  /** The sign-out form. */
  children: ReactNode;
}

export function AccountMenu({ name, email, roles, children }: AccountMenuProps) {
  return (
    <Popover.Root>
      <Popover.Trigger className="inline-flex min-h-8 items-center gap-1 rounded-sm px-2 text-sm hover:bg-sunken">
        <span className="sr-only">Account: </span>
        <span className="max-w-24 truncate sm:max-w-40">{name}</span>
        <ChevronDown aria-hidden="true" size={14} className="text-muted" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="end" className="z-50">
          <Popover.Popup className="grid w-64 gap-3 rounded-md border border-line-strong bg-raised p-4 text-sm shadow-overlay">
            <div className="min-w-0">
              <Popover.Title className="truncate font-medium">{name}</Popover.Title>
              <Popover.Description className="truncate text-muted">{email}</Popover.Description>
            </div>
            <div>
              <p className="text-xs text-muted">{roles.length === 1 ? "Role" : "Roles"}</p>
              {roles.length === 0 ? (
                <p>No role: you can read nothing here yet. Ask for a group in the company directory.</p>
              ) : (
                <ul>
                  {roles.map((role) => (
                    <li key={role}>{role}</li>
                  ))}
                </ul>
              )}
            </div>
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
