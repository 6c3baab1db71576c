// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.Addresses;
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
import dev.procession.runtime.repository.Owner;
import dev.procession.runtime.repository.UnfinishedStore.UnfinishedExecution;
import jakarta.batch.operations.JobExecutionAlreadyCompleteException;
import jakarta.batch.operations.JobExecutionNotRunningException;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.operations.JobRestartException;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.JobInstance;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator: owns a state directory, runs jobs, starts workers on this machine.
 *
 * <p><em>Threads:</em> safe for use by several threads.
 *
 * <p><em>Failure:</em> whatever way its process ends, its local workers end with it, and everything committed is in its state directory.
 */
public final class Coordinator implements AutoCloseable {

    private static final Duration NO_LIMIT = Duration.ofDays(1);
    private static final Duration HOPE_CHECK = Duration.ofMillis(250);

    private final RuntimeSettings settings;
    private final Resources resources;
    private final StateDirectory directory;
    private final Database database;
    private final BrokerEndpoint workerEndpoint;
    private final WorkerRoster roster;
    private final BatchEngine engine;
    private final LocalWorkerSet workers;
    private final Settlement settlement;
    private final List<SettledExecution> settled;
    private final BrokerLink broker;
    private final String id = UUID.randomUUID().toString();
    private final Ownership ownership;
    private final Recovery recovery;
    private final CoordinatorAddress address;
    private volatile @Nullable SubmissionInbox submissions;
    private volatile Runnable lost = this::close;
    private volatile BiConsumer<List<SettledExecution>, List<RecoveredExecution>> takenOver = (from, to) -> {};

