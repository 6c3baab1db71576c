# SPDX-License-Identifier: Apache-2.0
"""Does the same several times and prints one line: its name, the median, and the first time apart."""
import time

COUNT = 7


def measure(name, items, work):
    """Items a second."""
    def rate():
        begin = time.perf_counter()
        work()
        return items / (time.perf_counter() - begin)

    rates(name, rate)


def rates(name, work):
    """What work returns, a rate."""
    show(name, "%.0f", work)


def millis(name, work):
    """What work returns, in milliseconds."""
    show(name + " (ms)", "%.2f", work)


def show(name, form, work):
    values = [work() for _ in range(COUNT)]
    print("\t".join((name, form % sorted(values)[COUNT // 2], form % values[0])), flush=True)
