// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.TaskOutput;
import dev.procession.runtime.Coordinator;
import dev.procession.runtime.CoordinatorException;
import dev.procession.runtime.RuntimeSettings;
import dev.procession.runtime.SettledExecution;
import dev.procession.runtime.StateDirectory;
import dev.procession.runtime.repository.ExecutionView;
import jakarta.batch.operations.JobExecutionNotRunningException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One job, or several at a time, from the start of their coordinator to the last line on the screen. */
final class JobRun {

    /** How executions begin. */
    @FunctionalInterface
    interface Begin {

        /** Begins them and says which they are; one after the other, if the iterator does it, until a stop is wanted. */
        Iterable<Long> begin(Coordinator coordinator, BooleanSupplier stopWanted);
    }

    /**
     * What to run.
     *
     * @param name what people call it; null for the name of each job
     * @param begin begins it
     * @param waitForWorkers how long to wait for workers before it begins
     * @param tellLeft whether to tell of executions that a dead coordinator left
     */
    record Order(@Nullable String name, Begin begin, Duration waitForWorkers, boolean tellLeft) {}

    private static final Duration LEAST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    /** A look at thousands of partitions takes its time: so many times that long it pauses. */
    private static final int PAUSE_FACTOR = 10;

    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final Program program;
    private final Screen screen;
    private final RuntimeSettings settings;
    private final ClassLoader loader;
    private final Order order;
    private final String repeatedHome;
    private final StateDirectory home;

    JobRun(Program program, RuntimeSettings settings, ClassLoader loader, Order order, String repeatedHome) {
        this.program = program;
        this.screen = program.screen();
        this.settings = settings;
        this.loader = loader;
        this.order = order;
        this.repeatedHome = repeatedHome;
        this.home = StateDirectory.of(settings.home());
    }

    ExitCode run() throws InterruptedException {
        StopSignals signals = StopSignals.install();
        System.setProperty("procession.home", home.path().toString()); // jobs put their results there
        Thread.currentThread().setContextClassLoader(loader);
        UserOutput.capture(screen);
        if (!home.isOwned()) {
            Logging.toFile(home.logs().resolve("coordinator.log"));
        }
        try (Coordinator coordinator = signals.interruptibly(this::start)) {
            return run(coordinator, signals);
        }
    }

    private Coordinator start() throws InterruptedException {
        draw("starting ...");
        Coordinator coordinator = Coordinator.start(settings, loader, this::show);
        try {
            coordinator.onLost(() -> LostCoordinator.halt(screen));
            awaitWorkers(coordinator);
            return coordinator;
        } catch (RuntimeException | InterruptedException e) {
            coordinator.close();
            throw e;
        }
    }

    /** What partitions print belongs on this terminal, undecorated. */
    private void show(TaskOutput.Line line) {
        if (line.error()) {
            screen.error(line.text());
        } else {
            screen.print(line.text());
        }
    }

    private void awaitWorkers(Coordinator coordinator) throws InterruptedException {
        int wanted = settings.workers().count();
        draw("waiting for " + Quantities.count(wanted, "worker") + " ...");
        boolean complete = coordinator.awaitWorkers(order.waitForWorkers());
        if (!complete) {
            screen.error("procession: only " + coordinator.roster().workers().size() + " of "
                    + Quantities.count(wanted, "worker") + " came within "
                    + Quantities.duration(order.waitForWorkers()) + "; their logs are in " + home.logs());
        }
    }

    private void draw(String line) {
        if (screen.isTerminal()) {
            screen.draw(List.of(line));
        }
    }

