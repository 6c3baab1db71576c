// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.Addresses;
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

/** Answers the questions of other commands, one at a time, on a thread of its own. */
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

    /** Starts to answer; blocks until questions can be asked. */
    static CoordinatorService open(
            BrokerLink broker, String repository, Function<CoordinatorRequest, CoordinatorRequest.Reply> answers)
            throws InterruptedException {
        CoordinatorService service = new CoordinatorService(broker, Addresses.coordinatorQueue(repository), answers);
        Thread thread = new Thread(service::run, "coordinator-service");
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
                    log.debug("questions cannot be answered now: {}", e.getMessage());
                }
            } while (!closed.await(500, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(BrokerSession opened, Delivery delivery) {
        delivery.acknowledge();
        String replyTo = delivery.envelope().header(Headers.REPLY_TO);
        if (replyTo != null) {
            opened.send(replyTo, reply(delivery).toEnvelope());
        }
        opened.commit();
    }

    private CoordinatorRequest.Reply reply(Delivery delivery) {
        try {
            return answers.apply(CoordinatorRequest.from(delivery.envelope()));
        } catch (RuntimeException e) {
            log.debug("a question could not be answered", e);
            return new CoordinatorRequest.Reply(false, String.valueOf(e.getMessage()));
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
