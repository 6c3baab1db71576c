// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Tasks of tests. */
final class PoolTasks {

    private PoolTasks() {}

    static List<Integer> range(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    static long pid() {
        return ProcessHandle.current().pid();
    }

    static int half(int number) throws IOException {
        if (number % 2 != 0) {
            throw new IOException(number + " is odd");
        }
        return number / 2;
    }

    static int spin() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    static int awaitFile(String file) {
        await().until(() -> Files.exists(Path.of(file)));
        return -1;
    }
}
