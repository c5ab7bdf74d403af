// What has been done in the page and can be undone, without its page: two stacks of changes, as long as the page lives.

export class History {
  #done = [];
  #undone = [];

  /** A new change. What was undone before it cannot be redone any more. */
  add(change) {
    this.#done.push(change);
    this.#undone = [];
  }

  /** The change to take back, or undefined. */
  undo() {
    return move(this.#done, this.#undone);
  }

  /** The change to make again, or undefined. */
  redo() {
    return move(this.#undone, this.#done);
  }

  get canUndo() {
    return this.#done.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }
}

function move(from, to) {
  const change = from.pop();
  if (change !== undefined) to.push(change);
  return change;
}
