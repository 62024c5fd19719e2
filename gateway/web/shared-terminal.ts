/** One terminal at a target, and everybody who looks at it: the owner sets the pace, watchers take what they can. */

import type { Secret } from '../../domain/secret.ts';
import { ScreenTail } from '../screen-tail.ts';
import type {
  ModeratorAction,
  TerminalEnd,
  TerminalLeave,
  TerminalNotice,
  TerminalRole,
  TerminalScreen,
  TerminalSession,
  TerminalSize,
} from './contract.ts';

/** The target's side of a terminal. */
export interface TerminalSource {
  /** `taken` is called once the bytes are on their way to the target. */
  write(input: Buffer, taken: () => void): void;
  resize(size: TerminalSize): void;
  /** Nothing is to be fed until `resume`; what is on its way is taken all the same. */
  pause(): void;
  resume(): void;
}

export interface ViewerHooks {
  readonly resumeToken?: Secret;
  readonly onControl?: (action: ModeratorAction) => void;
  readonly onAnswer?: (question: number, isAllowed: boolean) => void;
  readonly onLeave?: (leave: TerminalLeave) => void;
}

/** About a hundred screens of text, or some redrawings of one. */
const TAIL_BYTES = 131_072;

interface Viewer {
  readonly role: TerminalRole;
  readonly screen: TerminalScreen;
  /** The last answer of its screen: it has enough. */
  isFull: boolean;
}

export class SharedTerminal {
  readonly #source: TerminalSource;
  readonly #title: string;
  readonly #tail = new ScreenTail(TAIL_BYTES);
  readonly #viewers = new Set<Viewer>();
  #size: TerminalSize;
  #notice: TerminalNotice | undefined;
  #end: TerminalEnd | undefined;

  constructor(source: TerminalSource, { title, size }: { readonly title: string; readonly size: TerminalSize }) {
    this.#source = source;
    this.#title = title;
    this.#size = size;
  }

  /** What the target has printed. The bytes are kept: they must not change afterwards. */
  feed(bytes: Buffer): void {
    this.#tail.add(bytes);
    for (const viewer of this.#viewers) {
      if (viewer.role === 'owner') {
        if (viewer.screen.print(bytes) || viewer.isFull) continue;
        viewer.isFull = true;
        this.#source.pause();
      } else if (!viewer.isFull) viewer.isFull = !viewer.screen.print(bytes);
    }
  }

  /** Tells all; those who come later are told the last one, and whether input rests, whichever told so. */
  notify(notice: TerminalNotice): void {
    const suspended = notice.suspended ?? this.#notice?.suspended;
    this.#notice = { ...notice, ...(suspended === undefined ? {} : { suspended }) };
    for (const { screen } of this.#viewers) screen.notice(notice);
  }

  /** Ends it for all, and for those who come later. */
  end(end: TerminalEnd): void {
    this.#end ??= end;
    for (const { screen } of this.#viewers) screen.end(this.#end);
  }

  /** A part for one more viewer. An owner who comes while there is one takes its place. */
  join(role: TerminalRole, { resumeToken, onControl, onAnswer, onLeave }: ViewerHooks = {}): TerminalSession {
    let viewer: Viewer | undefined;
    return {
      role,
      title: this.#title,
      ...(resumeToken ? { resumeToken } : {}),
      attach: (screen) => {
        viewer = { role, screen, isFull: false };
        this.#welcome(viewer);
      },
      drained: () => {
        if (viewer) this.#goOn(viewer);
      },
      write: (input, taken) => this.#source.write(input, taken),
      resize: (size) => this.#resize(size),
      control: (action) => onControl?.(action),
      answer: (question, isAllowed) => onAnswer?.(question, isAllowed),
      detach: (leave) => {
        if (viewer) this.#remove(viewer);
        onLeave?.(leave);
      },
    };
  }

  #welcome(viewer: Viewer): void {
    if (viewer.role === 'owner') this.#replaceOwner();
    this.#viewers.add(viewer);
    const { screen, role } = viewer;
    if (role !== 'owner') screen.resized(this.#size);
    if (this.#notice) screen.notice(this.#notice);
    const picture = this.#tail.picture();
    if (picture.length > 0) viewer.isFull = !screen.snapshot(picture);
    if (viewer.isFull && role === 'owner') this.#source.pause();
    if (this.#end) screen.end(this.#end);
  }

  #replaceOwner(): void {
    for (const viewer of this.#viewers) {
      if (viewer.role !== 'owner') continue;
      this.#remove(viewer);
      viewer.screen.end({ code: 'resumed_elsewhere', text: 'This session was resumed in another window.' });
    }
  }

  #goOn(viewer: Viewer): void {
    if (!this.#viewers.has(viewer) || !viewer.isFull) return;
    viewer.isFull = false;
    if (viewer.role === 'owner') this.#source.resume();
    // What was thrown away meanwhile is in the tail, or gone for all.
    else viewer.isFull = !viewer.screen.snapshot(this.#tail.picture());
  }

  #resize(size: TerminalSize): void {
    this.#size = size;
    this.#source.resize(size);
    for (const { role, screen } of this.#viewers) if (role !== 'owner') screen.resized(size);
  }

  #remove(viewer: Viewer): void {
    if (!this.#viewers.delete(viewer)) return;
    // With nobody to wait for, the target goes on, and its output is in recording and tail.
    if (viewer.role === 'owner' && viewer.isFull) this.#source.resume();
  }
}
