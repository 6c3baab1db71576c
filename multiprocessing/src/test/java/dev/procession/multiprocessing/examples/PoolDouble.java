// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.WorkerPool;
import java.util.List;

/** Results one after the other, in the order of the items. */
final class PoolDouble {

    public static void main(String[] args) {
        try (Multiprocessing mp = Multiprocessing.start();
                WorkerPool pool = mp.pool(2)) {
            pool.imap(x -> 2 * x, List.of(5, 2, 1, 3))
                    .forEachRemaining(result -> System.out.println("Result: " + result));
        }
    }
}
