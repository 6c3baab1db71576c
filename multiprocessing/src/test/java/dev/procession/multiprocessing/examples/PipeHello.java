// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.ChildProcess;
import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.shared.Connection;
import dev.procession.multiprocessing.shared.Pipe;

/** A process prints a text and sends it; its parent prints what it received. */
final class PipeHello {

    public static void main(String[] args) throws InterruptedException {
        try (Multiprocessing mp = Multiprocessing.start()) {
            Pipe<String> pipe = mp.oneWayPipe();
            ChildProcess process = mp.process(PipeHello::hello, pipe.second()).start();
            process.join();
            System.out.println(pipe.first().receive());
        }
    }

    static void hello(Connection<String> end) throws InterruptedException {
        System.out.println("hello world");
        end.send("hello world");
    }
}
