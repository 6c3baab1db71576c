// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Waits for several connections at a time. */
final class Arrivals {

    /** How often is looked whether something came by way of the broker. */
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private Arrivals() {}

    static List<Connection<?>> await(Collection<? extends Connection<?>> connections, long nanos)
            throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        try (Selector selector = Selector.open()) {
            for (Connection<?> connection : connections) {
                connection.line().whenMet(selector::wakeup);
            }
            while (true) {
                List<Connection<?>> ready = ready(connections);
                long left = deadline - System.nanoTime();
                if (!ready.isEmpty() || left <= 0) {
                    return ready;
                }
                boolean all = register(connections, selector);
                Readiness.select(selector, all ? left : Math.min(left, SLICE_NANOS));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot wait for connections", e);
        }
    }

    private static List<Connection<?>> ready(Collection<? extends Connection<?>> connections)
            throws InterruptedException {
        List<Connection<?>> ready = new ArrayList<>();
        for (Connection<?> connection : connections) {
            if (connection.poll()) {
                ready.add(connection);
            }
        }
        return ready;
    }

    /** Whether the selector is woken for all of them. */
    private static boolean register(Collection<? extends Connection<?>> connections, Selector selector)
            throws InterruptedException {
        boolean all = true;
        for (Connection<?> connection : connections) {
            Inbound inbound = connection.line().inbound(0);
            SelectableChannel channel = inbound == null ? null : inbound.channel();
            if (channel != null) {
                try {
                    channel.register(selector, SelectionKey.OP_READ);
                } catch (ClosedChannelException e) {
                    all = false; // closed meanwhile: the next look tells
                }
            } else {
                all &= inbound == null; // who has not met yet wakes the selector
            }
        }
        return all;
    }
}
