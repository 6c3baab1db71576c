// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.Futures;
import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.WorkerPool;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Submit, wait for all, and look at the results. */
final class FuturesExample {

    public static void main(String[] args) throws Exception {
        try (Multiprocessing mp = Multiprocessing.start();
                WorkerPool pool = mp.pool(4)) {
            List<CompletableFuture<Integer>> futures = List.of(5, 2, 1, 3).stream()
                    .map(seconds -> pool.submit(FuturesExample::workerFunction, seconds))
                    .toList();
            Futures.wait(futures, Futures.Until.ALL_COMPLETED);
            for (CompletableFuture<Integer> future : futures) {
                System.out.println("Result: " + future.get());
            }
        }
    }

    static int workerFunction(int seconds) throws InterruptedException {
        System.out.println("worker_function(" + seconds + ") starting");
        Thread.sleep(1000L * seconds);
        System.out.println("worker_function(" + seconds + ") finished");
        return seconds;
    }
}
