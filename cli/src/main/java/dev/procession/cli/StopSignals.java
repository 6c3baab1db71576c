// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.workers.Signals;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ctrl-C and its like, as wishes that the main thread looks at instead of an end of the JVM: shutdown hooks would run beside those of
 * the database and of logging, and their exit status would be that of the signal.
 *
 * <p>The first asks the job to stop; the second gives up waiting for that; the third ends the process as it is.
 */
final class StopSignals {

    private static final int KILLED = 130;

    private final Thread main;
    private final AtomicInteger count = new AtomicInteger();
    private boolean interrupting;
    private Runnable listener = () -> {};

    private StopSignals(Thread main) {
        this.main = main;
    }

    /** From now on, signals no longer end the JVM. */
    static StopSignals install() {
        StopSignals signals = new StopSignals(Thread.currentThread());
        for (String signal : new String[] {"INT", "TERM", "HUP"}) {
            Signals.on(signal, signals::arrived);
        }
        return signals;
    }

    private void arrived() {
        int number = count.incrementAndGet();
        if (number > 2) {
            Runtime.getRuntime().halt(KILLED);
        }
        synchronized (this) {
            if (interrupting) {
                main.interrupt();
            }
            listener.run();
        }
    }

    /** Runs an action, on another thread, when a signal comes. */
    synchronized void onStop(Runnable action) {
        listener = action;
    }

    /** Runs what may be interrupted by a signal: start-up, where there is nothing yet to stop. */
    <T> T interruptibly(Startup<T> startup) throws InterruptedException {
        synchronized (this) {
            if (count.get() > 0) {
                throw new InterruptedException("stopped by a signal");
            }
            interrupting = true;
        }
        try {
            return startup.run();
        } catch (RuntimeException e) {
            if (count.get() > 0) {
                throw (InterruptedException) new InterruptedException("stopped by a signal").initCause(e);
            }
            throw e;
        } finally {
            synchronized (this) {
                interrupting = false;
            }
        }
    }

    /** What {@link #interruptibly} runs. */
    interface Startup<T> {
        T run() throws InterruptedException;
    }

    boolean stopWanted() {
        return count.get() > 0;
    }

    boolean hurryWanted() {
        return count.get() > 1;
    }
}
