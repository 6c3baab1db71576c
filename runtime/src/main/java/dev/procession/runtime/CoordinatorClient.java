// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.messaging.MessagingException;
import dev.procession.runtime.CoordinatorRequest.Reply;
import dev.procession.runtime.CoordinatorRequest.ReplyPart;
import dev.procession.runtime.CoordinatorRequest.Verb;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.JobQueries;
import dev.procession.runtime.repository.SubmissionStore.Arrival;
import dev.procession.runtime.repository.ViewJson;
import dev.procession.runtime.repository.WorkerView;
import jakarta.batch.operations.JobStartException;
import jakarta.batch.operations.NoSuchJobExecutionException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Asks the coordinator that owns a state directory, over its broker. For one thread. */
final class CoordinatorClient implements JobQueries, AutoCloseable {

    private static final ConnectionSettings CONNECTION =
            new ConnectionSettings(Duration.ofSeconds(30), Duration.ofSeconds(15), 64 * 1024 * 1024);
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final int QUESTIONS = 3;
    private static final int WINDOW_BYTES = 1024 * 1024;

    private final CoordinatorAddress address;
    private final BrokerConnection connection;

    private CoordinatorClient(CoordinatorAddress address, BrokerConnection connection) {
        this.address = address;
        this.connection = connection;
    }

    /**
     * Connects as one who only looks.
     *
     * @throws CoordinatorException if the coordinator's broker does not answer
     */
    static CoordinatorClient observe(CoordinatorAddress address) {
        return open(address, address.observer());
    }

    /**
     * Connects as one who may give orders.
     *
     * @throws CoordinatorException if the coordinator's broker does not answer
     */
    static CoordinatorClient order(CoordinatorAddress address) {
        return open(address, address.broker());
    }

    private static CoordinatorClient open(CoordinatorAddress address, BrokerEndpoint endpoint) {
        try {
            return new CoordinatorClient(address, BrokerConnection.open(endpoint, CONNECTION));
        } catch (MessagingException e) {
            throw new CoordinatorException(
                    "the coordinator (pid " + address.pid() + ") runs, but its broker does not answer: "
                            + e.getMessage(),
                    e);
        }
    }

    CoordinatorAddress address() {
        return address;
    }

    BrokerConnection connection() {
        return connection;
    }

    @Override
    public List<ExecutionView> executions(int limit, long before) {
        CoordinatorRequest request = new CoordinatorRequest(
                Verb.EXECUTIONS, limit, Map.of(CoordinatorRequest.BEFORE, Long.toString(before)));
        return ViewJson.readExecutions(ask(request).text());
    }

    @Override
    public Optional<ExecutionView> execution(long id) {
        try {
            return Optional.of(ViewJson.readExecution(
                    ask(new CoordinatorRequest(Verb.EXECUTION, id)).text()));
        } catch (NoSuchJobExecutionException e) {
            return Optional.empty();
        }
    }

    /** The workers that the coordinator hears. */
    List<WorkerView> workers() {
        return ViewJson.readWorkers(ask(new CoordinatorRequest(Verb.WORKERS, 0)).text());
    }

    /** What became of a submission; empty if the coordinator has not taken it. */
    Optional<Arrival> submission(String id) {
        try {
            CoordinatorRequest request =
                    new CoordinatorRequest(Verb.SUBMISSION, 0, Map.of(CoordinatorRequest.SUBMISSION_ID, id));
            String text = ask(request).text();
            return Optional.of(text.isEmpty() ? new Arrival(null, null) : new Arrival(Long.valueOf(text), null));
        } catch (NoSuchJobExecutionException e) {
            return Optional.empty();
        } catch (JobStartException e) {
            return Optional.of(new Arrival(null, e.getMessage()));
        }
    }

    /** Gives an order; answers what the coordinator says. */
    String order(Verb verb, long execution, Map<String, String> parameters) {
        return ask(new CoordinatorRequest(verb, execution, parameters)).text();
    }

    private Reply ask(CoordinatorRequest request) {
        Reply reply = ask(address.coordinator(), request);
        if (reply.outcome().equals(Reply.ELSEWHERE)) {
            reply = ask(reply.text(), request);
        }
        if (!reply.isDone()) {
            throw BatchFailures.exception(reply);
        }
        return reply;
    }

    /** Questions are asked again: one that comes while the coordinator makes a new connection to the broker reaches nobody. */
    private Reply ask(String coordinator, CoordinatorRequest request) {
        boolean order = request.verb().isOrder();
        String replyTo = Addresses.replyQueue(UUID.randomUUID());
        String queue = order ? Addresses.orderQueue(coordinator) : Addresses.coordinatorQueue(coordinator);
        try (BrokerSession session = connection.autoCommitSession()) {
            session.createTemporaryQueue(replyTo);
            DeliveryConsumer replies = session.consumer(replyTo, null, WINDOW_BYTES);
            for (int tries = order ? 1 : QUESTIONS; tries > 0; tries--) {
                session.send(queue, request.toEnvelope(replyTo));
                Delivery first = replies.receive(order ? TIMEOUT : TIMEOUT.dividedBy(QUESTIONS));
                if (first != null) {
                    return receive(first, replies);
                }
            }
            throw noAnswer();
        }
    }

    private CoordinatorException noAnswer() {
        return new CoordinatorException(
                "the coordinator (pid " + address.pid() + ") did not answer within " + TIMEOUT.toSeconds()
                        + " s; see whether it still runs",
                null);
    }

    private Reply receive(Delivery first, DeliveryConsumer replies) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (Delivery delivery = first; ; delivery = replies.receive(TIMEOUT)) {
            if (delivery == null) {
                throw noAnswer();
            }
            delivery.acknowledge();
            ReplyPart part = ReplyPart.from(delivery.envelope());
            text.writeBytes(part.bytes());
            if (part.last()) {
                return new Reply(part.outcome(), text.toString(StandardCharsets.UTF_8));
            }
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
