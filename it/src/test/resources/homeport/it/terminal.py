"""Runs a command in a terminal of its own: terminal.py KEY COMMAND...

The terminal has 80 columns and 24 rows until the command has drawn three frames, and 40 and 12 for
at least four more; then KEY is typed. Prints as JSON what came of it; "narrow" is how many frames
had been read when the terminal became smaller.
"""

import fcntl
import json
import os
import select
import signal
import struct
import subprocess
import sys
import termios
import time

SECONDS_MAX = 180
FRAME = "\x1b[H"


def resize(rows, columns):
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def take():
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # ignored by what a shell runs in the background


key, command = sys.argv[1], sys.argv[2:]
master, slave = os.openpty()
before = termios.tcgetattr(slave)
resize(24, 80)
child = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, preexec_fn=take)
drawn, times, narrow, typed = b"", [], None, False
end = time.monotonic() + SECONDS_MAX
while time.monotonic() < end:
    if select.select([master], [], [], 0.1)[0]:
        drawn += os.read(master, 65536)
    elif child.poll() is not None:
        break
    frames = drawn.decode(errors="replace").count(FRAME)
    while len(times) < frames:
        times.append(time.monotonic())
    if frames >= 3 and narrow is None:
        resize(12, 40)
        narrow = frames
    if narrow is not None and frames >= narrow + 4 and not typed:
        os.write(master, key.encode())
        typed = True
over = child.poll() is not None
if not over:
    child.kill()
    child.wait()
start, *frames = drawn.decode(errors="replace").split(FRAME)
print(json.dumps({
    "start": start,
    "frames": frames,
    "narrow": narrow,
    "seconds": [later - earlier for earlier, later in zip(times, times[1:])],
    "exit": child.returncode if over else None,
    "asBefore": termios.tcgetattr(slave) == before,
}))
