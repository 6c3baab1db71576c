// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.WorkerPool;
import java.util.List;

/** A pool of four. */
final class PoolSquares {

    public static void main(String[] args) {
        try (Multiprocessing mp = Multiprocessing.start();
                WorkerPool pool = mp.pool(4)) {
            System.out.println(pool.map(x -> x * x, List.of(1, 2, 3, 4, 5)));
        }
    }
}
