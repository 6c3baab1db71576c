// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers.spi;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Envelope;
import dev.procession.messaging.WorkerIdentity;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A task that a slot holds, and all that may be done under the lease on it.
 *
 * <p><em>Failure:</em> every method that reaches the broker throws {@link LeaseLostException} once the lease is gone; nothing that it was
 * asked for has then happened.
 *
 * <p><em>Threads:</em> for the thread that runs the task, {@link #report} and {@link #onInterruption} for any.
 */
public interface HeldTask {

    /** Why a running task is to end early. */
    enum Interruption {
        /** The job is being stopped: complete the task as stopped. */
        STOP,
        /** It has committed nothing for longer than its soft limit: complete the task as failed. */
        NO_PROGRESS,
        /** This worker is to end: commit a checkpoint and hand the task back. */
        HAND_BACK
    }

    /**
     * A message to be sent in a commit.
     *
     * @param address where to
     * @param envelope what
     */
    record Send(String address, Envelope envelope) {}

    /** The task's message. */
    Envelope envelope();

    /**
     * How often the broker has delivered the task, this time included. Not counted are deliveries that were handed back, but those that
     * a failure of the handler or the death of a worker ended. Starts at 1 again when the broker restarts.
     */
    int deliveryCount();

    /** The worker that holds it. */
    WorkerIdentity worker();

    /** The broker that the task came from, for what else the handler does there; under another connection, and so not under the lease. */
    BrokerEndpoint broker();

    /** How the worker connects to it. */
    ConnectionSettings connection();

    /** Whether anything has been committed since this delivery of the task, by whichever process. */
    boolean hasCommitted();

    /** The message that a last-value queue holds under a key, or null. */
    @Nullable
    Envelope lastValue(String queue, String key);

    /** Sends all or nothing, and goes on holding the task; blocks until the broker has it. */
    void commit(List<Send> sends);

    /** Sends all and gives the task up for good, or nothing of it; blocks until the broker has it. */
    void complete(List<Send> sends);

    /** Gives the task back, to be delivered again at once. */
    void handBack();

    /** Calls the listener, on another thread, when the task is to end early; at once if it is so already. */
    void onInterruption(Consumer<Interruption> listener);

    /** Waits until what the task printed is with the broker, but not for long; may be called by any thread. */
    void flushOutput();

    /** Says how far the task is, for people to see; cheap enough for every chunk. */
    void report(String key, String description, int attempt, Map<String, Long> counts);
}
