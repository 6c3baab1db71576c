// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.Multiprocessing;

/** Named arguments: in Java they are what a lambda captures. */
final class GreetingKwargs {

    public static void main(String[] args) throws InterruptedException {
        String name = args.length > 0 ? args[0] : "Bob";
        String greeting = "Hello";
        try (Multiprocessing mp = Multiprocessing.start()) {
            mp.process(() -> System.out.println(greeting + ", " + name)).start().join();
        }
    }
}
