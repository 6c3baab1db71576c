// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.BrokerLink;
import dev.procession.messaging.Credentials;
import dev.procession.messaging.EmbeddedBroker;
import dev.procession.messaging.ObjectSerializer;
import dev.procession.messaging.TrustedClasses;
import dev.procession.runtime.jberet.ArtifactContainer;
import dev.procession.runtime.jberet.BatchEngine;
import dev.procession.runtime.jberet.DispatchServices;
import dev.procession.runtime.jberet.PartitionRows;
import dev.procession.runtime.jberet.WorkerExits;
import dev.procession.runtime.repository.AttemptStore;
import dev.procession.runtime.repository.Database;
import dev.procession.runtime.repository.JobQueries;
import dev.procession.runtime.repository.UnfinishedStore.UnfinishedExecution;
import dev.procession.runtime.repository.ViewJson;
import dev.procession.runtime.repository.WorkerView;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.JobInstance;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator: owns a state directory, runs jobs, starts workers on this machine.
 *
 * <p><em>Threads:</em> safe for use by several threads.
 *
 * <p><em>Failure:</em> whatever way its process ends, its local workers end with it, and everything committed is in its state directory.
 */
public final class Coordinator implements AutoCloseable {

    private static final Duration HOPE_CHECK = Duration.ofMillis(250);

    private final RuntimeSettings settings;
    private final Resources resources;
    private final StateDirectory directory;
    private final Database database;
    private final BrokerEndpoint workerEndpoint;
    private final WorkerRoster roster;
    private final BatchEngine engine;
    private final LocalWorkerSet workers;
    private final List<UnfinishedExecution> settled;

    /** The whole assembly, in order; what was opened is closed in the opposite order, also when a later part fails. */
    private Coordinator(RuntimeSettings settings, ClassLoader classLoader, OutputListener listener, Resources resources)
            throws InterruptedException {
        this.settings = settings;
        this.resources = resources;
        directory = resources.add(StateDirectory.of(settings.home()).own());
        // The slow parts start beside each other: repository and CDI here, broker and then workers on this thread.
        Booting<Database> bootingDatabase =
                resources.add(Booting.start("repository", () -> Database.open(settings.repositorySettings())));
        Booting<ArtifactContainer> bootingCdi =
                resources.add(Booting.start("cdi", () -> ArtifactContainer.start(classLoader)));
        EmbeddedBroker embedded = startBroker();
        BrokerEndpoint endpoint = embedded == null ? externalBroker() : embedded.coordinator();
        workerEndpoint = embedded == null ? endpoint : embedded.worker();
        WorkerExits exits = new WorkerExits(() -> attempts(bootingDatabase));
        workers = resources.add(LocalWorkerSet.start(settings, directory, workerEndpoint, exits));
        BrokerLink broker = resources.add(BrokerLink.open(endpoint, settings.connection()));
        roster = resources.add(WorkerRoster.open(broker));
        database = bootingDatabase.await();
        OutputReceiver output = resources.add(OutputReceiver.open(broker, database.repositoryId(), listener));
        TrustedClasses trusted = TrustedClasses.of(
                settings.trustedClasses(), Set.copyOf(settings.workers().jobsPath()));
        DispatchServices services = new DispatchServices(
                database.repositoryId(),
                broker,
                database.attempts(),
                exits,
                new PartitionRows(database.plans(), database.partitions()),
                ObjectSerializer.of(classLoader, trusted),
                output::awaitShown,
                settings.partitions());
        settled = settle(broker);
        engine = resources.add(BatchEngine.start(classLoader, bootingCdi.await(), database, services, trusted));
        resources.add(CoordinatorService.open(broker, database.repositoryId(), this::answer));
        publishAddress(embedded == null ? endpoint : overTcp(embedded));
        resources.add(() -> CoordinatorAddress.delete(directory));
    }

    /** As {@link #start(RuntimeSettings, ClassLoader, OutputListener)}; what partitions print is printed here. */
    public static Coordinator start(RuntimeSettings settings, ClassLoader classLoader) throws InterruptedException {
        return start(settings, classLoader, new ProgramOutput());
    }

    /**
     * Starts a coordinator; blocks until jobs can be started. Its local workers may still be on their way: see {@link #awaitWorkers}.
     *
     * @param classLoader where jobs and artifacts are looked for
     * @param output gets what partitions print in their workers
     * @throws CoordinatorException if the state directory is in use or cannot be written
     * @throws dev.procession.messaging.MessagingException if the broker cannot be started or reached
     * @throws dev.procession.runtime.repository.RepositoryException if the repository cannot be opened
     */
    public static Coordinator start(RuntimeSettings settings, ClassLoader classLoader, OutputListener output)
            throws InterruptedException {
        Resources resources = new Resources();
        try {
            return new Coordinator(settings, classLoader, output, resources);
        } catch (RuntimeException | InterruptedException e) {
            resources.close();
            throw e;
        }
    }

    /** The record of attempts; null if the repository could not be opened: then this coordinator does not start, and nothing ran. */
    private static @Nullable AttemptStore attempts(Booting<Database> booting) {
        Database database = booting.awaitOrNull();
        return database == null ? null : database.attempts();
    }

