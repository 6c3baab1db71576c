// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.MessagingException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what tasks print over one connection, on its own thread and session, until the connection ends. */
final class OutputSender implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(OutputSender.class);

    private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

    private final BrokerSession session;
    private final PrintedLines lines;

    OutputSender(BrokerSession session, PrintedLines lines) {
        this.session = session;
        this.lines = lines;
    }

    @Override
    public void run() {
        try (session) {
            while (!session.isClosed()) {
                PrintedLines.Batch batch = lines.take(LOOK_INTERVAL);
                if (batch != null) {
                    send(batch);
                }
            }
        } catch (MessagingException e) {
            LOG.debug("what tasks print goes on with the next connection", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(PrintedLines.Batch batch) {
        boolean sent = false;
        try {
            session.send(Addresses.OUTPUT, batch.output().toEnvelope());
            session.commit(); // blocks until the broker has it: what a task printed comes before its result
            sent = true;
        } finally {
            if (sent) {
                lines.sent(batch);
            } else {
                lines.unsent(batch); // for the next connection
            }
        }
    }
}
