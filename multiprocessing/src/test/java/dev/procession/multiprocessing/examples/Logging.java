// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.examples;

import dev.procession.multiprocessing.Multiprocessing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all processes log appears in one place. */
final class Logging {

    private static final Logger LOG = LoggerFactory.getLogger(Logging.class);

    public static void main(String[] args) throws InterruptedException {
        try (Multiprocessing mp = Multiprocessing.start()) {
            mp.logToStderr(System.Logger.Level.INFO);
            LOG.info("starting a process");
            mp.process(Logging::work).named("Process-1").start().join();
            LOG.info("it has ended");
        }
    }

    static void work() {
        LOG.debug("not shown unless the level is DEBUG");
        LOG.info("doing some work");
    }
}
