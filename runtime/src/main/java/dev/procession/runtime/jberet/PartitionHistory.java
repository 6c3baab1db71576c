// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.PartitionEvent;
import dev.procession.messaging.RemoteFailure;
import dev.procession.messaging.WorkerIdentity;
import dev.procession.runtime.repository.AttemptOutcome;
import dev.procession.runtime.repository.AttemptStore;
import dev.procession.runtime.repository.AttemptStore.RecordedAttempt;
import dev.procession.runtime.repository.AttemptView;
import dev.procession.workers.WorkerEnd;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What became of the workers that had a partition: the reason why it is given up, and what to do. */
final class PartitionHistory {

    /** The failure of a partition that is given up; its worker knows only the number of its predecessors. */
    static final String LOST_TOO_OFTEN = "dev.procession.runtime.PartitionLostException";

    /** The news that a worker takes a partition over may come sooner than that of its predecessor's death. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int OUT_OF_MEMORY = 3;

    private final AttemptStore attempts;
    private final WorkerExits exits;

    PartitionHistory(AttemptStore attempts, WorkerExits exits) {
        this.attempts = attempts;
        this.exits = exits;
    }

    static boolean wasLostTooOften(PartitionEvent.Ended event) {
        RemoteFailure failure = event.failure();
        return failure != null && failure.className().equals(LOST_TOO_OFTEN);
    }

    /** The same failure with all that is known of the attempts before it. */
    RemoteFailure told(PartitionEvent.Ended event, long executionId) {
        List<RecordedAttempt> lost = lost(event);
        RemoteFailure failure = event.failure();
        String text = (failure == null ? "the partition was lost" : String.valueOf(failure.message()))
                + lost.stream().map(PartitionHistory::line).collect(Collectors.joining())
                + "\n" + advice(lost) + ", and restart execution " + executionId;
        return new RemoteFailure(LOST_TOO_OFTEN, text, LOST_TOO_OFTEN + ": " + text);
    }

    private List<RecordedAttempt> lost(PartitionEvent.Ended event) {
        try {
            for (RecordedAttempt attempt : attempts.recorded(event.key())) {
                if (attempt.view().outcome() != AttemptOutcome.RETURNED && !hasCause(attempt.view())) {
                    exits.await(worker(attempt.view()), PATIENCE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return attempts.recorded(event.key()).stream()
                .filter(attempt -> attempt.view().outcome() != AttemptOutcome.RETURNED)
                .toList();
    }

    private static WorkerIdentity worker(AttemptView attempt) {
        return new WorkerIdentity(attempt.worker(), attempt.host(), attempt.pid());
    }

    private static boolean hasCause(AttemptView attempt) {
        return attempt.exitCode() != null || attempt.signal() != null;
    }

    private static String line(RecordedAttempt attempt) {
        AttemptView view = attempt.view();
        String printed = attempt.lastLines();
        return "\n  attempt " + view.attempt() + ": " + view.worker() + " (" + view.host() + ", pid " + view.pid()
                + ") "
                + cause(view)
                + (printed == null || printed.isBlank()
                        ? ""
                        : "; it printed last:"
                                + printed.lines().map(line -> "\n    | " + line).collect(Collectors.joining()));
    }

    private static String cause(AttemptView attempt) {
        if (attempt.signal() != null) {
            return "ended by " + attempt.signal();
        }
        return attempt.exitCode() != null
                ? "ended with exit code " + attempt.exitCode()
                : "fell silent, or ended unseen: its own log says more";
    }

    private static String advice(List<RecordedAttempt> lost) {
        return lost.stream()
                .map(attempt -> advice(attempt.view()))
                .distinct()
                .collect(Collectors.joining("; ", "mend what ends the workers: ", ""));
    }

    private static String advice(AttemptView attempt) {
        @Nullable Integer exitCode = attempt.exitCode();
        if ("SIGKILL".equals(attempt.signal())) {
            return "SIGKILL is often the operating system's answer to too little memory (fewer workers or slots, or -Xmx in"
                    + " --worker-opts)";
        } else if (attempt.signal() != null) {
            return attempt.signal() + " of a JVM is often a crash in native code (look for hs_err_pid*.log)";
        } else if (exitCode != null && exitCode == OUT_OF_MEMORY) {
            return "exit code 3 is a JVM out of memory (--worker-opts -Xmx...)";
        } else if (exitCode != null && exitCode == WorkerEnd.STUCK.exitCode()) {
            return "exit code 70 is a worker that ended since the step's code did not (procession.limit.hard, or after its"
                    + " lease was lost): its log has the stack";
        } else if (exitCode != null) {
            return "an exit code is often System.exit or Runtime.halt in the step's code";
        }
        return "a silent worker is often one that was frozen, swapped out or cut off (procession.lease), or whose broker had a full disk";
    }
}
