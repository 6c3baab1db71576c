// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.ChildProcess;
import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.shared.Connection;
import dev.procession.multiprocessing.shared.Pipe;
import java.util.List;

/** A process answers what comes through a pipe, until it is told to close. */
final class PipeEcho {

    public static void main(String[] args) throws InterruptedException {
        try (Multiprocessing mp = Multiprocessing.start()) {
            Pipe<String> pipe = mp.pipe();
            ChildProcess worker = mp.process(PipeEcho::answer, pipe.second()).start();
            Connection<String> end = pipe.first();
            for (String message : List.of("hello", "world")) {
                end.send(message);
                System.out.println("Parent received response: " + end.receive());
            }
            end.send("close");
            worker.join();
        }
    }

    static void answer(Connection<String> end) throws InterruptedException {
        for (String message = end.receive(); !message.equals("close"); message = end.receive()) {
            System.out.println("Worker received message: " + message);
            end.send("Processed: " + message);
        }
        System.out.println("Worker closing");
    }
}
