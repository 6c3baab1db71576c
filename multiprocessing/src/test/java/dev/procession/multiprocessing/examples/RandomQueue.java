// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.ChildProcess;
import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.shared.SharedQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Four processes put a number each on a queue. */
final class RandomQueue {

    public static void main(String[] args) throws InterruptedException {
        try (Multiprocessing mp = Multiprocessing.start()) {
            SharedQueue<Double> queue = mp.queue("numbers");
            List<ChildProcess> processes = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                processes.add(mp.process(RandomQueue::put, queue).start());
            }
            for (ChildProcess process : processes) {
                process.join();
            }
            List<Double> numbers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                numbers.add(queue.take());
            }
            System.out.println(numbers);
        }
    }

    static void put(SharedQueue<Double> queue) throws InterruptedException {
        queue.put(ThreadLocalRandom.current().nextDouble());
    }
}
