// What can be undone and done again.

export class History {
  constructor() {
    this.past = [];
    this.future = [];
  }

  // Remember what was there before a change.
  remember(before) {
    this.past.push(before);
    this.future = [];
  }

  // What to go back to from `now`, or null.
  back(now) {
    return this.swap(this.past, this.future, now);
  }

  forth(now) {
    return this.swap(this.future, this.past, now);
  }

  swap(from, to, now) {
    if (!from.length) return null;
    to.push(now);
    return from.pop();
  }
}
