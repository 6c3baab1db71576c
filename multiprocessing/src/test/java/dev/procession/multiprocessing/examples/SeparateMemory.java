// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.Multiprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Each process has memory of its own: what it appends to a list, its parent does not see. Threads share theirs. */
final class SeparateMemory {

    private static final List<Long> IDS = new CopyOnWriteArrayList<>();

    public static void main(String[] args) throws InterruptedException {
        if (args.length > 0 && args[0].equals("threads")) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                threads.add(new Thread(() -> IDS.add(Thread.currentThread().getId())));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        } else {
            try (Multiprocessing mp = Multiprocessing.start()) {
                for (int i = 0; i < 10; i++) {
                    mp.process(() -> IDS.add(ProcessHandle.current().pid())).start();
                }
            }
        }
        System.out.println("Done!");
        System.out.println(IDS.size());
        System.out.println(IDS);
    }
}
