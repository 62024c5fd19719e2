"""Runs a program in a pseudo-terminal: its bytes by standard input and output, sizes as lines "COLS ROWS" by descriptor 3."""

import fcntl
import os
import pty
import select
import struct
import sys
import termios

cols, rows, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]


def resize(terminal, cols, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))


child, terminal = pty.fork()
if child == 0:
    os.close(3)
    resize(0, cols, rows)
    os.execvp(program[0], program)

resize(terminal, cols, rows)
# Sizes first: what is typed after one finds the terminal in it.
inputs = [3, 0, terminal]
try:
    while True:
        for ready in select.select(inputs, [], [])[0]:
            data = os.read(ready, 65536)
            if ready == terminal:
                # Blocks while nobody reads, and so lets the program wait as a real terminal does.
                sys.stdout.buffer.raw.write(data)
            elif not data:
                inputs.remove(ready)
            elif ready == 0:
                os.write(terminal, data)
            else:
                resize(terminal, *map(int, data.decode().split()[-2:]))
except (OSError, BrokenPipeError):
    # The program is gone, or whoever started us.
    pass
