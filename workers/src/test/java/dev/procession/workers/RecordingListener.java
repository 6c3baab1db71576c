// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.Envelope;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what a worker says for tests that wait for it. */
final class RecordingListener implements WorkerListener {

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public void connected(BrokerEndpoint broker) {
        events.add("connected");
    }

    @Override
    public void connectionLost() {
        events.add("connection lost");
    }

    @Override
    public void taskTaken(Envelope task) {
        events.add("taken");
    }

    @Override
    public void taskEnded(Envelope task, TaskOutcome outcome) {
        events.add("ended " + outcome);
    }

    @Override
    public void draining(Duration grace) {
        events.add("draining");
    }

    /** Waits for an event; those before it are forgotten. */
    void await(String event) throws InterruptedException {
        StringBuilder seen = new StringBuilder();
        for (String next = next(); next != null; next = next()) {
            if (next.equals(event)) {
                return;
            }
            seen.append(next).append(", ");
        }
        throw new AssertionError("'" + event + "' did not happen, but " + seen);
    }

    private String next() throws InterruptedException {
        return events.poll(Observer.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }
}
