// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.shared.SharedLock;

/** Several processes print two lines each, which a lock keeps together. */
final class LockPrint {

    public static void main(String[] args) {
        try (Multiprocessing mp = Multiprocessing.start()) {
            SharedLock terminal = mp.lock("terminal");
            for (int i = 0; i < 4; i++) {
                mp.process(LockPrint::print, terminal, i).start();
            }
        } // waits for them
    }

    static void print(SharedLock terminal, int number) {
        terminal.lock();
        try {
            System.out.println("Worker " + number + " has the lock");
            System.out.println("Worker " + number + " gives it back");
        } finally {
            terminal.unlock();
        }
    }
}
