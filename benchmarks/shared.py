# SPDX-License-Identifier: Apache-2.0
"""The same work as in SharedBenchmark.java."""
import multiprocessing
import threading
import time
from multiprocessing.managers import BaseManager

from rounds import measure, millis, rates

ITEMS = 100_000
ROUND_TRIPS = 2_000
EXCHANGES = 20_000
ADDITIONS = 200_000
THREADS = 8
IN_FLIGHT = 64
SPAN = 1.0


def produce(queue, go):
    go.wait()
    item = bytes(100)
    for _ in range(ITEMS):
        queue.put(item)


def consume(queue, producer, go):
    go.set()
    for _ in range(ITEMS):
        queue.get()
    producer.join()


def answer(questions, answers):
    for _ in range(ROUND_TRIPS):
        answers.put(questions.get())


def count_span(step):
    end = time.perf_counter() + SPAN
    count = 0
    while time.perf_counter() < end:
        step()
        count += 1
    return count


def locked_step(lock):
    def step():
        lock.acquire()
        lock.release()
    return step


def lock_for_a_span(lock, counts):
    counts.put(count_span(locked_step(lock)))


def add(value):
    for _ in range(ADDITIONS):
        with value.get_lock():
            value.value += 1


def add_for_a_span(value, counts):
    def step():
        with value.get_lock():
            value.value += 1

    found = []
    threads = [threading.Thread(target=lambda: found.append(count_span(step))) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts.put(sum(found))


def both(target, *args):
    processes = [multiprocessing.Process(target=target, args=args) for _ in range(2)]
    for process in processes:
        process.start()
    return processes


def rate_of_both(target, shared):
    counts = multiprocessing.SimpleQueue()
    processes = both(target, shared, counts)
    total = counts.get() + counts.get()
    for process in processes:
        process.join()
    return total / SPAN


def items():
    queue = multiprocessing.Queue()
    go = multiprocessing.Event()
    producer = multiprocessing.Process(target=produce, args=(queue, go))
    producer.start()
    begin = time.perf_counter()
    consume(queue, producer, go)
    return ITEMS / (time.perf_counter() - begin)


def one_item():
    questions, answers = multiprocessing.Queue(), multiprocessing.Queue()
    process = multiprocessing.Process(target=answer, args=(questions, answers))
    process.start()
    begin = time.perf_counter()
    for i in range(ROUND_TRIPS):
        questions.put(i)
        answers.get()
    took = time.perf_counter() - begin
    process.join()
    return took * 1000 / ROUND_TRIPS / 2


def echo(end):
    while True:
        message = end.recv()
        end.send(message)
        if message == EXCHANGES:
            return


def exchanges():
    end, other = multiprocessing.Pipe()
    process = multiprocessing.Process(target=echo, args=(other,))
    process.start()
    end.send(0)
    end.recv()
    begin = time.perf_counter()
    for i in range(1, EXCHANGES + 1):
        end.send(i)
        end.recv()
    took = time.perf_counter() - begin
    process.join()
    return EXCHANGES / took


def additions():
    for process in both(add, multiprocessing.Value("q", 0)):
        process.join()


class Echo:
    def now(self, number):
        return number


class EchoManager(BaseManager):
    pass


EchoManager.register("Echo", Echo)


def calls_in_flight(echo):
    found = []

    def call():
        found.append(count_span(lambda: echo.now(1)))

    threads = [threading.Thread(target=call) for _ in range(IN_FLIGHT)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(found)


if __name__ == "__main__":
    rates("queue, 100,000 items of 100 B", items)
    millis("queue, one item there", one_item)
    rates("pipe, there and back", exchanges)
    step = locked_step(multiprocessing.Lock())
    rates("lock and unlock, nobody else asks", lambda: count_span(step))
    rates("lock and unlock, two processes", lambda: rate_of_both(lock_for_a_span, multiprocessing.Lock()))
    measure("add, two processes", 2 * ADDITIONS, additions)
    rates("add and get, two processes", lambda: rate_of_both(add_for_a_span, multiprocessing.Value("q", 0)))
    with EchoManager() as manager:
        echo_proxy = manager.Echo()
        rates("service, calls one after the other", lambda: count_span(lambda: echo_proxy.now(1)))
        rates("service, 64 calls in flight", lambda: calls_in_flight(echo_proxy))
