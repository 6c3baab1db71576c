// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.Delivery;
import dev.procession.messaging.DeliveryConsumer;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.JobQueries;
import dev.procession.runtime.repository.ViewJson;
import dev.procession.runtime.repository.WorkerView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Asks the coordinator that owns a state directory, over its broker. For one thread. */
final class CoordinatorClient implements JobQueries, AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final CoordinatorAddress address;
    private final BrokerConnection connection;

    private CoordinatorClient(CoordinatorAddress address, BrokerConnection connection) {
        this.address = address;
        this.connection = connection;
    }

    /**
     * Connects.
     *
     * @throws dev.procession.messaging.BrokerUnavailableException if the coordinator's broker does not answer
     */
    static CoordinatorClient open(CoordinatorAddress address, ConnectionSettings settings) {
        return new CoordinatorClient(address, BrokerConnection.open(address.broker(), settings));
    }

    @Override
    public List<ExecutionView> executions(int limit) {
        return ViewJson.readExecutions(
                ask(CoordinatorRequest.Verb.EXECUTIONS, limit).text());
    }

    @Override
    public Optional<ExecutionView> execution(long id) {
        CoordinatorRequest.Reply reply = ask(CoordinatorRequest.Verb.EXECUTION, id);
        return reply.found() ? Optional.of(ViewJson.readExecution(reply.text())) : Optional.empty();
    }

    /** The workers that the coordinator hears. */
    List<WorkerView> workers() {
        return ViewJson.readWorkers(ask(CoordinatorRequest.Verb.WORKERS, 0).text());
    }

    private CoordinatorRequest.Reply ask(CoordinatorRequest.Verb verb, long argument) {
        String replyTo = Addresses.coordinatorQueue(address.repository()) + ".reply." + UUID.randomUUID();
        try (BrokerSession session = connection.autoCommitSession()) {
            session.createTemporaryQueue(replyTo);
            DeliveryConsumer replies = session.consumer(replyTo, null, 1024 * 1024);
            session.send(
                    Addresses.coordinatorQueue(address.repository()),
                    new CoordinatorRequest(verb, argument).toEnvelope(replyTo));
            Delivery reply = replies.receive(TIMEOUT);
            if (reply == null) {
                throw new CoordinatorException(
                        "the coordinator (pid " + address.pid() + ") did not answer within " + TIMEOUT.toSeconds()
                                + " s; see whether it still runs",
                        null);
            }
            return CoordinatorRequest.Reply.from(reply.envelope());
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
