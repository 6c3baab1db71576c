// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.util.concurrent.atomic.AtomicInteger;

/** The names that a process gives to those that it starts: those of Process-1 are called Process-1:1 and so on, as in Python. */
final class Names {

    private final AtomicInteger lastProcess = new AtomicInteger();
    private final AtomicInteger lastPoolWorker = new AtomicInteger();

    String nextProcess() {
        return next("Process-", lastProcess);
    }

    String nextPoolWorker() {
        return next("PoolWorker-", lastPoolWorker);
    }

    private static String next(String prefix, AtomicInteger last) {
        int number = last.incrementAndGet();
        return ThisProcess.parent() == null
                ? prefix + number
                : ThisProcess.self().name() + ":" + number;
    }
}
