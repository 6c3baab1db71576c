// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.shared.SharedQueue;
import java.util.List;

/** A process puts the even ones of the numbers it is given on a queue; its parent takes them until it is empty. */
final class EvensQueue {

    public static void main(String[] args) throws InterruptedException {
        try (Multiprocessing mp = Multiprocessing.start()) {
            SharedQueue<Integer> queue = mp.queue("evens");
            mp.process(EvensQueue::putEvens, queue, List.of(1, 2, 3, 4, 5, 6))
                    .start()
                    .join();
            for (Integer next = queue.poll(); next != null; next = queue.poll()) {
                System.out.println(next);
            }
        }
    }

    static void putEvens(SharedQueue<Integer> queue, List<Integer> numbers) throws InterruptedException {
        for (int number : numbers) {
            if (number % 2 == 0) {
                queue.put(number);
            }
        }
    }
}
