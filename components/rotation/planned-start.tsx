"use client";

import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/text-field.tsx";
import { PlannedDateList, type PlannedDates } from "./planned-dates.tsx";

interface PlannedStartProps {
  /** The first is the value to begin with. `at` is an ISO instant in UTC. */
  offers: { label: string; at: string }[];
  dates: PlannedDates;
}

/** `2026-02-01T09:00`, what a date and time input holds; here it is UTC. */
const toMinute = (iso: string) => iso.slice(0, 16);

/** A date and time in UTC, with the dates that policy proposes one press away, and what would follow from it. */
export function PlannedStart({ offers, dates }: PlannedStartProps) {
  const [value, setValue] = useState(toMinute(offers[0]?.at ?? ""));
  const start = Date.parse(`${value}Z`);
  return (
    <div className="grid gap-2">
      <TextField
        name="plannedStart"
        type="datetime-local"
        label="Planned start (UTC)"
        hint="At most 90 days ahead. The start can be approved and begun from 24 hours before it, and the approval lasts until 24 hours after it."
        value={value}
        onChange={(event) => setValue(event.target.value)}
        required
        className="max-w-60"
      />
      <p className="flex flex-wrap gap-2">
        {offers.map((offer) => (
          <Button key={offer.label} size="small" onClick={() => setValue(toMinute(offer.at))}>
            {offer.label}
          </Button>
        ))}
      </p>
      {Number.isNaN(start) ? null : <PlannedDateList start={start} dates={dates} />}
    </div>
  );
}
