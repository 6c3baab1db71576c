// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.BrokerConnection;
import dev.procession.messaging.MessagingException;
import dev.procession.messaging.WorkerCommand;
import dev.procession.messaging.WorkerIdentity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a worker: connect, serve until the connection is lost, connect again; in the end drain.
 *
 * <pre>
 *   loop thread       connects, waits for loss or drain, and ends everything
 *   slot threads      one a slot, over all connections
 *   presence thread   one a connection
 *   command thread    one a connection
 *   output thread     one a connection
 *   timer             ends what a lost connection left behind
 * </pre>
 *
 * <p>The order of the end: slots take no more tasks; running tasks are told and waited for; the last presence; the connection,
 * which gives back to the broker whatever is still held; then the threads that did not heed are interrupted.
 */
final class WorkerLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerLoop.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(2);
    private static final int STACK_FRAMES = 12; // so that it fits into what is kept of a worker's last lines
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    /**
     * What happens to user code that goes on in vain after its lease was lost.
     *
     * @param interruptAfter when its thread is interrupted
     * @param stuckAfter when its slot counts as lost, and the worker ends
     */
    record LossLimits(Duration interruptAfter, Duration stuckAfter) {
        static final LossLimits DEFAULT = new LossLimits(Duration.ofSeconds(2), Duration.ofSeconds(30));
    }

    private final WorkerSettings settings;
    private final LossLimits limits;
    private final WorkerIdentity identity;
    private final TaskHandlers handlers;
    private final WorkerListener listener;
    private final InstantSource clock = InstantSource.system();
    private final WorkerThreads threads;
    private final ExecutorService interrupters;
    private final ScheduledExecutorService timer;
    private final RunningTasks running;
    private final ForeignTasks foreign;
    private final PrintedLines printed;
    private final Leases leases = new Leases();
    private final List<Slot> slots = new ArrayList<>();
    private final List<Thread> slotThreads = new ArrayList<>();
    private final AtomicInteger slotsStuck = new AtomicInteger();
    private final AtomicInteger slotsEnded = new AtomicInteger();
    private final WorkerState state = new WorkerState();
    private volatile @Nullable PresenceAnnouncer presence;
    private @Nullable Thread presenceThread;

    WorkerLoop(WorkerSettings settings, TaskHandlers handlers, WorkerListener listener, LossLimits limits) {
        this.settings = settings;
        this.limits = limits;
        this.identity = ThisProcess.identity(settings.name());
        this.handlers = handlers;
        this.listener = listener;
        this.threads = new WorkerThreads(settings.name());
        this.interrupters = Executors.newCachedThreadPool(threads);
        this.timer = threads.timer();
        this.running = new RunningTasks(new StoppedSteps(clock));
        this.foreign = new ForeignTasks(identity, handlers);
        this.printed = new PrintedLines(identity);
    }

    WorkerSettings settings() {
        return settings;
    }

    WorkerIdentity identity() {
        return identity;
    }

    WorkerEnd awaitEnd() throws InterruptedException {
        return state.awaitEnded();
    }

    void start() {
        TaskRunner runner = new TaskRunner(
                identity,
                new TaskProcessRunner(settings, threads),
                handlers,
                running,
                interrupters,
                this::announceChange,
                printed,
                listener);
        for (int i = 1; i <= settings.slots(); i++) {
            Slot slot = new Slot(leases, handlers, runner);
            slots.add(slot);
            slotThreads.add(threads.start("slot-" + i, () -> runSlot(slot)));
        }
        LimitWatch watch = new LimitWatch(running::all, this::endForStuck, System::nanoTime);
        long interval = LimitWatch.INTERVAL.toMillis();
        Future<?> unused = timer.scheduleWithFixedDelay(watch, interval, interval, TimeUnit.MILLISECONDS);
        threads.start("loop", this);
    }

    private void runSlot(Slot slot) {
        try {
            slot.run();
        } finally {
            slotsEnded.incrementAndGet();
            state.changed();
        }
    }

    void drain(Duration grace) {
        end(WorkerEnd.DRAINED, grace);
    }

    private void end(WorkerEnd reason, Duration grace) {
        if (state.beginEnd(reason, grace)) {
            listener.draining(grace);
        }
    }

    private void announceChange() {
        PresenceAnnouncer announcer = presence;
        if (announcer != null) {
            announcer.changed();
        }
    }

    @Override
    public void run() {
        Lease lease = null;
        try {
            lease = connect();
            while (lease != null) {
                serve(lease);
                lease = state.isEnding() ? null : connect();
            }
        } catch (InterruptedException e) {
            LOG.warn("worker {} ends: its thread was interrupted", identity.text());
        } finally {
            leases.close();
            timer.shutdownNow();
            slotThreads.forEach(Thread::interrupt);
            state.ended();
        }
    }

    /** Connects and sets everything up on the connection, trying until it succeeds; null if the worker is to end. */
    private @Nullable Lease connect() throws InterruptedException {
        Backoff backoff = new Backoff(FIRST_RETRY, LONGEST_RETRY);
        String trouble = "";
        while (!state.isEnding()) {
            try {
                return open(BrokerConnection.open(settings.broker(), settings.connection()));
            } catch (MessagingException e) {
                if (!trouble.equals(e.getMessage())) {
                    trouble = String.valueOf(e.getMessage());
                    LOG.warn("worker {} waits for a broker: {}", identity.text(), trouble);
                }
                state.awaitEnding(backoff.next());
            }
        }
        return null;
    }

    private void serve(Lease lease) throws InterruptedException {
        try {
            LOG.info(
                    "worker {} takes tasks from {}, {} at a time",
                    identity.text(),
                    settings.broker().uri(),
                    settings.slots());
            listener.connected(settings.broker());
            state.await(lease::isLost);
            if (lease.isLost()) {
                abandon(lease);
            } else {
                drainSlots();
            }
        } finally {
            close(lease);
        }
    }

    // Commands first, so that no task is taken whose stop would not be heard; slots last.
    private Lease open(BrokerConnection connection) {
        try {
            CommandReceiver commands = new CommandReceiver(connection.autoCommitSession(), this::obey);
            PresenceAnnouncer announcer =
                    new PresenceAnnouncer(connection, identity, settings, clock.instant(), running, foreign);
            OutputSender output = new OutputSender(connection.session(), printed);
            threads.start("commands", commands);
            threads.start("output", output);
            presenceThread = threads.start("presence", announcer);
            presence = announcer;
            Lease lease = new Lease(connection, state::changed);
            lease.watch();
            leases.offer(lease);
            return lease;
        } catch (MessagingException e) {
            connection.close();
            throw e;
        }
    }

    private void obey(WorkerCommand command) {
        if (command instanceof WorkerCommand.StopStep stop) {
            running.stop(stop.step());
        } else if (command instanceof WorkerCommand.EndWorker end
                && end.worker().equals(identity.text())) {
            LOG.info("worker {} was told to end", identity.text());
            end(WorkerEnd.DRAINED, settings.handBackGrace());
        }
    }

    /** Leaves the tasks of a lost connection to end in vain; their slots are free when they have. */
    private void abandon(Lease lease) {
        LOG.warn(
                "worker {} lost its connection to {}, and with it {} running task(s)",
                identity.text(),
                settings.broker().uri(),
                running.size());
        listener.connectionLost();
        running.abandonLost();
        schedule(() -> slots.forEach(Slot::interruptLost), limits.interruptAfter());
        schedule(() -> endIfStuck(lease), limits.stuckAfter());
    }

    private void schedule(Runnable action, Duration delay) {
        Future<?> unused = timer.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    // A thread cannot be killed, only its JVM: whoever watches this process starts another.
    private void endIfStuck(Lease lease) {
        for (Slot slot : slots) {
            Thread thread = slot.stuckOn(lease);
            if (thread != null) {
                LOG.error(
                        "worker {} ends: a task goes on {} after its lease was lost and does not heed interrupts; it is at\n{}",
                        identity.text(),
                        limits.stuckAfter(),
                        stackOf(thread));
                end(WorkerEnd.STUCK, settings.handBackGrace());
                return;
            }
        }
    }

    // The other slots may hand back what they have; the connection, and with it the task, ends with this process.
    private void endForStuck(BrokerHeldTask task, String limit) {
        slotsStuck.incrementAndGet();
        LOG.error(
                "worker {} ends: the {} has exceeded a limit ({}) and cannot be ended otherwise; it is at\n{}",
                identity.text(),
                Tasks.describe(task.envelope()),
                limit,
                stackOf(task.thread()));
        end(WorkerEnd.STUCK, settings.handBackGrace());
        state.changed();
    }

    private static String stackOf(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .limit(STACK_FRAMES)
                .map(frame -> "    at " + frame)
                .collect(Collectors.joining("\n"));
    }

    private void drainSlots() throws InterruptedException {
        leases.close();
        running.drain();
        // On threads of their own: closing waits for the broker, which may not answer.
        slots.forEach(slot -> interrupters.execute(slot::drain));
        state.awaitDuringGrace(() -> slotsEnded.get() + slotsStuck.get() >= settings.slots());
        if (running.size() > 0) {
            LOG.warn("worker {} ends with {} task(s) that did not hand back", identity.text(), running.size());
        }
    }

    private void close(Lease lease) throws InterruptedException {
        PresenceAnnouncer announcer = presence;
        Thread announcing = presenceThread;
        if (announcer != null && announcing != null && !lease.isLost()) {
            announcer.end();
            announcing.join(CLOSE_LIMIT.toMillis());
        }
        if (!lease.isLost()) {
            printed.flush(CLOSE_LIMIT);
        }
        // On a thread of its own, again: with the connection the broker takes back what is still held, answer or not.
        threads.start("close", lease.connection()::close).join(CLOSE_LIMIT.toMillis());
        running.abandonLost();
    }
}
