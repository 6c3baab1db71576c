// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.shared.SharedQueue;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Three processes take from one queue until each is told to close. */
final class QueueWorkers {

    public static void main(String[] args) throws InterruptedException {
        int patienceMillis = args.length > 0 ? Integer.parseInt(args[0]) : 4000;
        try (Multiprocessing mp = Multiprocessing.start()) {
            SharedQueue<String> queue = mp.queue("messages");
            for (int i = 0; i < 3; i++) {
                int number = i;
                mp.process(() -> work(queue, number, patienceMillis)).start();
            }
            for (String message : List.of("hello", "world", "close", "close", "close")) {
                queue.put(message);
            }
        } // waits for them
    }

    static void work(SharedQueue<String> queue, int number, int patienceMillis) throws InterruptedException {
        for (String message = queue.take(); !message.equals("close"); message = queue.take()) {
            Thread.sleep(ThreadLocalRandom.current().nextInt(patienceMillis));
            System.out.println("Processed by worker " + number + ": " + message);
        }
        System.out.println("Worker " + number + " closing");
    }
}
