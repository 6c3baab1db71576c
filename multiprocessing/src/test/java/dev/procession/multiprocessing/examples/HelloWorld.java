// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.ChildProcess;
import dev.procession.multiprocessing.Multiprocessing;

/** One process. */
final class HelloWorld {

    public static void main(String[] args) throws InterruptedException {
        try (Multiprocessing mp = Multiprocessing.start()) {
            ChildProcess process =
                    mp.process(() -> System.out.println("hello world")).start();
            process.join();
        }
    }
}
