// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.BrokerLink;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.Headers;
import dev.procession.messaging.MessagingException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of other commands that come to one queue, one at a time, on a thread of its own. */
final class CoordinatorService implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CoordinatorService.class);

    private final BrokerLink broker;
    private final String queue;
    private final Function<CoordinatorRequest, CoordinatorRequest.Reply> answers;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable BrokerSession session;

    private CoordinatorService(
            BrokerLink broker, String queue, Function<CoordinatorRequest, CoordinatorRequest.Reply> answers) {
        this.broker = broker;
        this.queue = queue;
        this.answers = answers;
    }

    /** Starts to answer; blocks until requests can be made. */
    static CoordinatorService open(
            BrokerLink broker, String queue, Function<CoordinatorRequest, CoordinatorRequest.Reply> answers)
            throws InterruptedException {
        CoordinatorService service = new CoordinatorService(broker, queue, answers);
        Thread thread = new Thread(service::run, queue);
        thread.setDaemon(true);
        thread.start();
        service.ready.await(10, TimeUnit.SECONDS);
        return service;
    }

    private void run() {
        try {
            do {
                try (BrokerSession opened = broker.connection().session()) {
                    session = opened;
                    opened.createTemporaryQueue(queue);
                    DeliveryConsumer consumer = opened.consumer(queue, null, 0);
                    ready.countDown();
                    for (Delivery delivery = consumer.receive(); delivery != null; delivery = consumer.receive()) {
                        answer(opened, delivery);
                    }
                } catch (MessagingException e) {
                    log.debug("requests cannot be answered now: {}", e.getMessage());
                }
            } while (!closed.await(500, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Taken off first: who asked may be gone by now, and an answer that cannot be sent must not bring the request back. */
    private void answer(BrokerSession opened, Delivery delivery) {
        delivery.acknowledge();
        opened.commit();
        String replyTo = delivery.envelope().header(Headers.REPLY_TO);
        if (replyTo != null) {
            reply(delivery).toEnvelopes().forEach(part -> opened.send(replyTo, part));
            opened.commit();
        }
    }

    private CoordinatorRequest.Reply reply(Delivery delivery) {
        try {
            return answers.apply(CoordinatorRequest.from(delivery.envelope()));
        } catch (RuntimeException e) {
            log.debug("a request could not be fulfilled", e);
            return BatchFailures.reply(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        BrokerSession open = session;
        if (open != null) {
            open.close();
        }
    }
}
