// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli.jobs;

import dev.procession.multiprocessing.WorkerPool;
import java.util.List;

/** Work for a pool. */
public final class Squares {

    private Squares() {}

    /** Of these numbers. */
    public static List<Integer> of(WorkerPool pool, List<Integer> numbers) {
        return pool.map(number -> number * number, numbers);
    }

    /** The process that started the one which runs it. */
    public static long parent(WorkerPool pool) {
        return pool.apply(
                () -> ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L));
    }
}
