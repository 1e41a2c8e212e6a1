#!/usr/bin/env python3
"""A bad line in user space, for machines whose kernel has no netem: joins two network namespaces by a pair of TAP devices.

    line.py NS1 DEV1 NS2 DEV2     (as root; the namespaces exist, "-" is this process's own; prints "ready",
                                   then reads one JSON object a line, and ends with its input)
    {"up": {"delay": 20, "jitter": 5, "loss": 0.02, "rate": 1500, "queue": 100}, "down": {…}}

up is from DEV1 to DEV2. Of each way:
  delay   ms
  jitter  ms, up to so much more for each packet; their order is kept
  loss    0 to 1, each packet by itself
          {"p": 0.02, "burst": 4}          in bursts of 4 packets in the mean (Gilbert)
          {"every": 2000, "lasts": 80}     everything for 80 ms, with 1 to 3 s between (2 s in the mean)
  rate    kbit/s of whole Ethernet frames
  queue   packets in front of the rate (50); what does not fit is dropped
{} is a perfect line.
"""
import ctypes, fcntl, heapq, itertools, json, os, random, select, struct, subprocess, sys, time
from collections import deque

TUNSETIFF = 0x400454CA
IFF_TAP, IFF_NO_PI = 0x0002, 0x1000
OWN = open("/proc/self/ns/net")
LIBC = ctypes.CDLL(None, use_errno=True)


def enter(namespace):
    where = OWN if namespace == "-" else open(f"/var/run/netns/{namespace}")
    if LIBC.setns(where.fileno(), 0):
        raise OSError(ctypes.get_errno(), f"setns {namespace}")


def tap(namespace, device):
    enter(namespace)
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH14x", device.encode(), IFF_TAP | IFF_NO_PI))
    subprocess.run(["ip", "link", "set", device, "up"], check=True)
    return fd


class Way:
    """One direction: loss, then a queue that is emptied at the rate, then a delay."""

    def __init__(self, out):
        self.out, self.settings = out, {}
        self.free = self.last = self.dark_from = self.dark_until = 0.0
        self.bad, self.queue = False, deque()

    def set(self, settings):
        self.settings = settings

    def lost(self, now):
        loss = self.settings.get("loss", 0)
        if not isinstance(loss, dict):
            return random.random() < loss
        if "every" in loss:
            if now >= self.dark_until:
                self.dark_from = now + random.uniform(0.5, 1.5) * loss["every"] / 1000
                self.dark_until = self.dark_from + loss["lasts"] / 1000
            return now >= self.dark_from
        p, burst = loss["p"], max(1, loss.get("burst", 1))
        turns_bad = p / burst / max(1e-9, 1 - p)
        self.bad = random.random() >= 1 / burst if self.bad else random.random() < turns_bad
        return self.bad

    def take(self, frame, now):
        full = self.settings.get("rate") and len(self.queue) >= self.settings.get("queue", 50)
        if not self.lost(now) and not full:
            self.queue.append((frame, now))

    def leaves(self, now):
        """When the first in the queue has left it."""
        frame, came = self.queue[0]
        rate = self.settings.get("rate")
        return max(self.free, came) + len(frame) * 8 / (rate * 1000) if rate else now

    def serve(self, now, heap, count):
        """Lets go what has left by now. A new rate holds for what still waits."""
        while self.queue and (left := self.leaves(now)) <= now:
            frame, _ = self.queue.popleft()
            self.free = left
            jitter = random.uniform(0, self.settings.get("jitter", 0))
            self.last = max(self.last, left + (self.settings.get("delay", 0) + jitter) / 1000)
            heapq.heappush(heap, (self.last, next(count), self.out, frame))


def main():
    namespace1, device1, namespace2, device2 = sys.argv[1:5]
    a, b = tap(namespace1, device1), tap(namespace2, device2)
    try:
        # A line keeps its times also while browsers keep every core busy.
        os.nice(-10)
    except OSError:
        pass
    ways = {a: Way(b), b: Way(a)}
    heap, count, text = [], itertools.count(), b""
    print("ready", flush=True)
    while True:
        now = time.monotonic()
        due = [way.leaves(now) for way in ways.values() if way.queue] + [at for at, *_ in heap[:1]]
        ready, _, _ = select.select([a, b, 0], [], [], max(0, min(due) - now) if due else None)
        now = time.monotonic()
        for fd in ready:
            if fd == 0:
                got = os.read(0, 65536)
                if not got:
                    return
                text += got
                while b"\n" in text:
                    line, text = text.split(b"\n", 1)
                    said = json.loads(line or b"{}")
                    ways[a].set(said.get("up", {}))
                    ways[b].set(said.get("down", {}))
                continue
            for _ in range(64):
                try:
                    frame = os.read(fd, 65536)
                except BlockingIOError:
                    break
                ways[fd].take(frame, now)
        now = time.monotonic()
        for way in ways.values():
            way.serve(now, heap, count)
        while heap and heap[0][0] <= now:
            _, _, out, frame = heapq.heappop(heap)
            try:
                os.write(out, frame)
            except BlockingIOError:
                pass


if __name__ == "__main__":
    main()
