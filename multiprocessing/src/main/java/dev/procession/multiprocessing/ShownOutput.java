// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import java.io.IOException;
import java.time.Duration;

/**
 * Sees to it that what this process has printed is shown before other processes learn what it did next: its output goes by way of its parent, what it
 * shares with others does not.
 */
final class ShownOutput {

    /** The parent may be stopped, or its terminal. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Link link;
    private final CountedOutput printed;
    private long shownOut;
    private long shownErr;

    ShownOutput(Link link, CountedOutput printed) {
        this.link = link;
        this.printed = printed;
    }

    /** Returns when what was printed before is shown; at once if all is. */
    void await() {
        long out = printed.out();
        long err = printed.err();
        if (isShown(out, err)) {
            return;
        }
        try {
            link.send(new Frame.Printed(out, err));
            awaitShown(out, err);
        } catch (IOException e) {
            // the parent is gone, and this process goes with it
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isShown(long out, long err) {
        return shownOut >= out && shownErr >= err;
    }

    private synchronized void awaitShown(long out, long err) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!isShown(out, err)) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return;
            }
            wait(millis);
        }
    }

    synchronized void shown(Frame.Shown shown) {
        shownOut = Math.max(shownOut, shown.outBytes());
        shownErr = Math.max(shownErr, shown.errBytes());
        notifyAll();
    }
}