    /** The whole assembly, in order; what was opened is closed in the opposite order, also when a later part fails. */
    private Coordinator(RuntimeSettings settings, ClassLoader classLoader, OutputListener listener, Resources resources)
            throws InterruptedException {
        this.settings = settings;
        this.resources = resources;
        directory = resources.add(StateDirectory.of(settings.home()).own());
        // The slow parts start beside each other: repository and CDI here, broker and then workers on this thread.
        Booting<Database> bootingDatabase = resources.add(Booting.start("repository", this::openDatabase));
        resources.add(this::disown); // when local workers and engine have ended: what becomes of them is stored first
        Booting<ArtifactContainer> bootingCdi =
                resources.add(Booting.start("cdi", () -> ArtifactContainer.start(classLoader)));
        EmbeddedBroker embedded = startBroker();
        BrokerEndpoint endpoint = embedded == null ? externalBroker() : embedded.coordinator();
        workerEndpoint = embedded == null ? endpoint : embedded.worker();
        WorkerExits exits = new WorkerExits(() -> attempts(bootingDatabase));
        workers = resources.add(LocalWorkerSet.start(settings, directory, workerEndpoint, exits));
        broker = resources.add(BrokerLink.open(endpoint, settings.connection()));
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
        ownership = own(settings.broker().url() == null ? "embedded:" + directory.id() : endpoint.uri());
        broker.admitOnly(ownership::requireHeld);
        settlement = new Settlement(broker, database, ownership);
        settled = settlement.run();
        engine = resources.add(BatchEngine.start(
                classLoader,
                bootingCdi.await(),
                database,
                services,
                trusted,
                new BatchEngine.Children(
                        workerEndpoint,
                        settings.trustedClasses(),
                        settings.workers().jobsPath())));
        recovery = new Recovery(
                database.unfinished(),
                ownership.owner().broker(),
                execution -> restart(execution, new Properties()),
                settings.partitions().maxAttempts());
        RequestDesk desk = new RequestDesk(this, database);
        resources.add(CoordinatorService.open(broker, Addresses.coordinatorQueue(id), desk::answer));
        resources.add(CoordinatorService.open(broker, Addresses.orderQueue(id), desk::obey));
        address = new CoordinatorAddress(
                embedded == null ? endpoint : overTcp(embedded),
                embedded == null ? endpoint : embedded.observer(),
                database.repositoryId(),
                id,
                false,
                ProcessHandle.current().pid());
        address.write(directory);
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

    private Database openDatabase() {
        return settings.repository().url() == null
                ? Database.open(settings.repositorySettings())
                : Database.openShared(settings.repositorySettings(), id);
    }

    /** A repository in the state directory is ours alone, as the directory is; a database may be shared. */
    private Ownership own(String brokerName) {
        Owner owner = new Owner(id, directory.id(), brokerName);
        return settings.repository().url() == null
                ? Ownership.byDirectory(owner)
                : Ownership.byLease(
                        database.ownership(), owner, settings.repository().lease(), () -> lost.run());
    }

    private void disown() {
        Ownership taken = ownership;
        if (taken != null) { // null where the start failed before
            taken.close();
        }
    }

    /** Does this, once, when another coordinator has taken over what this one ran; otherwise this one is closed then. */
    public void onLost(Runnable action) {
        lost = action;
    }

    /** Tells this, on a thread of its own, what was taken over from another coordinator while this one ran, and how it goes on. */
    public void onTakenOver(BiConsumer<List<SettledExecution>, List<RecoveredExecution>> listener) {
        takenOver = listener;
    }

    /** Executions of a coordinator that died on this state directory; they are FAILED now and can be restarted. */
    public List<SettledExecution> settled() {
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
        String xml = database.jobXml().find(instance.getInstanceId()).orElse(null);
        requireSameBroker(executionId);
        return database.ownership()
                .exclusively(instance.getInstanceId(), () -> engine.restart(executionId, xml, parameters));
    }

    private void requireSameBroker(long executionId) {
        String results = database.ownership().brokerOf(executionId).orElse("");
        if (!results.isEmpty() && !results.equals(ownership.owner().broker())) {
            throw new JobRestartException("execution " + executionId + " ran on another broker (" + results
                    + "), where the results of its partitions are; restart it on a coordinator that uses that one");
        }
    }

    /** As {@link #restart}, asked for by another process: this one has to stay for it. */
    long restartForOthers(long executionId, Properties parameters) {
        if (submissions == null) {
            throw new CoordinatorException(
                    "the coordinator of " + directory.path() + " (pid " + address.pid()
                            + ") runs one job and ends with it; wait for that, or use a coordinator that stays: 'procession"
                            + " coordinator'",
                    null);
        }
        return restart(executionId, parameters);
    }

    /**
     * Starts a job from a Job XML that nobody else gets to see under its name, or from the class path.
     *
     * @return id of the execution
     * @throws jakarta.batch.operations.JobStartException if there is no such job, or it is not a Job XML
     */
    private long start(String job, @Nullable String xml, Properties parameters) {
        return xml == null
                ? jobOperator().start(job, parameters)
                : engine.start(job, xml.getBytes(StandardCharsets.UTF_8), parameters);
    }

    /**
     * Stops an execution that this coordinator runs; does not wait for its end.
     *
     * @throws jakarta.batch.operations.NoSuchJobExecutionException if there is none of this id
     * @throws jakarta.batch.operations.JobExecutionNotRunningException if it has ended
     */
    public void stop(long executionId) {
        jobOperator().stop(executionId);
    }

    /**
     * Gives an execution up: it cannot be restarted.
     *
     * @throws jakarta.batch.operations.NoSuchJobExecutionException if there is none of this id
     * @throws jakarta.batch.operations.JobExecutionIsRunningException if it has not ended
     * @throws JobExecutionAlreadyCompleteException if it has completed
     */
    public void abandon(long executionId) {
        if (jobOperator().getJobExecution(executionId).getBatchStatus() == BatchStatus.COMPLETED) {
            throw new JobExecutionAlreadyCompleteException("execution " + executionId + " is COMPLETED");
        }
        jobOperator().abandon(executionId);
    }

    /**
     * Restarts the executions that ended with their coordinator, also with an earlier one of this state directory. One whose coordinator died again
     * and again is left alone, as often as a partition is tried.
     *
     * @return what was done with each
     */
    public List<RecoveredExecution> recover() {
        return recovery.run();
    }

    private void takeOver() throws InterruptedException {
        takenOver.accept(settlement.run(), recover());
    }

    /**
     * Deletes job instances with all that belongs to them.
     *
     * @return how many executions went, or would go
     * @throws jakarta.batch.operations.NoSuchJobExecutionException if the rule names one that is not there
     * @throws jakarta.batch.operations.JobExecutionIsRunningException if it names one that runs; then nothing was deleted
     */
    public int purge(PurgeRule rule) {
        return purge(rule, NO_LIMIT).executions();
    }

    Purge.Purged purge(PurgeRule rule, Duration limit) {
        return new Purge(database, broker).run(rule, Instant.now(), limit);
    }

    /** From now on takes jobs that others submit, and takes over from coordinators that die and share the database. */
    public synchronized void takeSubmissions() {
        if (submissions == null) {
            submissions = resources.add(
                    SubmissionInbox.open(broker, database.repositoryId(), database.submissions(), this::start));
            address.thatTakesSubmissions().write(directory);
            if (ownership.isShared()) {
                resources.add(TakeOver.start(settings.repository().lease(), this::takeOver));
            }
        }
    }

    /**
     * Takes no more submissions and stops all jobs, so that the next coordinator can restart them by {@link #recover}.
     *
     * @param hurry whether to wait no longer
     * @return whether all stopped in time; the others will be settled by the next coordinator
     */
    public boolean stopJobs(Duration limit, BooleanSupplier hurry) throws InterruptedException {
        SubmissionInbox inbox = submissions;
        if (inbox != null) {
            inbox.close();
        }
        List<Long> running =
                new ArrayList<>(mine().stream().filter(this::stopped).toList());
        long deadline = System.nanoTime() + limit.toNanos();
        while (!running.isEmpty() && System.nanoTime() < deadline && !hurry.getAsBoolean()) {
            long first = running.get(0);
            if (awaitEnd(first, HOPE_CHECK)) {
                database.unfinished().markCoordinatorEnded(first);
                running.remove(first);
            }
        }
        return running.isEmpty();
    }

    private List<Long> mine() {
        return ownership.isShared()
                ? database.unfinished().executionsOf(id)
                : database.unfinished().executions().stream()
                        .map(UnfinishedExecution::executionId)
                        .toList();
    }

    private boolean stopped(long execution) {
        try {
            boolean already = jobOperator().getJobExecution(execution).getBatchStatus() == BatchStatus.STOPPING;
            jobOperator().stop(execution);
            return !already; // else somebody wanted it stopped for good
        } catch (JobExecutionNotRunningException e) {
            return false;
        }
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
     * Looks whether this is a Job XML; starts nothing, and needs no coordinator.
     *
     * @param name of the document, for the message
     * @throws jakarta.batch.operations.JobStartException if it is none; says the line and column
     */
    public static void checkJobXml(String name, byte[] xml) {
        BatchEngine.check(name, xml);
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
        database.hurry(); // what cannot be stored now will be settled by the next coordinator
        resources.close();
    }
}
