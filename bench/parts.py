"""What all figures need: processes and what they spent, and the table of results."""

import glob
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time

TICK = os.sysconf("SC_CLK_TCK")


class Failed(Exception):
    """A figure could not be measured."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def stop_here(text):
    say(text)
    sys.exit(2)


# ---------------------------------------------------------------- processes

def child(command, **kw):
    """Starts a process that ends when this one does."""
    import ctypes
    libc = ctypes.CDLL(None)

    def before_exec():
        libc.prctl(1, signal.SIGTERM, 0, 0, 0)          # PR_SET_PDEATHSIG
    return subprocess.Popen(command, preexec_fn=before_exec, **kw)


def end(process):
    """Asks a process of ours to end, and insists after a while."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def read(path):
    with open(path, errors="replace") as f:
        return f.read()


def children_of(pid):
    found = []
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            text = read(path)
        except OSError:
            continue
        if int(text.rpartition(")")[2].split()[1]) == pid:
            found.append(int(path.split("/")[2]))
    return found


def cpu_seconds(pid):
    """User and system time of all threads, also of those that have ended."""
    fields = read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def compiler_seconds(pid):
    """Seconds of CPU of a process's just-in-time compilers; 0 where there are none."""
    ticks = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            name, fields = read(f"/proc/{pid}/task/{task}/stat").split("(", 1)[1].rsplit(")", 1)
        except (OSError, IndexError):
            continue                            # it has just ended
        if " CompilerThre" in name:
            ticks += sum(map(int, fields.split()[11:13]))
    return ticks / TICK


def rss(pid):
    return int(re.search(r"VmRSS:\s+(\d+) kB", read(f"/proc/{pid}/status"))[1]) * 1024


def connects(port):
    try:
        socket.create_connection(("127.0.0.1", port), 2).close()
        return True
    except OSError:
        return False


def wait_until(process, port, what, log):
    """Waits until a helper accepts at its port."""
    limit = time.monotonic() + 15
    while not connects(port):
        if process.poll() is not None or time.monotonic() > limit:
            end(process)
            raise Failed(f"{what} did not start; see {log}")
        time.sleep(0.02)


def launch_gatepost(command, folder):
    """Starts the Gatepost of a folder; its process, the id of java, and how long it took."""
    begin = time.monotonic()
    with open(os.path.join(folder, "stderr.log"), "a") as log:
        process = child([*command, "run", "-c", "gatepost.yaml"], cwd=folder,
                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log)
    ready = threading.Event()
    out = process.stdout
    took = []

    def drain():
        with out, open(os.path.join(folder, "stdout.log"), "ab") as log:
            for line in out:
                if line.startswith(b"ready") and not took:
                    took.append(time.monotonic() - begin)
                    ready.set()
                log.write(line)
        ready.set()
    threading.Thread(target=drain, daemon=True).start()
    if not ready.wait(40) or not took:
        end(process)
        raise Failed(f"Gatepost did not become ready; see {folder}/stderr.log")
    pid = process.pid
    while read(f"/proc/{pid}/comm").strip() in ("sh", "dash", "bash"):
        below = children_of(pid)                # a launcher without exec
        if not below:
            raise Failed("the launcher runs no java process")
        pid = below[0]
    return process, pid, took[0]


def has_aot_cache(pid):
    """Whether a java process starts from a cache, as its options or what it maps show."""
    maps = read(f"/proc/{pid}/maps")
    return "AOTCache" in read(f"/proc/{pid}/cmdline") or re.search(r"\.aot$", maps, re.M) is not None


def nginx_worker(process):
    """The id of nginx's only worker, which comes a moment after nginx listens."""
    limit = time.monotonic() + 5
    while True:
        workers = [p for p in children_of(process.pid) if "worker" in read(f"/proc/{p}/cmdline")]
        if len(workers) == 1:
            return workers[0]
        if time.monotonic() > limit:
            raise Failed(f"nginx has {len(workers)} workers")
        time.sleep(0.01)


def sbin(program):
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def nginx_binary():
    return sbin("nginx")


def verdict(met):
    return "" if met is None else "met" if met else "MISSED"


def number(v):
    digits = 0 if abs(v) >= 99.95 else 1 if abs(v) >= 9.995 else 2 if abs(v) >= 0.0995 else 3
    return f"{v:,.{digits}f}"


def spread(values):
    values = list(values)
    if not values:
        return "-"
    m = number(statistics.median(values))
    return f"{m} ({number(min(values))}-{number(max(values))})" if len(values) > 1 else m


def print_table(lines):
    widths = [max(len(l[i]) for l in lines) for i in range(len(lines[0]))]
    for l in lines:
        print("  ".join(c.ljust(w) for c, w in zip(l, widths)).rstrip())
