// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.Envelope;
import java.time.Duration;

/** Hears what happens in a worker, on the thread where it happens. */
interface WorkerListener {

    /** A connection is there, the slots begin to take tasks. */
    default void connected(BrokerEndpoint broker) {}

    /** The connection is gone, and all tasks held through it. */
    default void connectionLost() {}

    /** A slot received a task, and is about to run it. */
    default void taskTaken(Envelope task) {}

    /** A slot is through with a task. */
    default void taskEnded(Envelope task, TaskOutcome outcome) {}

    /** No more tasks are taken, running ones may take this long to hand back. */
    default void draining(Duration grace) {}
}
