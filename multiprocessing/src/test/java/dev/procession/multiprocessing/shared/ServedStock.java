// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A process that serves a {@link Stock}, and one that calls it. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class ServedStock {

    static final Duration PATIENCE = Processes.PATIENCE;

    final Stock.OfThisJvm implementation = new Stock.OfThisJvm();
    Processes processes;
    SharedObjects server;
    SharedObjects caller;

    /** To be called before each test. */
    void begin(Processes each) {
        processes = each;
        server = processes.process();
        caller = processes.steadyProcess();
    }

    @AfterEach
    void close() {
        implementation.mayGo.countDown();
        processes.close();
    }

    Stock served() {
        server.serve("stock", Stock.class, implementation);
        return caller.service("stock", Stock.class);
    }
}
