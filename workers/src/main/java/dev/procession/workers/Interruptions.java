// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.workers.spi.HeldTask.Interruption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The interruptions of one task: each is raised once, and every listener hears each, however late it registers. */
final class Interruptions {

    private static final Logger LOG = LoggerFactory.getLogger(Interruptions.class);

    private final Executor executor;
    private final Set<Interruption> raised = EnumSet.noneOf(Interruption.class);
    private final List<Consumer<Interruption>> listeners = new ArrayList<>();

    /** Listeners are user code such as {@code Batchlet.stop()}, which may block: {@code executor} must have threads to spare. */
    Interruptions(Executor executor) {
        this.executor = executor;
    }

    synchronized void raise(Interruption interruption) {
        if (raised.add(interruption)) {
            listeners.forEach(listener -> call(listener, interruption));
        }
    }

    synchronized void listen(Consumer<Interruption> listener) {
        listeners.add(listener);
        raised.forEach(interruption -> call(listener, interruption));
    }

    private void call(Consumer<Interruption> listener, Interruption interruption) {
        executor.execute(() -> {
            try {
                listener.accept(interruption);
            } catch (RuntimeException e) {
                LOG.error("a task could not be told to end early ({})", interruption, e);
            }
        });
    }
}
