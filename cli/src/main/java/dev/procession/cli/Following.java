// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.messaging.MessagingException;
import dev.procession.runtime.CoordinatorException;
import dev.procession.runtime.RemoteCoordinator;
import dev.procession.runtime.RuntimeSettings;
import dev.procession.runtime.StateDirectory;
import dev.procession.runtime.repository.ExecutionView;
import dev.procession.runtime.repository.SubmissionStore.Arrival;
import dev.procession.runtime.repository.UnfinishedStore;
import dev.procession.runtime.repository.WorkerView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for what a coordinator in another process does, and shows it. Where that coordinator ends first, waits for the next one, and goes on with
 * the execution by which it continues the job.
 */
final class Following implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final int NEWEST = 200;
    /** So often a coordinator may be asked for the execution that continues one before there will be none. */
    private static final int LOOKS = 30;

    private static final Set<String> ENDED_WITH_COORDINATOR =
            Set.of(UnfinishedStore.COORDINATOR_LOST, UnfinishedStore.COORDINATOR_ENDED);

    private final Program program;
    private final RuntimeSettings settings;
    private final String repeatedHome;
    private @Nullable RemoteCoordinator coordinator;
    private boolean saidThatNobodyIsThere;

    Following(Program program, RuntimeSettings settings, String repeatedHome) {
        this.program = program;
        this.settings = settings;
        this.repeatedHome = repeatedHome;
    }

    /**
     * The execution that a submission becomes.
     *
     * @param limit how long to wait; null for as long as it takes
     * @return empty if it took too long
     * @throws UsageException if the coordinator refuses it
     */
    Optional<Long> execution(String submission, @Nullable Duration limit) throws InterruptedException {
        long begin = System.nanoTime();
        return Looking.until(PAUSE, () -> {
            Optional<Long> execution = execution(submission);
            boolean late = limit != null && System.nanoTime() - begin >= limit.toNanos();
            return execution.isPresent() || late ? Optional.of(execution) : Optional.empty();
        });
    }

    private Optional<Long> execution(String submission) {
        Optional<Arrival> arrival = ask(living -> living.submission(submission)).flatMap(found -> found);
        String refusal = arrival.map(Arrival::refusal).orElse(null);
        if (refusal != null) {
            throw new UsageException("the coordinator refused submission " + submission + ": " + refusal);
        }
        return arrival.map(Arrival::executionId);
    }

    /** Shows an execution until it has ended. */
    ExitCode follow(long execution) throws InterruptedException {
        return Looking.until(PAUSE, new Look(execution));
    }

    /** One look after the other at an execution, and then at those that continue it; an answer when the last one has ended. */
    private final class Look implements Supplier<Optional<ExitCode>> {
        private final ProgressDisplay display = new ProgressDisplay(program.screen());
        private final Instant begin = Instant.now();
        private long followed;
        private @Nullable ProgressMeter meter;
        private int looks;

        Look(long execution) {
            followed = execution;
        }

        @Override
        public Optional<ExitCode> get() {
            long current = followed;
            Optional<ExecutionView> view =
                    ask(living -> living.queries().execution(current)).flatMap(found -> found);
            return view.isEmpty()
                    ? Optional.empty()
                    : view.get().endTime() == null ? running(view.get()) : ended(view.get());
        }

        private Optional<ExitCode> running(ExecutionView view) {
            meter = meter == null ? new ProgressMeter(repository()) : meter;
            List<WorkerView> workers = ask(RemoteCoordinator::workers).orElse(List.of());
            display.show(meter.measure(Duration.between(begin, Instant.now()), view, workers));
            return Optional.empty();
        }

        private Optional<ExitCode> ended(ExecutionView view) {
            Optional<Long> next = isLeft(view) ? next(view) : Optional.empty();
            if (next.isPresent()) {
                followed = next.get();
                program.screen().print("goes on as execution " + followed);
            } else if (!isLeft(view) || looks++ > LOOKS) {
                display.end();
                return Optional.of(
                        Ending.tell(program, view, took(view), StateDirectory.of(settings.home()), repeatedHome));
            }
            return Optional.empty();
        }
    }

    private static boolean isLeft(ExecutionView view) {
        return view.exitStatus() != null && ENDED_WITH_COORDINATOR.contains(view.exitStatus());
    }

    private Optional<Long> next(ExecutionView ended) {
        return ask(living -> living.queries().executions(NEWEST)).stream()
                .flatMap(executions -> executions.stream())
                .filter(other -> other.instanceId() == ended.instanceId())
                .map(ExecutionView::executionId)
                .filter(other -> other > ended.executionId())
                .findFirst();
    }

    private static Duration took(ExecutionView view) {
        Instant start = view.startTime() == null ? view.createTime() : view.startTime();
        return start == null || view.endTime() == null ? Duration.ZERO : Duration.between(start, view.endTime());
    }

    private String repository() {
        return coordinator == null ? "" : coordinator.repositoryId();
    }

    /** Asks the coordinator of now; empty if there is none that answers. */
    private <T> Optional<T> ask(Function<RemoteCoordinator, T> question) {
        try {
            if (coordinator == null) {
                coordinator = RemoteCoordinator.open(settings).orElse(null);
            }
            if (coordinator == null) {
                sayThatNobodyIsThere();
                return Optional.empty();
            }
            T answer = question.apply(coordinator);
            saidThatNobodyIsThere = false;
            return Optional.of(answer);
        } catch (CoordinatorException | MessagingException e) {
            close();
            return Optional.empty();
        }
    }

    private void sayThatNobodyIsThere() {
        if (!saidThatNobodyIsThere) {
            saidThatNobodyIsThere = true;
            program.screen()
                    .print("no coordinator runs on "
                            + StateDirectory.of(settings.home()).path() + " now; waiting for one: "
                            + program.command("coordinator" + repeatedHome));
        }
    }

    @Override
    public void close() {
        if (coordinator != null) {
            coordinator.close();
            coordinator = null;
        }
    }
}
