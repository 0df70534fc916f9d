// What tasks would cost, by the published prices: as gangway.devices.estimate.

const dollars = (amount) => amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

const dated = (on) => (on === "undated" ? "by an undated price list" : `at prices of ${on}`);

// {total (dollars, rounded up to the cent), sentence}; total is null where there is none.
export function estimate({ name, price, shots: limits }, { shots, tasks, seconds }) {
  if (!price) return { total: null, sentence: `The price of ${name} is not published.` };
  if (!(tasks >= 1)) return { total: null, sentence: "A bill needs at least one task." };
  if (limits && !(shots >= limits[0] && shots <= limits[1]))
    return { total: null, sentence: `${name} takes ${limits[0]} to ${limits[1].toLocaleString("en-US")} shots a task.` };
  const billed = price.minute ? Math.max(seconds, price.minimum_seconds) / 60 : 0;
  const parts = tasks * price.task + tasks * shots * price.shot + tasks * billed * price.minute;
  const total = Math.ceil(Number((parts * 100).toFixed(6))) / 100;
  return { total, sentence: `$${dollars(total)}, ${dated(price.as_of)}.` };
}

// A price in words.
export function priced(price) {
  if (!price) return "not published";
  const said = price.minute
    ? `$${price.minute} a minute, at least ${price.minimum_seconds} s a task`
    : `$${price.task.toFixed(2)} a task and $${price.shot} a shot`;
  return `${said} (${price.as_of})`;
}
