// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.shared.SharedLock;
import dev.procession.multiprocessing.shared.SharedValue;

/** Two processes add to one value, ten times each, under a lock. */
final class LockCounter {

    public static void main(String[] args) {
        try (Multiprocessing mp = Multiprocessing.start()) {
            SharedLock lock = mp.lock("resource");
            SharedValue<Integer> value = mp.value("resource");
            value.set(0);
            for (int i = 0; i < 2; i++) {
                int number = i;
                mp.process(() -> work(lock, value, number)).start();
            }
        } // waits for them
    }

    static void work(SharedLock lock, SharedValue<Integer> value, int number) throws InterruptedException {
        for (int round = 0; round < 10; round++) {
            lock.lock();
            try {
                System.out.println("Worker " + number + " is accessing the resource");
                Thread.sleep(100);
                value.set(value.get() + 1);
                System.out.println("Worker " + number + " has updated the resource to " + value.get());
            } finally {
                lock.unlock();
            }
        }
    }
}
