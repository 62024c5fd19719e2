// @ts-check
/** Commands that wait for a moderator's word: each with what was given, and two buttons. What a person has typed is text, and nothing else. */

export class HeldCommands {
  #place;
  #onAnswer;
  /** @type {Map<number, HTMLElement>} */
  #shown = new Map();

  /**
   * @param {HTMLElement} place
   * @param {(id: number, isAllowed: boolean) => void} onAnswer
   */
  constructor(place, onAnswer) {
    this.#place = place;
    this.#onAnswer = onAnswer;
  }

  /** @param {import('./connection.js').Question} question */
  show({ question: id, rule, text, seconds }) {
    const box = document.createElement('div');
    const words = document.createElement('p');
    words.textContent = `The rule ${rule} asks you, for ${seconds} seconds:`;
    const command = document.createElement('pre');
    command.textContent = text;
    box.append(words, command, this.#button('Allow', id, true), ' ', this.#button('Deny', id, false));
    this.#shown.set(id, box);
    this.#place.append(box);
    this.#place.hidden = false;
  }

  /** @param {number} id */
  remove(id) {
    this.#shown.get(id)?.remove();
    this.#shown.delete(id);
    this.#place.hidden = this.#shown.size === 0;
  }

  clear() {
    for (const id of [...this.#shown.keys()]) this.remove(id);
  }

  /**
   * @param {string} label
   * @param {number} id
   * @param {boolean} isAllowed
   */
  #button(label, id, isAllowed) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    button.addEventListener('click', () => {
      for (const one of button.parentElement?.querySelectorAll('button') ?? []) one.disabled = true;
      this.#onAnswer(id, isAllowed);
    });
    return button;
  }
}
