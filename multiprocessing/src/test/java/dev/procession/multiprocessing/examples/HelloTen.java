// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.ChildProcess;
import dev.procession.multiprocessing.Multiprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Ten processes, with or without waiting for them. */
final class HelloTen {

    public static void main(String[] args) throws InterruptedException {
        boolean join = args.length > 0 && args[0].equals("join");
        try (Multiprocessing mp = Multiprocessing.start()) {
            List<ChildProcess> processes = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                processes.add(mp.process(HelloTen::greet, i).start());
            }
            if (join) {
                for (ChildProcess process : processes) {
                    process.join();
                }
            }
            System.out.println("Done!");
        } // waits for those that were not joined
    }

    static void greet(int number) throws InterruptedException {
        Thread.sleep(ThreadLocalRandom.current().nextInt(1000, 3001));
        System.out.println("[" + number + "] Hello!");
    }
}
