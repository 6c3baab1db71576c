// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.WorkerPool;
import java.util.List;

/** A pool keeps the order. */
final class PoolGreetings {

    public static void main(String[] args) {
        try (Multiprocessing mp = Multiprocessing.start();
                WorkerPool pool = mp.pool(3)) {
            System.out.println(pool.map(name -> "Hello " + name, List.of("Bob", "Alice", "Eve")));
        }
    }
}