    private ExitCode run(Coordinator coordinator, StopSignals signals) throws InterruptedException {
        if (order.tellLeft()) {
            coordinator.settled().forEach(this::tellSettled);
        }
        ExitCode worst = ExitCode.COMPLETED;
        List<ExecutionView> ended = new ArrayList<>();
        Iterator<Long> executions =
                order.begin().begin(coordinator, signals::stopWanted).iterator();
        while (executions.hasNext()) {
            long begin = System.nanoTime();
            long execution = executions.next();
            announce(coordinator, execution);
            follow(coordinator, execution, signals, begin);
            ended.add(view(coordinator, execution));
            ExitCode code = conclude(ended.get(ended.size() - 1), Duration.ofNanos(System.nanoTime() - begin));
            worst = code.compareTo(worst) > 0 ? code : worst;
        }
        if (ended.size() > 1) {
            screen.print(ExecutionReport.list(ended, new Times(ZoneId.systemDefault())));
        }
        return worst;
    }

    private void tellSettled(SettledExecution left) {
        screen.print("Execution " + left.executionId() + " of " + left.jobName() + " " + left.text()
                + ". It is FAILED now; it goes on with: "
                + program.command("restart " + left.executionId() + repeatedHome)
                + ", or with all others that were left: "
                + program.command("recover" + repeatedHome));
    }

    private void announce(Coordinator coordinator, long execution) {
        BrokerEndpoint broker = coordinator.workerEndpoint();
        int workers = coordinator.roster().workers().size();
        String name = order.name() == null ? view(coordinator, execution).jobName() : order.name();
        screen.print(name + ", execution " + execution + ", begins on " + Quantities.count(workers, "worker")
                + "; broker " + broker.uri());
    }

    private static ExecutionView view(Coordinator coordinator, long execution) {
        return coordinator
                .queries()
                .execution(execution)
                .orElseThrow(() -> new CoordinatorException(
                        "execution " + execution + " is not in the job repository; somebody has removed it", null));
    }

    /** Shows progress until the execution has ended, or has been stopped in vain. */
    private void follow(Coordinator coordinator, long execution, StopSignals signals, long begin)
            throws InterruptedException {
        ProgressMeter meter = new ProgressMeter(coordinator.repositoryId());
        ProgressDisplay display = new ProgressDisplay(screen);
        StopRequest stop = new StopRequest(coordinator, execution);
        boolean ended = false;
        Duration pause = LEAST_PAUSE;
        while (!ended && !stop.isInVain(signals)) {
            ended = coordinator.awaitEnd(execution, pause);
            if (!ended && signals.stopWanted()) {
                stop.ask();
            }
            long now = System.nanoTime();
            display.show(meter.measure(
                    Duration.ofNanos(now - begin),
                    view(coordinator, execution),
                    coordinator.roster().workers(),
                    stop.isAsked()));
            pause = pauseAfter(Duration.ofNanos(System.nanoTime() - now));
        }
        display.end();
    }

    private static Duration pauseAfter(Duration look) {
        Duration pause = look.multipliedBy(PAUSE_FACTOR);
        if (pause.compareTo(LEAST_PAUSE) < 0) {
            return LEAST_PAUSE;
        }
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private ExitCode conclude(ExecutionView view, Duration took) {
        ExitCode code = Ending.tell(program, view, took, home, repeatedHome);
        if (code == ExitCode.INFRASTRUCTURE) {
            screen.error("procession: execution " + view.executionId() + " did not stop within "
                    + Quantities.duration(STOP_LIMIT) + " and was left as it was; its logs are in " + home.logs());
        }
        return code;
    }

    /** The wish to stop, carried out once. */
    private static final class StopRequest {
        private final Coordinator coordinator;
        private final long execution;
        private long askedNanos;
        private boolean asked;

        StopRequest(Coordinator coordinator, long execution) {
            this.coordinator = coordinator;
            this.execution = execution;
        }

        void ask() {
            if (asked) {
                return;
            }
            asked = true;
            askedNanos = System.nanoTime();
            try {
                coordinator.jobOperator().stop(execution);
            } catch (JobExecutionNotRunningException e) {
                // It has ended by itself at this very moment.
            }
        }

        boolean isAsked() {
            return asked;
        }

        boolean isInVain(StopSignals signals) {
            return asked && (signals.hurryWanted() || System.nanoTime() - askedNanos > STOP_LIMIT.toNanos());
        }
    }
}