    private @Nullable EmbeddedBroker startBroker() {
        RuntimeSettings.Broker broker = settings.broker();
        return broker.url() != null
                ? null
                : resources.add(EmbeddedBroker.start(
                        new EmbeddedBroker.Settings(directory.broker(), broker.host(), broker.port())));
    }

    private BrokerEndpoint externalBroker() {
        RuntimeSettings.Broker broker = settings.broker();
        return new BrokerEndpoint(String.valueOf(broker.url()), new Credentials(broker.user(), broker.password()));
    }

    /** How commands of the same user on this machine reach the embedded broker with the coordinator's rights. */
    private static BrokerEndpoint overTcp(EmbeddedBroker embedded) {
        return new BrokerEndpoint(
                embedded.worker().uri(), embedded.coordinator().credentials());
    }

    private void publishAddress(BrokerEndpoint endpoint) {
        new CoordinatorAddress(
                        endpoint,
                        database.repositoryId(),
                        ProcessHandle.current().pid())
                .write(directory);
    }

    private CoordinatorRequest.Reply answer(CoordinatorRequest request) {
        return switch (request.verb()) {
            case EXECUTIONS ->
                new CoordinatorRequest.Reply(true, ViewJson.write(queries().executions((int) request.argument())));
            case EXECUTION ->
                queries()
                        .execution(request.argument())
                        .map(view -> new CoordinatorRequest.Reply(true, ViewJson.write(view)))
                        .orElse(new CoordinatorRequest.Reply(false, "no such execution"));
            case WORKERS ->
                new CoordinatorRequest.Reply(
                        true,
                        ViewJson.write(
                                roster.workers().stream().map(WorkerView::of).toList()));
        };
    }

    /** A repository in the state directory is ours alone: what runs there according to it, ran in a coordinator that died. */
    private List<UnfinishedExecution> settle(BrokerLink broker) throws InterruptedException {
        return settings.repository().url() == null ? new Settlement(broker, database).run() : List.of();
    }

    /** Executions of a coordinator that died on this state directory; they are FAILED now and can be restarted. */
    public List<UnfinishedExecution> settled() {
        return settled;
    }

    /**
     * Restarts an execution with the Job XML that it was started with (Jakarta Batch 2.1, section 10.8).
     *
     * @param parameters parameters that replace those of the execution
     * @return id of the new execution
     * @throws jakarta.batch.operations.BatchRuntimeException if it cannot be restarted
     */
    public long restart(long executionId, Properties parameters) {
        JobInstance instance = jobOperator().getJobInstance(executionId);
        database.jobXml()
                .find(instance.getInstanceId())
                .ifPresent(xml -> addJobXml(instance.getJobName(), xml.getBytes(StandardCharsets.UTF_8)));
        return jobOperator().restart(executionId, parameters);
    }

    BatchEngine engine() {
        return engine;
    }

    /** The standard operator (Jakarta Batch 2.1, section 10.9). */
    public JobOperator jobOperator() {
        return engine.jobOperator();
    }

    /**
     * Serves a Job XML under a name for {@link JobOperator#start}, before those of the class path.
     *
     * @throws jakarta.batch.operations.JobStartException if it is not a Job XML; says the line and column
     */
    public void addJobXml(String name, byte[] xml) {
        engine.addJobXml(name, xml);
    }

    /**
     * Waits until an execution of this coordinator has ended and its end is stored.
     *
     * @return whether it ended in time
     */
    public boolean awaitEnd(long executionId, Duration timeout) throws InterruptedException {
        return engine.awaitEnd(executionId, timeout);
    }

    /**
     * Waits until the workers that this coordinator started have announced themselves.
     *
     * @return whether all came in time; the job can go on with those there are
     * @throws dev.procession.workers.WorkerStartException if none of them could be started
     */
    public boolean awaitWorkers(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean complete = false;
        for (long left = timeout.toNanos(); !complete && left > 0; left = deadline - System.nanoTime()) {
            workers.requireHope();
            Duration slice = Duration.ofNanos(Math.min(left, HOPE_CHECK.toNanos()));
            complete = roster.await(settings.workers().count(), presence -> workers.contains(presence.worker()), slice);
        }
        return complete;
    }

    /** Id of the job repository, which tells its partitions from others of the same broker. */
    public String repositoryId() {
        return database.repositoryId();
    }

    /** What the repository knows of jobs. */
    public JobQueries queries() {
        return database.queries();
    }

    /** The workers of now, local and remote. */
    public WorkerRoster roster() {
        return roster;
    }

    /** The state directory. */
    public StateDirectory directory() {
        return directory;
    }

    /** How a worker started by hand reaches the broker; its user may do what a worker needs and no more. */
    public BrokerEndpoint workerEndpoint() {
        return workerEndpoint;
    }

    /** Ends local workers, engine, broker and repository, in this order. Running jobs are not stopped first: stop them before. */
    @Override
    public void close() {
        resources.close();
    }
}
