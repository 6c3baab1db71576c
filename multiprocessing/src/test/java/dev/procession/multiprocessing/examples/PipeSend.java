// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.Multiprocessing;
import dev.procession.multiprocessing.shared.Connection;
import dev.procession.multiprocessing.shared.Pipe;
import java.util.List;

/** A process sends one message into a pipe. */
final class PipeSend {

    public static void main(String[] args) throws InterruptedException {
        try (Multiprocessing mp = Multiprocessing.start()) {
            Pipe<List<String>> pipe = mp.pipe();
            mp.process(PipeSend::send, pipe.second()).start();
            System.out.println(pipe.first().receive());
        }
    }

    static void send(Connection<List<String>> end) throws InterruptedException {
        end.send(List.of("Sending something into the pipe !!!!!!!!"));
        end.close();
    }
}
