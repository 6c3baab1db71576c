// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.shared.SharedQueue;
import java.io.Serializable;
import java.util.List;

/** A process puts objects on a queue; its parent takes them until it is empty. */
final class QueueDrain {

    public static void main(String[] args) throws InterruptedException {
        List<Serializable> objects = List.of("red", 7, true);
        try (Multiprocessing mp = Multiprocessing.start()) {
            SharedQueue<Serializable> queue = mp.queue("objects");
            mp.process(QueueDrain::putAll, queue, objects).start().join();
            for (Serializable next = queue.poll(); next != null; next = queue.poll()) {
                System.out.println(next);
            }
        }
    }

    static void putAll(SharedQueue<Serializable> queue, List<Serializable> objects) throws InterruptedException {
        for (Serializable object : objects) {
            queue.put(object);
        }
    }
}
