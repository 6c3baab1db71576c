# SPDX-License-Identifier: Apache-2.0
"""The same work as in PoolBenchmark.java."""
import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor

from rounds import measure, millis


def square(x):
    return x * x


def note(pipe):
    pipe.send(time.perf_counter())


def starts(name, method):
    context = multiprocessing.get_context(method)

    def start():
        here, there = context.Pipe()
        process = context.Process(target=note, args=(there,))
        begin = time.perf_counter()
        process.start()
        took = (here.recv() - begin) * 1000
        process.join()
        return took

    millis(name, start)


def calls(pool):
    for i in range(5000):
        pool.apply(square, (i,))


def submit(executor):
    for future in [executor.submit(square, i) for i in range(5000)]:
        future.result()


if __name__ == "__main__":
    million = list(range(1_000_000))
    with multiprocessing.Pool(2) as pool:
        measure("map of 1,000,000 squares", 1_000_000, lambda: pool.map(square, million))
        measure("map of 20,000, chunk size 1", 20_000, lambda: pool.map(square, million[:20_000], 1))
    with ProcessPoolExecutor(2) as executor:
        measure("submit of 5,000", 5_000, lambda: submit(executor))
    with multiprocessing.Pool(2) as pool:
        measure("5,000 calls one after the other", 5_000, lambda: calls(pool))
    starts("process start, spawn", "spawn")
    starts("process start, fork", "fork")
