// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.Credentials;
import dev.procession.messaging.EmbeddedBroker;
import dev.procession.runtime.repository.Database;

/** Leaves jobs in the durable queue of a state directory that has no coordinator now. */
public final class Submissions {

    private Submissions() {}

    /**
     * Puts a submission where the next coordinator that takes some finds it; makes the state directory if there is none.
     *
     * @return whether the broker took it; false if it had one of this id before
     * @throws CoordinatorException if a coordinator owns the state directory, or it cannot be written
     * @throws dev.procession.messaging.MessagingException if the broker cannot be started or reached
     * @throws dev.procession.runtime.repository.RepositoryException if the repository cannot be opened
     */
    public static boolean leave(RuntimeSettings settings, Submission submission) {
        try (StateDirectory directory = StateDirectory.of(settings.home()).own();
                Database database = Database.open(settings.repositorySettings())) {
            String queue = Addresses.submissionQueue(database.repositoryId());
            RuntimeSettings.Broker broker = settings.broker();
            if (broker.url() != null) {
                return send(
                        settings,
                        new BrokerEndpoint(broker.url(), new Credentials(broker.user(), broker.password())),
                        queue,
                        submission);
            }
            try (EmbeddedBroker embedded =
                    EmbeddedBroker.start(new EmbeddedBroker.Settings(directory.broker(), broker.host(), 0))) {
                return send(settings, embedded.coordinator(), queue, submission);
            }
        }
    }

    private static boolean send(
            RuntimeSettings settings, BrokerEndpoint endpoint, String queue, Submission submission) {
        try (BrokerConnection connection = BrokerConnection.open(endpoint, settings.connection());
                BrokerSession session = connection.session()) {
            return send(session, queue, submission);
        }
    }

    static boolean send(BrokerSession session, String queue, Submission submission) {
        session.createDurableQueue(queue);
        return session.sendOnce(queue, submission.toEnvelope());
    }
}
