// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Tasks of tests. */
final class PoolTasks {

    /** JVMs start slowly on a machine that is busy. */
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private PoolTasks() {}

    /** Waits so long. */
    static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE);
    }

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
