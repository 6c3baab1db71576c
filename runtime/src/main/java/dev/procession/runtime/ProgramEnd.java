// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import java.util.function.BooleanSupplier;

/**
 * Notices that the program around a shared coordinator has come to its end, and closes the coordinator then: the threads of an embedded broker
 * are no daemons and would keep the JVM alive for ever.
 *
 * <p>A program has ended when its {@code main} has returned, no thread of its own but daemons is left, and no job runs.
 */
final class ProgramEnd implements Runnable {

    private static final long INTERVAL_MILLIS = 250;
    private static final String MAIN_HAS_RETURNED = "DestroyJavaVM"; // the thread that then waits for the others
    private static final String BROKER = "activemq";

    private final BooleanSupplier idle;
    private final Runnable close;

    private ProgramEnd(BooleanSupplier idle, Runnable close) {
        this.idle = idle;
        this.close = close;
    }

    /**
     * Begins to watch.
     *
     * @param idle whether no job runs
     * @param close closes the coordinator
     */
    static void watch(BooleanSupplier idle, Runnable close) {
        Thread thread = new Thread(new ProgramEnd(idle, close), "procession-program-end");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void run() {
        try {
            synchronized (this) {
                while (!hasEnded() || !idle.getAsBoolean()) {
                    wait(INTERVAL_MILLIS);
                }
            }
            close.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean hasEnded() {
        boolean mainHasReturned = false;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals(MAIN_HAS_RETURNED)) {
                mainHasReturned = true;
            } else if (!thread.isDaemon() && !thread.getName().contains(BROKER)) {
                return false;
            }
        }
        return mainHasReturned;
    }
}
