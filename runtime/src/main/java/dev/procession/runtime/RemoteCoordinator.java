// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.Addresses;
import dev.procession.messaging.BrokerSession;
import dev.procession.messaging.WorkerCommand;
import dev.procession.runtime.CoordinatorRequest.Verb;
import dev.procession.runtime.repository.JobQueries;
import dev.procession.runtime.repository.SubmissionStore.Arrival;
import dev.procession.runtime.repository.WorkerView;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The living coordinator of a state directory, in another process.
 *
 * <p><em>Threads:</em> for one.
 *
 * <p><em>Failure:</em> every method throws {@link CoordinatorException} if it does not answer.
 */
public final class RemoteCoordinator implements AutoCloseable {

    private final CoordinatorClient client;

    private RemoteCoordinator(CoordinatorClient client) {
        this.client = client;
    }

    /**
     * Connects to it; empty if no coordinator owns the state directory.
     *
     * @throws CoordinatorException if one does but cannot be reached
     */
    public static Optional<RemoteCoordinator> open(RuntimeSettings settings) {
        return CoordinatorAddress.ofLiving(StateDirectory.of(settings.home()))
                .map(address -> new RemoteCoordinator(CoordinatorClient.order(address)));
    }

    /** Its process id. */
    public long pid() {
        return client.address().pid();
    }

    /** Id of its job repository. */
    public String repositoryId() {
        return client.address().repository();
    }

    /** Whether it runs jobs that others submit. */
    public boolean takesSubmissions() {
        return client.address().takesSubmissions();
    }

    /** As {@link Coordinator#stop}. */
    public void stop(long executionId) {
        client.order(Verb.STOP, executionId, Map.of());
    }

    /** As {@link Coordinator#abandon}. */
    public void abandon(long executionId) {
        client.order(Verb.ABANDON, executionId, Map.of());
    }

    /** As {@link Coordinator#restart}. */
    public long restart(long executionId, Map<String, String> parameters) {
        return Long.parseLong(client.order(Verb.RESTART, executionId, parameters));
    }

    /** As {@link Coordinator#purge}. */
    public int purge(PurgeRule rule) {
        int executions = 0;
        while (true) {
            String[] answer = client.order(Verb.PURGE, 0, rule.toParameters()).split(" ", 2);
            executions += Integer.parseInt(answer[0]);
            if (answer.length == 1) {
                return executions;
            }
        }
    }

    /**
     * Puts a submission into the durable queue, whether the coordinator takes some or not.
     *
     * @return whether the broker took it; false if it had one of this id before
     */
    public boolean submit(Submission submission) {
        try (BrokerSession session = client.connection().session()) {
            return Submissions.send(session, Addresses.submissionQueue(repositoryId()), submission);
        }
    }

    /** What became of a submission; empty if the coordinator has not taken it yet. */
    public Optional<Arrival> submission(String id) {
        return client.submission(id);
    }

    /** What the repository knows of jobs. */
    public JobQueries queries() {
        return client;
    }

    /** The workers that the coordinator hears. */
    public List<WorkerView> workers() {
        return client.workers();
    }

    /**
     * Tells a worker to take no more tasks, hand back what it has at the next checkpoint, and end; does not wait for that. If it was started by a
     * coordinator, another one follows.
     *
     * @throws dev.procession.messaging.MessagingException if the broker does not take the command
     */
    public void drain(WorkerView worker) {
        try (BrokerSession session = client.connection().session()) {
            session.send(Addresses.CONTROL, new WorkerCommand.EndWorker(worker.id()).toEnvelope());
            session.commit();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
