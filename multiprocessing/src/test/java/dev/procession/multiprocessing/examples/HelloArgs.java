// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.ChildProcess;
import dev.procession.multiprocessing.Multiprocessing;
import java.util.ArrayList;
import java.util.List;

/** One process a name. */
final class HelloArgs {

    public static void main(String[] args) throws InterruptedException {
        try (Multiprocessing mp = Multiprocessing.start()) {
            List<ChildProcess> processes = new ArrayList<>();
            for (String name : List.of("Bob", "Alice", "Eve")) {
                processes.add(mp.process(HelloArgs::greet, name).start());
            }
            for (ChildProcess process : processes) {
                process.join();
            }
        }
    }

    static void greet(String name) {
        System.out.println("Hello " + name);
    }
}
