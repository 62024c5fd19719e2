/** Progress that a person can follow: a bar on a terminal, plain lines elsewhere. */

export interface ProgressTask {
  /** Says how far the task is, in bytes; `totalBytes` is undefined when nobody knows it. */
  advance(doneBytes: number, totalBytes: number | undefined): void;
  /** Ends the task with a line that stays. */
  end(outcome: string): void;
}

export interface Progress {
  /** A line that stays. */
  line(text: string): void;
  begin(label: string): ProgressTask;
}

/** Says nothing: for tests and for callers with an output of their own. */
export const silentProgress: Progress = {
  line: () => undefined,
  begin: () => ({ advance: () => undefined, end: () => undefined }),
};

const BAR_CELLS = 24;
const LINE_EVERY_MS = 5_000;

/** Reports to `stream`: redraws one line when it is a terminal, writes at most a line per five seconds when not. */
export function streamProgress(stream: NodeJS.WriteStream): Progress {
  const terminal = stream.isTTY === true;
  const running: { label: string; state: string }[] = [];
  const clear = () => {
    if (terminal) stream.write('\r\u001b[2K');
  };
  const draw = () => {
    const text = running.map(({ label, state }) => `${label}${state}`).join(' | ');
    if (terminal && text !== '') stream.write(`\r\u001b[2K${text.slice(0, (stream.columns || 80) - 1)}`);
  };
  const line = (text: string) => {
    clear();
    stream.write(`${text}\n`);
    draw();
  };
  return {
    line,
    begin(label) {
      const entry = { label, state: ' ...' };
      running.push(entry);
      if (terminal) draw();
      else line(`${label} ...`);
      let lastLineAt = Date.now();
      return {
        advance(doneBytes, totalBytes) {
          entry.state = ` ${terminal ? `${bar(doneBytes, totalBytes)} ` : ''}${amount(doneBytes, totalBytes)}`;
          if (terminal) draw();
          else if (Date.now() - lastLineAt >= LINE_EVERY_MS) {
            lastLineAt = Date.now();
            line(`${label}${entry.state}`);
          }
        },
        end(outcome) {
          running.splice(running.indexOf(entry), 1);
          line(`${label}: ${outcome}`);
        },
      };
    },
  };
}

function bar(doneBytes: number, totalBytes: number | undefined): string {
  if (!totalBytes) return '';
  const filled = Math.round(Math.min(1, doneBytes / totalBytes) * BAR_CELLS);
  return `[${'#'.repeat(filled)}${'.'.repeat(BAR_CELLS - filled)}]`;
}

function amount(doneBytes: number, totalBytes: number | undefined): string {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  return totalBytes ? `${megabytes(doneBytes)} of ${megabytes(totalBytes)} MB` : `${megabytes(doneBytes)} MB`;
}
