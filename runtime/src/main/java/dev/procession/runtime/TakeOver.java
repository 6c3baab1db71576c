// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks from time to time for executions whose coordinator has died, on a thread of its own. */
final class TakeOver implements AutoCloseable {

    /** What is done each time. */
    interface Look {
        void run() throws InterruptedException;
    }

    private static final Logger log = LoggerFactory.getLogger(TakeOver.class);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Duration lease;
    private final Look look;

    private TakeOver(Duration lease, Look look) {
        this.lease = lease;
        this.look = look;
    }

    static TakeOver start(Duration lease, Look look) {
        TakeOver takeOver = new TakeOver(lease, look);
        Thread thread = new Thread(takeOver::run, "take-over");
        thread.setDaemon(true);
        thread.start();
        return takeOver;
    }

    private void run() {
        try {
            while (!closed.await(lease.toMillis() / 3, TimeUnit.MILLISECONDS)) {
                try {
                    look.run();
                } catch (RuntimeException e) { // broker or database; it is tried again
                    log.warn("could not look for executions to take over: {}", e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
