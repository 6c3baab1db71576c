// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.ChildProcess;
import dev.procession.multiprocessing.Multiprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Four processes, each prints a random number. */
final class RandomNumbers {

    public static void main(String[] args) throws InterruptedException {
        try (Multiprocessing mp = Multiprocessing.start()) {
            List<ChildProcess> processes = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                processes.add(mp.process(RandomNumbers::printNumber).start());
            }
            for (ChildProcess process : processes) {
                process.join();
            }
        }
    }

    static void printNumber() {
        System.out.println(ThreadLocalRandom.current().nextDouble());
    }
}
