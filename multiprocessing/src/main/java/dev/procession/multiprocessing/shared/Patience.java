// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.concurrent.TimeUnit;

/**
 * Whether it pays to look again and again for a moment before one is woken; for one thread at a time.
 *
 * <p>It does while what is waited for comes soon, and on another processor. Where the processors are taken, the looking itself keeps back what it
 * looks for: so each time that it was in vain, it is left out the more often, up to a thousand times in a row.
 */
final class Patience {

    /** How long to look. */
    static final long NANOS = TimeUnit.MICROSECONDS.toNanos(50);

    private static final int FIRST_PAUSE = 8;
    private static final int LONGEST_PAUSE = 1_024;

    private final boolean alone;
    private boolean soon;
    private int pause;
    private int left;

    Patience() {
        this(Runtime.getRuntime().availableProcessors());
    }

    Patience(int processors) {
        this.alone = processors == 1;
    }

    /** Whether to look this time, before one waits. */
    boolean mayLook() {
        if (alone || !soon) {
            return false;
        }
        left = Math.max(0, left - 1);
        return left == 0;
    }

    /** What was waited for was there after so long. */
    void waited(long nanos) {
        soon = nanos < NANOS;
    }

    /** Whether the looking has found it. */
    void looked(boolean found) {
        pause = found ? pause / 2 : Math.min(LONGEST_PAUSE, 2 * pause + FIRST_PAUSE);
        left = found ? 0 : pause;
    }
}
