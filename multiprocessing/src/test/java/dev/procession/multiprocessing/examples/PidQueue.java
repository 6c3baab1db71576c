// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.ChildProcess;
import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.shared.SharedQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Ten processes greet, and put their pid on a queue; their parent collects them after joining. */
final class PidQueue {

    public static void main(String[] args) throws InterruptedException {
        try (Multiprocessing mp = Multiprocessing.start()) {
            SharedQueue<Long> queue = mp.queue("pids");
            List<ChildProcess> processes = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                processes.add(mp.process(PidQueue::greet, queue, i).start());
            }
            for (ChildProcess process : processes) {
                process.join();
            }
            List<Long> pids = new ArrayList<>();
            queue.drainTo(pids);
            System.out.println("Done!");
            System.out.println(pids.size());
            System.out.println(pids);
        }
    }

    static void greet(SharedQueue<Long> queue, int number) throws InterruptedException {
        Thread.sleep(ThreadLocalRandom.current().nextInt(1000, 3001));
        System.out.println("[" + number + "] Hello!");
        queue.put(ProcessHandle.current().pid());
    }
}
