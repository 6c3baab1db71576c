// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.ChildProcess;
import dev.procession.multiprocessing.Multiprocessing;
import java.util.ArrayList;
import java.util.List;

/** Five processes that sleep at the same time. */
final class FiveWorkers {

    public static void main(String[] args) throws InterruptedException {
        try (Multiprocessing mp = Multiprocessing.start()) {
            List<ChildProcess> processes = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                processes.add(mp.process(FiveWorkers::work, i).start());
            }
            for (ChildProcess process : processes) {
                process.join();
            }
        }
    }

    static void work(int number) throws InterruptedException {
        System.out.println("Worker " + number + " started");
        Thread.sleep(1000);
        System.out.println("Worker " + number + " finished");
    }
}
