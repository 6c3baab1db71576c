// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits until a channel is ready for some operation; the selector is made when it is first needed. For one thread at a time. */
final class Readiness implements AutoCloseable {

    private final SelectableChannel channel;
    private final int operation;
    private volatile @Nullable Selector selector;

    Readiness(SelectableChannel channel, int operation) {
        this.channel = channel;
        this.operation = operation;
    }

    /** Returns when it may be ready, or after so long. */
    void await(long nanos) throws InterruptedException, IOException {
        Selector open = selector;
        if (open == null) {
            open = Selector.open();
            selector = open;
            channel.register(open, operation);
        }
        select(open, nanos);
    }

    /** Waits for a selector, without limit for {@link Long#MAX_VALUE}. An interrupt ends the wait and not the channels. */
    static void select(Selector selector, long nanos) throws InterruptedException, IOException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long millis = nanos == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
        selector.select(key -> {}, millis);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    @Override
    public void close() throws IOException {
        Selector open = selector;
        if (open != null) {
            open.close();
        }
    }
}
